import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from "idb";
import type { Sealed } from "./seal";

/** What may be read without the key: routing only, never a name, a place or a word. */
export interface StoredRecord {
  kind: string;
  id: string;
  owner: string;
  parent: string;
  /** The server's version of the object. */
  rev: number;
  /** Counts the writes of this record on this device. */
  seq: number;
  state: string;
  due: string;
  body: Sealed;
}

export type OpState = "waiting" | "needs_you";

/** One command of this person on this device, in the order it was given (`n`). */
export interface StoredOp {
  n?: number;
  id: string;
  user: string;
  /** The device's own count of operations; a gap at the server means that something was lost here. */
  number: number;
  action: string;
  key: string;
  after: string[];
  base: number | null;
  occurredAt: string;
  state: OpState;
  tries: number;
  nextAt: number;
  code: string;
  status: number;
  /** The wire's version when this was written; the server brings older ones up to date. Absent: the first. */
  opVersion?: number;
  /** The refused or contested command that a person decided about by giving this one. */
  supersedes?: string;
  body: Sealed;
}

/** Kept for a day after the server took it, or after a person decided about it. */
export interface SentOp extends StoredOp {
  arrivedAt: string;
  /** Set when it left by a person's decision: such a one is never offered again. */
  decision?: Decision;
}
export type Decision = "mine" | "theirs" | "new";

export interface Receipt { delivery: string; what: "received" | "seen" }

interface Schema extends DBSchema {
  records: { key: [string, string]; value: StoredRecord; indexes: { parent: string } };
  outbox: { key: number; value: StoredOp; indexes: { id: string } };
  sent: { key: string; value: SentOp };
  receipts: { key: [string, string]; value: Receipt };
  meta: { key: string; value: unknown };
  /** What is being written and is no command yet, sealed, by the name of its form. */
  drafts: { key: string; value: Sealed };
}
export type Db = IDBPDatabase<Schema>;
export type StoreName = StoreNames<Schema>;
export type Tx = IDBPTransaction<Schema, StoreName[], "readwrite">;

/** 2: bodies are sealed, so a tab of an older release must not write into it any more; drafts. */
const VERSION = 2;

export const PREFIX = "alongside-";
/** One database per person: a colleague on a shared phone neither sees nor destroys it. */
export const nameOf = (user: string): string => `${PREFIX}${user}`;

/** Whether this device holds a database of this person; where a browser cannot say, opening one tells. */
export async function hasDatabase(user: string): Promise<boolean> {
  const all = await indexedDB.databases?.();
  return all ? all.some((one) => one.name === nameOf(user)) : true;
}

export async function open(user: string, onBlocked: () => void = () => undefined): Promise<Db> {
  const db = await openDB<Schema>(nameOf(user), VERSION, {
    upgrade(fresh, old) {
      fresh.createObjectStore("drafts");
      if (old >= 1) return;
      fresh.createObjectStore("records", { keyPath: ["kind", "id"] }).createIndex("parent", "parent");
      fresh.createObjectStore("outbox", { keyPath: "n", autoIncrement: true }).createIndex("id", "id", { unique: true });
      fresh.createObjectStore("sent", { keyPath: "id" });
      fresh.createObjectStore("receipts", { keyPath: ["delivery", "what"] });
      // born sealed: a full disk can then not stand between a person and a database that never held clear text
      void fresh.createObjectStore("meta").put(true, "sealed");
    },
    blocked: onBlocked,
    blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
  });
  return db;
}

let turn: Promise<unknown> = Promise.resolve();
/** Looking at a database opens it, and opening one that is being destroyed would make it anew: one after the other. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
}

/** The database that is there, or null: who only reads must not make an empty one where one was just destroyed. */
export const openThere = (user: string): Promise<Db | null> => inTurn(async () => ((await hasDatabase(user)) ? open(user) : null));

/** For tests and for a device that was revoked. */
export const destroy = (user: string): Promise<void> => inTurn(() => deleteDB(nameOf(user)));

/** Whatever the write was: a full disk is said, never swallowed. */
export class StoreFull extends Error {
  override name = "StoreFull";
}

function isQuota(error: unknown): boolean {
  return error instanceof DOMException ? error.name === "QuotaExceededError" : error instanceof Error && error.name === "QuotaExceededError";
}

/** Whose records were taken away for good: an answer that was under way must not bring them back. */
const emptied = new WeakSet<Db>();

/** As `write`, and the last that may touch the records by this connection; the same again may. */
export function writeLast(db: Db, stores: StoreName[], work: (tx: Tx) => Promise<void>): Promise<void> {
  emptied.add(db);
  return inOne(db, stores, work);
}

/**
 * One write transaction, on the disk before it returns. `work` may touch only the transaction: anything else that is
 * awaited inside ends it. Throws StoreFull when there is no room; nothing is then written.
 */
export async function write<T>(db: Db, stores: StoreName[], work: (tx: Tx) => Promise<T>): Promise<T> {
  if (emptied.has(db) && stores.includes("records")) throw new Error("the records of this store were taken away");
  return inOne(db, stores, work);
}

async function inOne<T>(db: Db, stores: StoreName[], work: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = db.transaction(stores, "readwrite", { durability: "strict" }) as unknown as Tx;
  try {
    const result = await work(tx);
    await tx.done;
    return result;
  } catch (error) {
    tx.done.catch(() => undefined);
    try {
      tx.abort();
    } catch {
      // it was aborted already: the error below says why
    }
    if (isQuota(error) || isQuota(tx.error)) throw new StoreFull();
    throw error;
  }
}

import type { Db, SentOp, StoredOp, Tx } from "./db";
import type { Optimistic } from "./patch";
import { Unreadable, type Codec, type Opened } from "./seal";

/** What a command is made of once it is unsealed. */
export interface OpBody {
  method: "POST" | "PATCH";
  url: string;
  /** Sent byte for byte, at every try. */
  raw: string;
  optimistic: Optimistic[];
  /** The server's answer, once it refused, asks for a decision, or took it with a remark. */
  object?: Record<string, unknown> | null;
  data?: Record<string, unknown>;
  /** The version of the object in that answer: what a decision is made on. */
  version?: number | null;
  outcome?: string;
}
export type Op = Omit<StoredOp, "body" | "n"> & OpBody & { n: number };
export type Sent = Omit<SentOp, "body" | "n"> & OpBody;
/** What the giver of a command says; the store adds the number, the owner and the state. */
export type NewOp = Omit<StoredOp, "body" | "n" | "user" | "number" | "state" | "tries" | "nextAt" | "code" | "status">;

export function bodyOf(op: OpBody): OpBody {
  const { method, url, raw, optimistic, object, data, version, outcome } = op;
  return {
    method, url, raw, optimistic,
    ...(object === undefined ? {} : { object }), ...(data === undefined ? {} : { data }),
    ...(version === undefined ? {} : { version }), ...(outcome === undefined ? {} : { outcome }),
  };
}

export function routing(op: Omit<StoredOp, "body" | "n">): Omit<StoredOp, "body" | "n"> {
  const { id, user, number, action, key, after, base, occurredAt, state, tries, nextAt, code, status, supersedes, opVersion } = op;
  return { id, user, number, action, key, after, base, occurredAt, state, tries, nextAt, code, status, ...(supersedes ? { supersedes } : {}), ...(opVersion ? { opVersion } : {}) };
}

/** In the order in which they were given, which is not always the order in which they lie on the disk. */
export const byNumber = (a: { number: number }, b: { number: number }): number => a.number - b.number;

/** Whether `other` was given on top of `op`, which now has this version: then its base moves along with it. */
export function standsOn(other: Omit<StoredOp, "body" | "n">, op: Op, version: number): boolean {
  return op.base !== null && version === op.base + 1 && other.key === op.key && other.base === op.base && other.state === "waiting";
}

/** Later commands of this device on the same object were given on top of this one: their base moves along with it. */
export async function followBase(tx: Tx, op: Op, version: number): Promise<void> {
  for (const other of await tx.objectStore("outbox").getAll()) {
    if (standsOn(other, op, version)) await tx.objectStore("outbox").put({ ...other, base: version });
  }
}

/** What the server had taken waits again; what a person decided about has left for good. */
export async function putBack(tx: Tx): Promise<void> {
  const waiting = new Set((await tx.objectStore("outbox").getAll()).map((op) => op.id));
  for (const { arrivedAt: _arrived, decision, ...op } of await tx.objectStore("sent").getAll()) {
    if (decision) continue;
    await tx.objectStore("sent").delete(op.id);
    if (!waiting.has(op.id)) await tx.objectStore("outbox").add({ ...op, state: "waiting", tries: 0, nextAt: 0 });
  }
}

/** Every change of the commands on the disk counts one, so that a tab can tell whether another has changed any. */
export async function nextTurn(tx: Tx): Promise<number> {
  const turn = (((await tx.objectStore("meta").get("turn")) as number | undefined) ?? 0) + 1;
  await tx.objectStore("meta").put(turn, "turn");
  return turn;
}

/** Up to which number each one is, or was, on this device; one that is nowhere further on is a loss. Null: not counted yet. */
export function knownUpTo(from: number | null, kept: readonly { number: number }[]): number {
  const numbers = new Set(kept.map(({ number }) => number));
  let n = from ?? Math.max(0, Math.min(...numbers) - 1);
  while (numbers.has(n + 1)) n += 1;
  return n;
}

interface Read { turn: number; ops: Op[]; sent: Sent[]; isDamaged: boolean }

/** All commands on the disk as of one moment. Those whose bodies do not open are left out; damaged: one of them was waiting. */
export async function readCommands(db: Db, codec: Codec, opened: Opened): Promise<Read> {
  const tx = db.transaction(["outbox", "sent", "meta"]);
  const [stored, done, turn] = await Promise.all([tx.objectStore("outbox").getAll(), tx.objectStore("sent").getAll(), tx.objectStore("meta").get("turn")]);
  const read = async <T extends StoredOp>(op: T): Promise<(T & OpBody)[]> => {
    try {
      return [{ ...op, ...(await opened.get<OpBody>(codec, op.id, op.body)) }];
    } catch (error) {
      if (error instanceof Unreadable) return [];
      throw error;
    }
  };
  const ops = (await Promise.all(stored.map(read))).flat().map((op) => ({ ...op, n: op.n as number }));
  const sent = (await Promise.all(done.map(read))).flat();
  return { turn: (turn as number | undefined) ?? 0, ops, sent, isDamaged: ops.length < stored.length };
}

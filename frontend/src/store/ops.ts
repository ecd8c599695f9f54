import type { SentOp, StoredOp, Tx } from "./db";
import type { Optimistic } from "./patch";

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

/** How many have been waiting since none did, now that so many do. */
export function burstOf(burst: number, before: readonly Op[], waiting: number): number {
  const more = waiting - before.filter((op) => op.state === "waiting").length;
  return waiting === 0 ? 0 : Math.max(waiting, burst + Math.max(0, more));
}

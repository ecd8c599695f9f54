import type { SentOp, StoredOp, Tx } from "./db";
import type { Optimistic } from "./patch";

/** What a command is made of once it is unsealed. */
export interface OpBody {
  method: "POST" | "PATCH";
  url: string;
  /** Sent byte for byte, at every try. */
  raw: string;
  optimistic: Optimistic[];
  /** The server's answer, once it refused. */
  object?: Record<string, unknown> | null;
  data?: Record<string, unknown>;
}
export type Op = Omit<StoredOp, "body" | "n"> & OpBody & { n: number };
export type Sent = Omit<SentOp, "body" | "n"> & Pick<OpBody, "url">;

export function bodyOf(op: Op): OpBody {
  const { method, url, raw, optimistic, object, data } = op;
  return { method, url, raw, optimistic, ...(object === undefined ? {} : { object }), ...(data === undefined ? {} : { data }) };
}

export function routing(op: Op): Omit<StoredOp, "body" | "n"> {
  const { id, user, number, action, key, after, base, occurredAt, state, tries, nextAt, code, status } = op;
  return { id, user, number, action, key, after, base, occurredAt, state, tries, nextAt, code, status };
}

/** Later commands of this device on the same object were given on top of this one: their base moves along with it. */
export async function followBase(tx: Tx, op: Op, version: number): Promise<void> {
  for (const other of await tx.objectStore("outbox").getAll()) {
    if (other.key === op.key && other.base === op.base && other.state === "waiting") await tx.objectStore("outbox").put({ ...other, base: version });
  }
}

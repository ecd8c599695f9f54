import { ACCESS } from "$api/generated/access";
import type { Action } from "$api/access";
import { call } from "$api/client";
import { current } from "$store/live.svelte";
import type { Op, OpBody, Sent } from "$store/store.svelte";
import { live } from "./link.svelte";
import { noticingFull, outbox } from "./outbox";
import { serverNow } from "./clock.svelte";
import { endedByServer } from "./session.svelte";
import { headersOf, OP_VERSION, SETTLE } from "./sender";
import { judge } from "./verdict";

/** A field that two people wrote apart: what I wrote, and what stands now. */
export interface Clash { field: string; mine: unknown; theirs: unknown; theirs_by_name?: string; theirs_at?: string }

/** Where the server could say it, the fields in question; empty when the whole command was refused. */
export function clashesOf(op: Pick<Op, "data" | "raw">): Clash[] {
  const fields = op.data?.["fields"];
  if (!Array.isArray(fields)) return [];
  return fields.filter((one): one is Clash => typeof one === "object" && one !== null && "field" in one && "theirs" in one);
}

/** What was written, field by field, as it went out. */
export function writtenIn(op: Pick<Op, "raw">): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(op.raw);
    return typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The choice for each field in question: mine, theirs, or new words. */
export type Choice = { keep: "mine" } | { keep: "theirs" } | { keep: "new"; value: unknown };

/** Whether it is an order of the board, which is given now or not at all: so is the decision about it. */
export const isOrder = (op: Pick<Op, "action">): boolean => ACCESS[op.action as Action]?.offline === "never";

export type Decided = "done" | "no_connection" | "refused";

/**
 * A person's decision, on the disk in one commit with the end of the old command. Keeping anything of mine is a new
 * command on the version that was shown; keeping all of theirs is told to the server as such. Works without signal,
 * but for orders of the board.
 */
export async function decide(op: Op, choices: Readonly<Record<string, Choice>> = {}, all: "mine" | "theirs" = "mine"): Promise<Decided> {
  const body = bodyAfter(op, choices);
  const clashes = clashesOf(op);
  const allTheirs = clashes.length > 0 && clashes.every(({ field }) => choices[field]?.keep === "theirs");
  // the fields of a PATCH stand alone; what else a command says belongs to the value in question
  const nothingOfMine = all === "theirs" || (allTheirs && (op.method !== "PATCH" || Object.keys(body).length === 0));
  if (nothingOfMine) return keepTheirs(op);
  const isNew = Object.values(choices).some((choice) => choice.keep === "new");
  return keepMine(op, body, isNew ? "new" : "mine");
}

/** What of the command goes out again: without the fields that stay theirs, with the new words. */
function bodyAfter(op: Op, choices: Readonly<Record<string, Choice>>): Record<string, unknown> {
  const kept = Object.entries(writtenIn(op)).filter(([field]) => choices[field]?.keep !== "theirs");
  const added = Object.entries(choices).flatMap(([field, choice]) => (choice.keep === "new" ? [[field, choice.value] as const] : []));
  return { ...Object.fromEntries(kept), ...Object.fromEntries(added) };
}

async function keepMine(op: Op, body: Record<string, unknown>, decision: "mine" | "new"): Promise<Decided> {
  const raw = JSON.stringify(body) === JSON.stringify(writtenIn(op)) ? op.raw : JSON.stringify(body);
  const same = Object.keys(body);
  const optimistic = op.optimistic.map((change) => ({ ...change, patch: laidOver(change.patch, body, writtenIn(op), same) }));
  const next = {
    op: {
      id: crypto.randomUUID(), action: op.action, key: op.key, after: op.after, opVersion: OP_VERSION, supersedes: op.id,
      base: op.base === null ? null : (op.version ?? op.base), occurredAt: decision === "new" ? new Date(serverNow()).toISOString() : op.occurredAt,
    },
    body: { method: op.method, url: op.url, raw, optimistic },
  };
  return isOrder(op) ? orderNow(op, decision, next) : enact(op, decision, next);
}

/** The screens show of the new command what it says, and nothing of a field that stayed theirs. */
function laidOver(patch: Record<string, unknown>, body: Record<string, unknown>, before: Record<string, unknown>, same: string[]): Record<string, unknown> {
  const shown = Object.entries(patch).filter(([field]) => !(field in before) || same.includes(field));
  return Object.fromEntries(shown.map(([field, value]) => [field, field in before ? body[field] : value]));
}

async function keepTheirs(op: Op): Promise<Decided> {
  const raw = JSON.stringify({ supersedes: op.id, decision: "theirs" });
  return enact(op, "theirs", {
    op: {
      id: crypto.randomUUID(), action: SETTLE, key: `op:${op.id}`, after: [], base: null, opVersion: OP_VERSION,
      occurredAt: new Date(serverNow()).toISOString(),
    },
    body: { method: "POST", url: "/api/ops/settle", raw, optimistic: [] },
  });
}

type Next = { op: Parameters<NonNullable<typeof current.store>["enqueue"]>[0]; body: OpBody };

async function enact(op: Op, decision: NonNullable<Sent["decision"]>, next: Next): Promise<Decided> {
  const store = current.store;
  if (!store) return "refused";
  await noticingFull(() => store.decide(op, decision, new Date(serverNow()).toISOString(), next));
  outbox.kick(true);
  return "done";
}

/** The very same order again carries the very same key: no answer may mean that it arrived. */
const orders = new Map<string, string>();

/** The old order stays a question until the new one has been taken. */
async function orderNow(op: Op, decision: "mine" | "new", { op: order, body }: Next): Promise<Decided> {
  const store = current.store;
  if (!store) return "refused";
  const same = `${op.id} ${order.base} ${body.raw}`;
  const id = orders.get(same) ?? order.id;
  orders.set(same, id);
  const { "X-Op-Number": _none, ...headers } = headersOf({ ...op, ...order, id }, store.device);
  const answer = await call({ method: body.method, url: body.url, raw: body.raw, deadline: 2000, headers });
  if (answer.kind === "answer") live.heard();
  const verdict = judge(answer);
  switch (verdict.then) {
    case "done":
      await noticingFull(() => store.decide(op, decision, new Date(serverNow()).toISOString(), null));
      return "done";
    case "needs_you":
      await store.update(op, { data: verdict.data, version: verdict.version, object: verdict.object, code: verdict.code });
      return "refused";
    case "signed_out":
      endedByServer(verdict.code);
      return "no_connection";
    default:
      return "no_connection";
  }
}

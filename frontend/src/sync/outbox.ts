import { call, forgetCsrf } from "$api/client";
import type { Kept, Write } from "$api/access";
import type { Item } from "$api/types";
import { StoreFull } from "$store/db";
import type { Optimistic } from "$store/patch";
import type { Op, Store } from "$store/store.svelte";
import { current } from "$store/live.svelte";
import { live } from "./link.svelte";
import { endedByServer, session } from "./session.svelte";
import { backOff, judge, type Verdict } from "./verdict";
import { serverNow } from "./clock.svelte";

export interface Command<A extends Write = Kept> {
  /** The access table's name, e.g. "assignment.accept". An order of the board does not compile here. */
  action: A;
  /** The object it changes: commands on one object go out in order, objects are independent. */
  kind: string;
  id: string;
  method?: "POST" | "PATCH";
  url: string;
  body?: Record<string, unknown>;
  /** What screens show until the server has answered. */
  optimistic?: Optimistic | Optimistic[];
  /** Objects ("incident:ID") whose earlier commands must be through first. */
  after?: string[];
  /** Only where a value that was shown is overwritten: its version then. */
  baseVersion?: number | null;
}

const AT_ONCE = 4;

/**
 * Keeps a command on this device and sends it as soon as it can: now, in an hour, after a restart. Resolves when it
 * is on the disk. Throws StoreFull when the device has no room: say so and name the radio.
 */
export async function queue(command: Command): Promise<void> {
  const store = current.store;
  if (!store) throw new Error("queue: nobody is signed in on this device");
  const changes = command.optimistic === undefined ? [] : [command.optimistic].flat();
  try {
    await store.enqueue(
      {
        id: crypto.randomUUID(),
        action: command.action,
        key: `${command.kind}:${command.id}`,
        after: command.after ?? [],
        base: command.baseVersion ?? null,
        occurredAt: new Date(serverNow()).toISOString(),
      },
      { method: command.method ?? "POST", url: command.url, raw: JSON.stringify(command.body ?? {}), optimistic: changes },
    );
    live.full = false;
  } catch (error) {
    if (error instanceof StoreFull) live.full = true;
    throw error;
  }
  outbox.kick();
}

/** Which may go now: in order per object, objects independent, what is under way or waits holds back its followers. */
export function eligible(ops: readonly Op[], underWay: ReadonlySet<number>, now: number): Op[] {
  const held = new Set<string>();
  const free: Op[] = [];
  for (const op of ops) {
    if (op.state !== "waiting") continue;
    const blocked = held.has(op.key) || op.after.some((key) => held.has(key));
    held.add(op.key);
    if (!blocked && !underWay.has(op.n) && op.nextAt <= now) free.push(op);
  }
  return free;
}

export function headersOf(op: Op, device: string): Record<string, string> {
  return {
    "Idempotency-Key": op.id,
    "X-Device": device,
    "X-Occurred-At": op.occurredAt,
    "X-Op-Version": "1",
    "X-Op-Number": String(op.number),
    "X-User": op.user,
    ...(op.base === null ? {} : { "If-Match": String(op.base) }),
  };
}

/** Sends what is kept. One tab at a time (a Web Lock); a second sending would be harmless, but is not made. */
class Outbox {
  private running = false;
  private again = false;
  private quietUntil = 0;
  private fails = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private wake: () => void = () => undefined;

  /** Something was written, or something changed for the better. `rush` forgets all waits. */
  kick(rush = false): void {
    if (rush) {
      this.quietUntil = 0;
      this.fails = 0;
    }
    this.again = true;
    this.wake();
    if (!this.running) void this.run(rush);
  }

  private async run(rush: boolean): Promise<void> {
    this.running = true;
    try {
      while (this.again) {
        this.again = false;
        const store = current.store;
        if (!store || session.server !== "yes" || store.user !== session.me?.id) return;
        await locked(`alongside-outbox-${store.user}`, () => this.drain(store, rush));
        rush = false;
      }
    } catch {
      // the disk is full or closing: every command is still where it was, and the timer below comes back to it
      live.full = current.store !== null;
    } finally {
      this.running = false;
      this.arm();
    }
  }

  private async drain(store: Store, rush: boolean): Promise<void> {
    store.onOutside = (): void => this.wake();
    await store.reloadOps();
    const underWay = new Map<number, Promise<void>>();
    for (;;) {
      const now = Date.now();
      const open = current.store === store && session.server === "yes" && this.quietUntil <= now;
      const ops = rush ? store.ops.map((op) => ({ ...op, nextAt: 0 })) : store.ops;
      const next = open ? eligible(ops, new Set(underWay.keys()), now).slice(0, AT_ONCE - underWay.size) : [];
      rush = false;
      for (const op of next) underWay.set(op.n, this.sendOne(store, op).finally(() => underWay.delete(op.n)));
      if (underWay.size === 0) return;
      await Promise.race([...underWay.values(), new Promise<void>((resolve) => (this.wake = resolve))]);
    }
  }

  private async sendOne(store: Store, op: Op): Promise<void> {
    const answer = await call({ method: op.method, url: op.url, raw: op.raw, headers: headersOf(op, store.device) });
    if (answer.kind === "answer") live.heard();
    await this.follow(store, op, judge(answer));
  }

  private async follow(store: Store, op: Op, verdict: Verdict): Promise<void> {
    switch (verdict.then) {
      case "done":
        this.fails = 0;
        return store.settle(op, verdict.envelope);
      case "needs_you": {
        const { status, code, object, data } = verdict;
        this.fails = 0;
        return store.update(op, { state: "needs_you", status, code, object, data, tries: op.tries + 1 }, truthOf(op, object));
      }
      case "signed_out":
        return endedByServer();
      case "csrf":
        forgetCsrf();
        return store.update(op, { tries: op.tries + 1, nextAt: Date.now() + 500 });
      case "no_connection":
        this.fails += 1;
        this.quietUntil = Date.now() + 500 + backOff(this.fails, 1000, 30_000);
        return store.update(op, { tries: op.tries + 1, status: 0 });
      case "retry": {
        const wait = verdict.after ?? 500 + backOff(op.tries + 1);
        return store.update(op, { tries: op.tries + 1, nextAt: Date.now() + wait, status: verdict.status });
      }
    }
  }

  /** The next try comes by itself, for ever. */
  private arm(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const waiting = current.store?.ops.filter((op) => op.state === "waiting") ?? [];
    if (waiting.length === 0 || session.server !== "yes") return;
    const due = Math.max(this.quietUntil, Math.min(...waiting.map((op) => op.nextAt)));
    this.timer = setTimeout(() => this.kick(), Math.max(250, due - Date.now()));
  }
}

/** A refusal carries the object as it stands: the screen shows it as soon as what was written no longer covers it. */
function truthOf(op: Op, object: Record<string, unknown> | null): Item | null {
  const [kind, id] = op.key.split(":") as [string, string];
  const version = object?.["version"];
  return object && object["id"] === id && typeof version === "number" ? { kind, id, version, object } : null;
}

async function locked(name: string, work: () => Promise<void>): Promise<void> {
  if (!globalThis.navigator?.locks) return work();
  await navigator.locks.request(name, work);
}

export const outbox = new Outbox();

/**
 * A person's decisions on a refused command. "Again" is a new command with the old one's words: the server keeps its
 * answer to the old key for good.
 */
export async function sendAgain(op: Op): Promise<void> {
  const store = current.store;
  if (!store) return;
  const [kind, id] = op.key.split(":") as [string, string];
  const base = op.base === null ? null : store.memory.rev(kind, id);
  await store.enqueue(
    { id: crypto.randomUUID(), action: op.action, key: op.key, after: op.after, base, occurredAt: op.occurredAt },
    { method: op.method, url: op.url, raw: op.raw, optimistic: op.optimistic },
  );
  await store.discard(op);
  outbox.kick(true);
}

export async function leaveOut(op: Op): Promise<void> {
  await current.store?.discard(op);
}

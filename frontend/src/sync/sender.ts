import type { Answer, Request } from "$api/client";
import type { Item } from "$api/types";
import { StoreFull } from "$store/db";
import type { Op, Store } from "$store/store.svelte";
import { backOff, judge, type Verdict } from "./verdict";

export const AT_ONCE = 4;
/** "Theirs stands": it tells the server what a person has decided, and is never a question itself. */
export const SETTLE = "op.settle";
/** Of the wire: what a command means and which answers this app understands. */
export const OP_VERSION = 2;
const LOOK_MS = 60_000;
const LONGEST_WAIT_MS = 300_000;

/** What the sender needs of the app around it. */
export interface Around {
  store(): Store | null;
  /** Whether what the open store keeps may go out now: signed in, and as its owner. */
  mayGo(): boolean;
  call(request: Request): Promise<Answer>;
  heard(): void;
  signedOut(code: string): void;
  forgetCsrf(): void;
  /** The device had no room for an answer; false: it has again. */
  full(is: boolean): void;
  /** Device time in ms: for waits only. */
  now(): number;
  serverNow(): number;
  later(wait: number, work: () => void): () => void;
  /** One tab at a time: `work` runs while the lock of this name is held. */
  locked(name: string, work: () => Promise<void>): Promise<void>;
}

/**
 * Which may go now: in order per object, objects independent; what is under way or waits holds back its followers.
 * A wait that lies further ahead than any wait can be comes from a clock that was set back, and is over.
 */
export function eligible(ops: readonly Op[], underWay: ReadonlySet<string>, now: number, forgiven: ReadonlySet<string> = new Set()): Op[] {
  const held = new Set<string>();
  const free: Op[] = [];
  for (const op of ops) {
    if (op.state !== "waiting") continue;
    const blocked = held.has(op.key) || op.after.some((key) => held.has(key));
    held.add(op.key);
    const due = op.nextAt <= now || op.nextAt > now + LONGEST_WAIT_MS || forgiven.has(op.id);
    if (!blocked && !underWay.has(op.id) && due) free.push(op);
  }
  return free;
}

export function headersOf(op: Op, device: string): Record<string, string> {
  return {
    "Idempotency-Key": op.id,
    "X-Device": device,
    "X-Occurred-At": op.occurredAt,
    "X-Op-Version": String(op.opVersion ?? 1),
    "X-Op-Number": String(op.number),
    "X-User": op.user,
    ...(op.supersedes ? { "X-Supersedes": op.supersedes } : {}),
    ...(op.base === null ? {} : { "If-Match": String(op.base) }),
  };
}

/** Sends what is kept, for ever. Peek, send, and only the answer removes. */
export class Sender {
  private running = false;
  private again = false;
  private quietUntil = 0;
  private fails = 0;
  private cancel: (() => void) | null = null;
  private wake: () => void = () => undefined;
  /** Whose wait is over before its time, because something has changed for the better. */
  private readonly forgiven = new Set<string>();
  /** Answers that the full disk could not take: asked again after a while, not at once. */
  private readonly resting = new Map<string, number>();
  /** When all was read from the disk; in between only when another tab has said that it changed something. */
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly around: Around) {}

  /** Something was written, or something changed for the better. `rush` forgets all waits. */
  kick(rush = false): void {
    if (rush) {
      this.quietUntil = 0;
      this.fails = 0;
      this.resting.clear();
      for (const op of this.around.store()?.ops ?? []) this.forgiven.add(op.id);
    }
    this.again = true;
    this.wake();
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      while (this.again) {
        this.again = false;
        const store = this.around.store();
        if (!store) return;
        if (!this.around.mayGo()) return await this.look(store);
        await this.around.locked(`alongside-outbox-${store.user}`, () => this.drain(store));
      }
    } catch {
      // the store is closing: every command is still where it was, and the timer below comes back to it
    } finally {
      this.running = false;
      this.arm();
    }
  }

  private async drain(store: Store): Promise<void> {
    store.onOutside = (): void => this.wake();
    const underWay = new Map<string, Promise<void>>();
    for (let isFirst = true; ; isFirst = false) {
      if (isFirst || this.isLong()) await this.look(store);
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      for (const op of this.next(store, underWay)) {
        underWay.set(op.id, this.sendOne(store, op).finally(() => underWay.delete(op.id)));
      }
      if (underWay.size === 0) return;
      await Promise.race([...underWay.values(), woken]);
    }
  }

  private isLong(): boolean {
    return Math.abs(this.around.now() - this.lookedAt) > LOOK_MS;
  }

  /** All of it each minute: a tab of an older version does not count its changes. */
  private async look(store: Store): Promise<void> {
    if (!this.isLong()) return store.catchUp();
    this.lookedAt = this.around.now();
    await store.reloadOps();
    await store.prune(this.around.serverNow()).catch(() => undefined);
  }

  private next(store: Store, underWay: ReadonlyMap<string, unknown>): Op[] {
    const now = this.around.now();
    if (this.around.store() !== store || !this.around.mayGo() || inFuture(this.quietUntil, now)) return [];
    const busy = new Set(underWay.keys());
    for (const [id, until] of this.resting) if (inFuture(until, now)) busy.add(id);
    return eligible(store.ops, busy, now, this.forgiven).slice(0, AT_ONCE - underWay.size);
  }

  /** Never throws: what the disk could not take is asked again, and the server answers the same. */
  private async sendOne(store: Store, op: Op): Promise<void> {
    const answer = await this.around.call({ method: op.method, url: op.url, raw: op.raw, headers: headersOf(op, store.device) });
    if (answer.kind === "answer") this.around.heard();
    this.forgiven.delete(op.id);
    try {
      await this.follow(store, op, judge(answer));
      this.resting.delete(op.id);
      this.around.full(false);
    } catch (error) {
      this.resting.set(op.id, this.around.now() + 1000 + backOff(op.tries + 3));
      if (error instanceof StoreFull) this.around.full(true);
    }
  }

  private async follow(store: Store, op: Op, verdict: Verdict): Promise<void> {
    switch (verdict.then) {
      case "done":
        this.fails = 0;
        return this.done(store, op, verdict);
      case "needs_you": {
        const { status, code, object, data, version, outcome } = verdict;
        this.fails = 0;
        // the decision stands whatever the server makes of it: there was nothing left to close
        if (op.action === SETTLE) return store.settle(op, null, { code, arrivedAt: this.time() });
        return store.update(op, { state: "needs_you", status, code, object, data, version, outcome, tries: op.tries + 1 }, truthOf(op, object));
      }
      case "signed_out":
        return this.around.signedOut(verdict.code);
      case "csrf":
        this.around.forgetCsrf();
        return store.update(op, { tries: op.tries + 1, nextAt: this.around.now() + 500 });
      case "no_connection":
        this.fails += 1;
        this.quietUntil = this.around.now() + 500 + backOff(this.fails, 1000, 30_000);
        return store.update(op, { tries: op.tries + 1, status: 0 });
      case "retry": {
        const wait = Math.min(verdict.after ?? 500 + backOff(op.tries + 1), LONGEST_WAIT_MS);
        return store.update(op, { tries: op.tries + 1, nextAt: this.around.now() + wait, status: verdict.status });
      }
    }
  }

  private async done(store: Store, op: Op, { envelope }: Extract<Verdict, { then: "done" }>): Promise<void> {
    const said = envelope ? { code: envelope.code, outcome: envelope.outcome, data: envelope.data } : {};
    return store.settle(op, envelope, { ...said, arrivedAt: this.time() });
  }

  private time(): string {
    return new Date(this.around.serverNow()).toISOString();
  }

  /**
   * The next try comes by itself, for ever; a clock that was moved meanwhile delays it by a minute at most. The disk is
   * looked at each minute also while nothing waits: another tab may have died before it told what it had written.
   */
  private arm(): void {
    this.cancel?.();
    this.cancel = null;
    const store = this.around.store();
    if (!store) return;
    const waiting = this.around.mayGo() ? store.ops.filter((op) => op.state === "waiting") : [];
    const due = Math.max(this.quietUntil, Math.min(...waiting.map((op) => Math.max(op.nextAt, this.resting.get(op.id) ?? 0))));
    this.cancel = this.around.later(Math.min(LOOK_MS, Math.max(250, due - this.around.now())), () => this.kick());
  }
}

/** Whether a wait of ours still runs; one that lies too far ahead was set by another clock. */
function inFuture(until: number, now: number): boolean {
  return until > now && until <= now + LONGEST_WAIT_MS;
}

/** A refusal carries the object as it stands: the screen shows it as soon as what was written no longer covers it. */
function truthOf(op: Op, object: Record<string, unknown> | null): Item | null {
  const [kind, id] = op.key.split(":") as [string, string];
  const version = object?.["version"];
  return object && object["id"] === id && typeof version === "number" ? { kind, id, version, object } : null;
}

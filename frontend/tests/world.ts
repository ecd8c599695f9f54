import { setImmediate } from "node:timers";
import type { Answer } from "$api/client";
import { StoreFull } from "$store/db";
import { Store, type Op } from "$store/store.svelte";
import { AT_ONCE, Sender, SETTLE } from "$sync/sender";
import { takeSnapshot } from "$sync/snapshot";
import { Disk, machine, Process } from "./disk";
import { sealing } from "./sealing";
import { ModelServer, type Fate, type Wire } from "./model-server";


interface Travelling { wire: Wire; from: Process; answered: (answer: Answer) => void }
interface Timer { at: number; work: () => void; process: Process }
interface Tab { process: Process; store: Store; sender: Sender; server: "yes" | "signed_out"; epoch: string | null }

/** What may happen, one step at a time. Numbers choose among what there is, whatever their size. */
export type Step =
  | { do: "tap"; object: number; fates: Fate[]; tab: number }
  | { do: "network"; nth: number; what: "deliver" | "lose_request" | "lose_answer" | "linger" | "twice" | "busy" | "too_many" | "portal" }
  | { do: "late"; nth: number }
  | { do: "kill"; tab: number }
  | { do: "fuse"; tab: number; commits: number; after: boolean }
  | { do: "open" }
  | { do: "wait"; ms: number }
  | { do: "clock"; hours: number }
  | { do: "full"; is: boolean }
  | { do: "session"; is: boolean }
  | { do: "rush"; tab: number }
  | { do: "decide"; nth: number; tab: number; twice: boolean; keep: "mine" | "theirs" }
  | { do: "save" } | { do: "restore" } | { do: "resync"; tab: number };

const USER = "u-casey";
const DEADLINE_MS = 10_000;
const HOUR = 3_600_000;
const NETWORK: Record<string, (server: ModelServer, wire: Wire) => Answer> = {
  deliver: (server, wire) => server.receive(wire),
  lose_request: () => ({ kind: "no_connection", why: "network" }),
  lose_answer: (server, wire) => (server.receive(wire), { kind: "no_connection", why: "deadline" }),
  linger: () => ({ kind: "no_connection", why: "deadline" }),
  twice: (server, wire) => (server.receive(wire), server.receive(wire)),
  busy: () => ({ kind: "answer", status: 503, body: { code: "busy" }, retryAfter: 2000 }),
  too_many: () => ({ kind: "answer", status: 429, body: { code: "too_many" }, retryAfter: null }),
  portal: () => ({ kind: "no_connection", why: "portal" }),
};

/** One phone with its tabs, its disk that may fail, the network between, and the server: all in one thread and one clock. */
export class World {
  readonly disk = (machine.disk = new Disk());
  readonly server = new ModelServer();
  readonly tabs: Tab[] = [];
  private readonly travelling: Travelling[] = [];
  private readonly lingering: Wire[] = [];
  private timers: Timer[] = [];
  private readonly held = new Map<string, Promise<unknown>>();
  /** Since when a tab may not know what another wrote as it died: it looks each minute. */
  private unknownSince: number | null = null;
  private trueNow = Date.parse("2026-11-27T12:00:00Z");
  private skew = 0;
  private intents = 0;
  /** Every command that was ever on the disk, by key; and what a person decided about which. */
  private readonly seen = new Map<string, Op>();
  private readonly decided = new Map<string, "mine" | "theirs">();
  private readonly resolved = new Set<string>();

  // ---- what may happen

  async do(step: Step): Promise<void> {
    const tab = "tab" in step ? this.tabs[step.tab % Math.max(1, this.tabs.length)] : undefined;
    switch (step.do) {
      case "open": if (this.tabs.length < 2) await this.open(); break;
      case "tap": if (tab) this.tap(tab, step.object, step.fates); break;
      case "network": this.network(step.nth, step.what); break;
      case "late": this.late(step.nth); break;
      case "kill": tab?.process.die(); break;
      case "fuse": if (tab) tab.process.fuse = { commits: step.commits, after: step.after }; break;
      case "wait": await this.wait(step.ms); break;
      case "clock": this.skew += step.hours * HOUR; break;
      case "full": this.disk.full = step.is; break;
      case "session": this.session(step.is); break;
      case "rush": tab?.sender.kick(true); break;
      case "decide": for (const one of step.twice ? [...this.tabs] : tab ? [tab] : []) this.decide(one, step.nth, step.keep); break;
      case "save": this.server.save(); break;
      case "restore": this.server.restore(); break;
      case "resync": if (tab) this.resync(tab); break;
    }
    await quiet();
    this.bury();
  }

  async open(): Promise<void> {
    const process = (this.disk.process = new Process());
    const opening = Store.open(USER);
    opening.catch(() => undefined);
    await quiet();
    // it died while it opened, or waits for one that did
    const store = await Promise.race([opening, quiet().then(() => null)]);
    if (!store || !process.alive) return process.die();
    const epoch = await store.meta<string>("epoch");
    const tab: Tab = { process, store, server: "yes", epoch, sender: null as never };
    tab.sender = new Sender({
      store: () => (process.alive ? store : null),
      mayGo: () => tab.server === "yes",
      call: ({ url, raw = "", headers = {} }) => this.send(process, { url, raw, headers }),
      heard: () => undefined,
      signedOut: () => (tab.server = "signed_out"),
      forgetCsrf: () => undefined,
      full: () => undefined,
      now: () => this.now,
      serverNow: () => this.trueNow,
      later: (wait, work) => this.later(process, wait, work),
      locked: (name, work) => this.locked(process, name, work),
    });
    process.onDeath.push(() => store.close());
    this.tabs.push(tab);
    if (epoch === null) this.resync(tab);
    tab.sender.kick(true);
    await quiet();
  }

  private tap(tab: Tab, object: number, fates: Fate[]): void {
    const intent = `i${(this.intents += 1)}`;
    const key = crypto.randomUUID();
    const op = { id: key, action: "assignment.set_status", key: `thing:${object}`, after: [], base: null, occurredAt: new Date(this.trueNow).toISOString() };
    tab.store.enqueue(op, { method: "POST", url: `/api/things/${object}`, raw: JSON.stringify({ intent, fates }), optimistic: [] }).then(
      () => {
        this.resolved.add(key);
        tab.sender.kick();
      },
      (error: unknown) => {
        if (!(error instanceof StoreFull)) throw error;
      },
    );
  }

  private decide(tab: Tab, nth: number, keep: "mine" | "theirs"): void {
    const open = tab.store.ops.filter((op) => op.state === "needs_you");
    const op = open[nth % Math.max(1, open.length)];
    if (op) void this.decideAbout(tab, op, keep);
  }

  private async decideAbout(tab: Tab, op: Op, keep: "mine" | "theirs"): Promise<void> {
    const id = crypto.randomUUID();
    const common = { id, after: [], base: null, occurredAt: op.occurredAt };
    const raw = JSON.stringify({ supersedes: op.id, decision: keep });
    const next = keep === "mine"
      ? { op: { ...common, action: op.action, key: op.key, supersedes: op.id }, body: { method: op.method, url: op.url, raw: op.raw, optimistic: [] } }
      : { op: { ...common, action: SETTLE, key: `op:${op.id}` }, body: { method: "POST" as const, url: "/api/ops/settle", raw, optimistic: [] } };
    // the person has pressed: from here on it may have left, and whether it has is the disk's word
    this.decided.set(op.id, keep);
    await tab.store.decide(op, keep, new Date(this.trueNow).toISOString(), next).then(() => tab.sender.kick(true), () => undefined);
  }

  /** It hears of the server's epoch, as at each welcome. */
  private resync(tab: Tab): void {
    const epoch = String(this.server.epoch);
    if (tab.epoch === epoch) return;
    takeSnapshot(tab.store, { epoch, cursors: {}, objects: [] }, tab.epoch).then(() => {
      tab.epoch = epoch;
      tab.sender.kick(true);
    }, () => undefined);
  }

  private session(is: boolean): void {
    this.server.signedIn = is;
    if (!is) return;
    for (const tab of this.tabs) {
      tab.server = "yes";
      tab.sender.kick(true);
    }
  }

  private async wait(ms: number): Promise<void> {
    for (const end = this.trueNow + ms; ; await quiet()) {
      const next = Math.min(end, ...this.timers.map(({ at }) => at));
      this.trueNow = Math.max(this.trueNow, next);
      const due = this.timers.filter(({ at }) => at <= this.trueNow);
      if (due.length === 0 && next >= end) return;
      this.timers = this.timers.filter(({ at }) => at > this.trueNow);
      for (const timer of due) if (timer.process.alive) timer.work();
    }
  }

  private network(nth: number, what: string): void {
    const one = this.travelling.splice(nth % Math.max(1, this.travelling.length), 1)[0];
    if (!one) return;
    if (what === "linger" || what === "twice") this.lingering.push(one.wire);
    const reply = NETWORK[what]?.(this.server, one.wire);
    if (reply && one.from.alive) one.answered(reply);
  }

  /** What was given up long ago reaches the server after all. */
  private late(nth: number): void {
    const wire = this.lingering.splice(nth % Math.max(1, this.lingering.length), 1)[0];
    if (wire) this.server.receive(wire);
  }

  // ---- what the tabs stand on

  private get now(): number {
    return this.trueNow + this.skew;
  }

  private send(from: Process, wire: Wire): Promise<Answer> {
    return new Promise((answered) => {
      const one = { wire, from, answered };
      this.travelling.push(one);
      this.later(from, DEADLINE_MS, () => {
        const at = this.travelling.indexOf(one);
        if (at >= 0) this.network(at, "linger");
      });
    });
  }

  private later(process: Process, wait: number, work: () => void): () => void {
    const timer = { at: this.trueNow + wait, work, process };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((other) => other !== timer));
  }

  private locked(process: Process, name: string, work: () => Promise<void>): Promise<void> {
    const before = this.held.get(name) ?? Promise.resolve();
    const died = new Promise<void>((resolve) => process.onDeath.push(resolve));
    const mine = before.then(() => (process.alive ? Promise.race([work(), died]) : undefined));
    this.held.set(name, mine.catch(() => undefined));
    return mine as Promise<void>;
  }

  private bury(): void {
    if (this.unknownSince !== null && this.trueNow - this.unknownSince > 120_000) this.unknownSince = null;
    for (const tab of this.tabs.filter(({ process }) => !process.alive)) {
      this.tabs.splice(this.tabs.indexOf(tab), 1);
      this.unknownSince = this.trueNow;
    }
    for (const one of this.travelling.filter(({ from }) => !from.alive)) {
      this.travelling.splice(this.travelling.indexOf(one), 1);
      this.lingering.push(one.wire);
    }
  }

  // ---- what must hold

  /** How many commands were ever on the disk. */
  get kept(): number {
    return this.seen.size;
  }

  /** After each step. Throws what is wrong, in words. */
  check(): void {
    const kept = this.disk.rows<Op>("outbox");
    for (const op of kept) if (!this.seen.has(op.id)) this.seen.set(op.id, { ...op, raw: "" });
    for (const op of this.disk.rows<Op>("sent")) if (!this.seen.has(op.id)) this.seen.set(op.id, op);
    const there = new Set(kept.map((op) => op.id));
    for (const [id, op] of this.seen) {
      const mayGo = this.server.done.has(id) || this.decided.has(id) || (op.action === SETTLE && this.server.final.has(id));
      assert(there.has(id) || mayGo, `${op.key} number ${op.number} left the outbox by itself`);
    }
    for (const id of this.resolved) assert(this.seen.has(id), "a tap was said to be kept and was not on the disk");
    const numbers = [...this.seen.values()].map(({ number }) => number).sort((a, b) => a - b);
    assert(numbers.every((number, i) => number === i + 1), `numbers with a gap or twice: ${numbers.join(" ")}`);
    const { effects } = this.server.state;
    assert(new Set(effects).size === effects.length, `two effects of one intent: ${effects.join(" ")}`);
    assert(this.server.complaints.length === 0, this.server.complaints.join("; "));
    const flying = this.travelling.filter(({ from }) => from.alive).length;
    assert(flying <= AT_ONCE, `${flying} requests in flight`);
    if (this.unknownSince === null) for (const tab of this.tabs) this.checkBadge(tab, kept);
  }

  private checkBadge({ store }: Tab, kept: Op[]): void {
    const count = (ops: readonly Op[], state: string): number => ops.filter((op) => op.state === state).length;
    for (const state of ["waiting", "needs_you"]) {
      assert(count(store.ops, state) === count(kept, state), `the badge says ${count(store.ops, state)} ${state}, the disk ${count(kept, state)}`);
    }
    assert(store.burst >= count(store.ops, "waiting"), "the progress says more than all");
  }

  /** Everything works again, and nobody presses anything: what was kept goes out by itself. */
  async heal(): Promise<void> {
    this.disk.full = false;
    for (const { process } of this.tabs) process.fuse = null;
    if (this.tabs.length === 0) await this.do({ do: "open" });
    await this.do({ do: "session", is: true });
    for (let tab = 0; tab < this.tabs.length; tab += 1) await this.do({ do: "resync", tab });
    for (let round = 0; round < 6; round += 1) {
      await this.drain();
      if (this.disk.rows("outbox").length === 0) break;
      for (const op of this.tabs[0]?.store.ops.filter(({ state }) => state === "needs_you") ?? []) {
        if (this.tabs[0]) await this.decideAbout(this.tabs[0], op, round < 3 && op.number % 2 === 0 ? "mine" : "theirs");
      }
      await quiet();
    }
    this.checkEnd();
  }

  private async drain(): Promise<void> {
    for (let i = 0; i < 400; i += 1) {
      const busy = this.travelling.length > 0;
      await this.do(busy ? { do: "network", nth: 0, what: "deliver" } : { do: "wait", ms: 30_000 });
      this.check();
      if (!busy && this.disk.rows<Op>("outbox").every(({ state }) => state === "needs_you")) return;
    }
    throw new Error("what was kept never went out by itself");
  }

  private checkEnd(): void {
    this.check();
    assert(this.disk.rows("outbox").length === 0, "something is left after every decision");
    const { effects } = this.server.state;
    const closed = new Set([...this.decided].filter(([, keep]) => keep === "theirs").map(([id]) => id));
    const theirs = [...this.seen.values()].filter(({ id }) => closed.has(id)).length;
    const commands = [...this.seen.values()].filter(({ action, supersedes }) => action !== SETTLE && !supersedes).length;
    assert(effects.length >= commands - theirs, `${commands} commands, ${theirs} left to others, only ${effects.length} effects`);
    assert(effects.length <= commands, "more effects than commands");
  }
}

function assert(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

/** Until nothing more happens by itself: everything here is made of promises, and of sealing in other threads. */
async function quiet(): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while (sealing.now > 0);
}

/** Between the tabs of this phone: heard by those that live, in order. */
export class ModelChannel {
  private static readonly all = new Set<ModelChannel>();
  onmessage: ((event: { data: unknown }) => void) | null = null;
  private readonly process = machine.disk.process;
  private readonly disk = machine.disk;

  constructor(private readonly name: string) {
    ModelChannel.all.add(this);
  }

  postMessage(data: unknown): void {
    if (!this.process.alive) return;
    for (const other of ModelChannel.all) {
      if (other !== this && other.name === this.name && other.disk === this.disk) queueMicrotask(() => other.process.alive && other.onmessage?.({ data }));
    }
  }

  close(): void {
    ModelChannel.all.delete(this);
  }
}

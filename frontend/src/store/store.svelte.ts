import type { Frame, Item, Me, Snapshot } from "$api/types";
import { open, write, writeLast, type Db, type Decision, type StoredOp, type Tx } from "./db";
import { readKept, writeKept, type Kept } from "./keep";
import { dropReceipts, readReceipts, type Receipts } from "./receipts";
import { Commands } from "./commands.svelte";
import { Memory } from "./memory.svelte";
import { codecOf, Locked } from "./keyring";
import { bodyOf, followBase, knownUpTo, nextTurn, putBack, readCommands, routing, standsOn, type NewOp, type Op, type OpBody, type Sent } from "./ops";
import { drop } from "./purge";
import { openRecord, sealItem, sealItems, toRecord, type Ready } from "./ready";
import { about, Opened, type Codec, type Sealed } from "./seal";

export type { NewOp, Op, OpBody, Sent } from "./ops";

export interface Applied { cursors: Record<string, number>; gaps: string[]; received: string[] }

const DAY_MS = 86_400_000;
/** "clock": how far this device's clock was off when. "accounted": up to which number it is known what became of each. */
type MetaKey = "me" | "cursors" | "epoch" | "access" | "syncedAt" | "clock" | "accounted";
/** To the other tabs, after a commit. */
interface Told { records?: [string, string][]; outbox?: true; all?: true }
type Change = Parameters<Memory["apply"]>[0][number];

/** One person's data on this device, open. */
export class Store {
  readonly memory = new Memory();
  private readonly commands = new Commands(this.memory);
  /** How many commands may have been lost with a damaged database; null = none. */
  lost = $state<number | null>(null);
  /** Another tab wrote a command. */
  onOutside: () => void = () => undefined;
  private channel: BroadcastChannel | null = null;
  private closed = false;
  private readonly opened = new Opened();
  private constructor(readonly user: string, readonly db: Db, private kept: Kept, readonly codec: Codec) {}

  /** Throws Locked while the person's key is not held; see vault.ts. */
  static async open(user: string): Promise<Store> {
    const codec = codecOf(user);
    if (!codec) throw new Locked();
    const [db, kept] = await Promise.all([open(user), readKept(user)]);
    if (!(await db.get("meta", "sealed"))) await (await import("./migrate")).sealAll(db, codec);
    const own = (await db.get("meta", "kept")) as Kept | undefined;
    const start = own ?? { device: kept?.device ?? crypto.randomUUID(), deviceEpoch: crypto.randomUUID(), highest: 0, unsent: 0 };
    const merged = { ...start, highest: Math.max(start.highest, kept?.highest ?? 0) };
    const store = new Store(user, db, merged, codec);
    if (kept && kept.unsent > 0 && (!own || own.highest < kept.highest)) {
      store.lost = kept.unsent;
      await db.put("meta", kept.unsent, "lost");
    } else store.lost = ((await db.get("meta", "lost")) as number | undefined) ?? null;
    // a full disk opens what it has
    if (own?.highest !== merged.highest) await db.put("meta", merged, "kept");
    await store.reload();
    store.listen();
    return store;
  }

  get ops(): readonly Op[] { return this.commands.ops; }
  get sent(): readonly Sent[] { return this.commands.sent; }
  get burst(): number { return this.commands.burst; }
  get waiting(): number { return this.commands.waiting; }

  get device(): string {
    return this.kept.device;
  }

  get highest(): number {
    return this.kept.highest;
  }

  close(): void {
    this.closed = true;
    this.channel?.close();
    this.db.close();
  }

  /** So many commands are nowhere (0: not known how many); the next number follows on what the server has seen. */
  async foundLoss(count: number, highest: number): Promise<void> {
    this.kept = { ...this.kept, highest: Math.max(this.kept.highest, highest) };
    await write(this.db, ["meta"], async (tx) => {
      await tx.objectStore("meta").put(this.kept, "kept");
      await tx.objectStore("meta").put(count, "lost");
      await tx.objectStore("meta").put(this.kept.highest, "accounted");
    });
    this.lost = Math.max(this.lost ?? 0, count);
  }

  /** The person has read that something may be lost. */
  async acknowledgeLoss(): Promise<void> {
    this.lost = null;
    await this.db.delete("meta", "lost");
  }

  // ---- meta

  async meta<T>(key: MetaKey): Promise<T | null> {
    const value = await this.db.get("meta", key);
    if (key !== "me" || value === undefined) return (value as T | undefined) ?? null;
    return this.codec.unseal<T>(about.meta(key), value as Sealed);
  }

  async setMeta(key: MetaKey, value: Me | Record<string, number> | string | number): Promise<void> {
    const kept = key === "me" ? await this.codec.seal(about.meta(key), value) : value;
    await write(this.db, ["meta"], async (tx) => void (await tx.objectStore("meta").put(kept, key)));
  }

  // ---- what the server says

  /** Applies what follows on from what is known; `gaps` are streams that must be asked for. Ack only after this returned. */
  async applyFrames(frames: Frame[]): Promise<Applied> {
    const ready = await sealItems(this.codec, frames.flatMap((frame) => frame.items));
    const result: Applied = { cursors: {}, gaps: [], received: [] };
    const changes: Change[] = [];
    await write(this.db, ["records", "meta", "receipts"], async (tx) => {
      result.gaps = [];
      const cursors = ((await tx.objectStore("meta").get("cursors")) ?? {}) as Record<string, number>;
      for (const frame of frames) {
        const last = cursors[frame.stream] ?? 0;
        if (frame.to <= last) continue;
        if (frame.from > last + 1) {
          if (!result.gaps.includes(frame.stream)) result.gaps.push(frame.stream);
          continue;
        }
        for (const item of frame.items) await this.putItem(tx, item, ready.bodies.get(item) ?? null, changes, result.received, false, ready.alerts);
        cursors[frame.stream] = frame.to;
      }
      await tx.objectStore("meta").put(cursors, "cursors");
      await tx.objectStore("meta").put(Date.now(), "syncedAt");
      result.cursors = cursors;
    });
    this.memory.apply(changes);
    this.tell({ records: changes.map(({ kind, id }) => [kind, id]) });
    return result;
  }

  /** Replaces the scope: what the snapshot does not hold has left this person's view and is purged. */
  async applySnapshot(snapshot: Snapshot): Promise<void> {
    const ready = await sealItems(this.codec, snapshot.objects);
    await write(this.db, ["records", "meta", "receipts"], async (tx) => {
      const records = tx.objectStore("records");
      const keep = new Set(snapshot.objects.map((item) => `${item.kind}:${item.id}`));
      for (const [kind, id] of await records.getAllKeys()) {
        if (kind !== "alert" && !keep.has(`${kind}:${id}`)) await records.delete([kind, id]);
      }
      for (const item of snapshot.objects) await this.putItem(tx, item, ready.bodies.get(item) ?? null, [], [], true, ready.alerts);
      await tx.objectStore("meta").put(snapshot.cursors, "cursors");
      await tx.objectStore("meta").put(snapshot.epoch, "epoch");
      await tx.objectStore("meta").put(Date.now(), "syncedAt");
    });
    await this.reload();
    this.tell({ all: true });
  }

  private async putItem(tx: Tx, item: Item, body: Sealed | null, changes: Change[], received: string[], force = false, alerts: Ready["alerts"] | null = null): Promise<void> {
    const records = tx.objectStore("records");
    const before = await records.get([item.kind, item.id]);
    if (!item.object || !body) {
      await drop(tx, item, changes);
    } else if (force || !before || item.version >= before.rev) {
      const record = toRecord(item, item.object, body, this.user, (before?.seq ?? 0) + 1);
      await records.put(record);
      changes.push({ kind: item.kind, id: item.id, held: { seq: record.seq, rev: record.rev, state: record.state, object: item.object } });
    }
    const alert = item.alert && alerts?.get(item.alert.delivery);
    if (alert) await this.putAlert(tx, item.id, alert, changes, received);
  }

  private async putAlert(tx: Tx, aboutId: string, { object, body }: { object: Record<string, unknown>; body: Sealed }, changes: Change[], received: string[]): Promise<void> {
    const alert = { delivery: object["id"] as string };
    const known = await tx.objectStore("records").get(["alert", alert.delivery]);
    await tx.objectStore("receipts").put({ delivery: alert.delivery, what: "received" });
    received.push(alert.delivery);
    if (known) return;
    const record = toRecord({ kind: "alert", id: alert.delivery, version: 1, object }, object, body, this.user, 1);
    await tx.objectStore("records").put({ ...record, state: "new", parent: aboutId });
    changes.push({ kind: "alert", id: alert.delivery, held: { seq: 1, rev: 1, state: "new", object } });
  }

  /** An answer's object, newer than the stream may be; nothing about the cursor changes. */
  async putObject(item: Item): Promise<void> {
    const body = await sealItem(this.codec, item);
    const changes: Change[] = [];
    await write(this.db, ["records", "receipts"], async (tx) => this.putItem(tx, item, body, changes, []));
    this.memory.apply(changes);
    this.tell({ records: changes.map(({ kind, id }) => [kind, id]) });
  }

  /** Signed out or revoked: what the server can give again goes; what only this device has stays. */
  async purge(): Promise<void> {
    await writeLast(this.db, ["records", "meta", "drafts"], async (tx) => {
      await tx.objectStore("records").clear();
      await tx.objectStore("drafts").clear();
      for (const key of ["cursors", "epoch", "access", "me", "syncedAt"]) await tx.objectStore("meta").delete(key);
    });
    await this.reload();
    this.tell({ all: true });
  }

  /** The person has seen these; the receipt is kept until the server has it. */
  async markSeen(deliveries: string[]): Promise<void> {
    const changes: Change[] = [];
    await write(this.db, ["records", "receipts"], async (tx) => {
      for (const delivery of deliveries) {
        if (!(await tx.objectStore("records").get(["alert", delivery]))) continue;
        await tx.objectStore("records").delete(["alert", delivery]);
        await tx.objectStore("receipts").put({ delivery, what: "seen" });
        changes.push({ kind: "alert", id: delivery, held: null });
      }
    });
    this.memory.apply(changes);
    this.tell({ records: changes.map(({ kind, id }) => [kind, id]) });
  }

  receipts(): Promise<Receipts> {
    return readReceipts(this.db);
  }

  dropReceipts(done: Receipts): Promise<void> {
    return dropReceipts(this.db, done);
  }

  // ---- what the person does

  /** The command and what it shows, on the disk together. Returns when both are; throws StoreFull when neither is. */
  async enqueue(op: NewOp, body: OpBody, answered: Partial<StoredOp> = {}): Promise<Op> {
    const sealed = await this.codec.seal(about.op(op.id), body);
    const { turn, made } = await write(this.db, ["outbox", "meta"], async (tx) => ({ made: await this.addOp(tx, { ...op, ...answered }, body, sealed), turn: await nextTurn(tx) }));
    await this.follow(turn, () => this.commands.add(made));
    return made;
  }

  private async addOp(tx: Tx, op: NewOp, body: OpBody, sealed: Sealed): Promise<Op> {
    const kept = (await tx.objectStore("meta").get("kept")) as Kept;
    const number = Math.max(kept.highest, this.kept.highest) + 1;
    const record: StoredOp = { state: "waiting", tries: 0, nextAt: 0, code: "", status: 0, ...op, user: this.user, number, body: sealed };
    const n = await tx.objectStore("outbox").add(record);
    await tx.objectStore("meta").put({ ...kept, highest: number }, "kept");
    return { ...record, ...body, n };
  }

  /** This tab changed a command, as the disk's change `turn`. Were others between, they are read: their tab may have died without a word. */
  private async follow(turn: number, show: () => void, records: Change[] = []): Promise<void> {
    this.memory.apply(records);
    if (turn === this.commands.turn + 1) {
      this.commands.turn = turn;
      show();
      this.noteKept();
    } else if (turn > this.commands.turn) await this.reloadOps();
    this.tell({ records: records.map(({ kind, id }) => [kind, id]), outbox: true });
  }

  /** The server took it: its object and the end of the command in one commit. `took` is what it said, and when. */
  async settle(op: Op, answer: { kind: string; id: string; version: number; object: Record<string, unknown> | null } | null, took: Partial<Sent> = {}): Promise<void> {
    const item: Item | null = answer?.object ? { kind: answer.kind, id: answer.id, version: answer.version, object: answer.object } : null;
    const body = item ? await sealItem(this.codec, item) : null;
    const { n, ...done } = { ...op, arrivedAt: new Date().toISOString(), ...took };
    const sealedOp = await this.codec.seal(about.op(op.id), bodyOf(done));
    const changes: Change[] = [];
    const turn = await write(this.db, ["records", "outbox", "sent", "receipts", "meta"], async (tx) => {
      await tx.objectStore("outbox").delete(n);
      await tx.objectStore("sent").put({ ...routing(done), body: sealedOp, arrivedAt: done.arrivedAt });
      if (item) await this.putItem(tx, item, body, changes, []);
      if (answer && op.base !== null) await followBase(tx, op, answer.version);
      return nextTurn(tx);
    });
    await this.follow(turn, () => {
      this.commands.remove(op);
      this.commands.sent = [done, ...this.sent.filter((other) => other.id !== op.id)];
      for (const other of this.ops) if (answer && standsOn(other, op, answer.version)) this.commands.replace({ ...other, base: answer.version });
    }, changes);
  }

  /** Something about a command changed: tries, or the server's refusal, with the object as it stands there. */
  async update(op: Op, change: Partial<Op>, truth: Item | null = null): Promise<void> {
    const next = { ...op, ...change };
    const sealed = await this.codec.seal(about.op(op.id), bodyOf(next));
    const body = truth ? await sealItem(this.codec, truth) : null;
    const changes: Change[] = [];
    const turn = await write(this.db, ["outbox", "records", "receipts", "meta"], async (tx) => {
      if (truth) await this.putItem(tx, truth, body, changes, []);
      const now = await tx.objectStore("outbox").get(op.n);
      // another tab may have settled it meanwhile: it must not come back
      if (now) await tx.objectStore("outbox").put({ ...routing(next), n: op.n, base: now.base, body: sealed });
      return nextTurn(tx);
    });
    await this.follow(turn, () => {
      const now = this.ops.find((other) => other.n === op.n);
      if (now) this.commands.replace({ ...next, base: now.base });
    }, changes);
  }

  /**
   * A person decided about a command: it leaves the outbox and what follows from the decision enters it, in one
   * commit. Null when another tab was first, and then nothing is written.
   */
  async decide(old: Op, decision: Decision, at: string, next: { op: NewOp; body: OpBody } | null): Promise<{ made: Op | null } | null> {
    const sealedOld = await this.codec.seal(about.op(old.id), bodyOf(old));
    const sealed = next ? await this.codec.seal(about.op(next.op.id), next.body) : null;
    const { n, ...gone } = { ...old, arrivedAt: at, decision };
    const done = await write(this.db, ["outbox", "sent", "meta"], async (tx) => {
      if (!(await tx.objectStore("outbox").get(n))) return null;
      await tx.objectStore("outbox").delete(n);
      await tx.objectStore("sent").put({ ...routing(gone), body: sealedOld, arrivedAt: at, decision });
      return { made: next && sealed ? await this.addOp(tx, next.op, next.body, sealed) : null, turn: await nextTurn(tx) };
    });
    if (!done) return null;
    await this.follow(done.turn, () => {
      this.commands.remove(old);
      this.commands.sent = [gone, ...this.sent];
      if (done.made) this.commands.add(done.made);
    });
    return done;
  }

  /** A restored server may have forgotten what it had acknowledged: the last 24 hours are offered again, in order. */
  async offerAgain(): Promise<void> {
    await write(this.db, ["outbox", "sent", "meta"], async (tx) => {
      await putBack(tx);
      await nextTurn(tx);
    });
    await this.reloadOps();
    this.tell({ outbox: true });
  }

  /** Commands that the disk holds now, whichever tab wrote them; what is known already is not unsealed again. */
  async reloadOps(): Promise<void> {
    const { turn, ops, sent, isDamaged } = await readCommands(this.db, this.codec, this.opened);
    // what was read is older than what was written meanwhile: then it is read again
    if (turn < this.commands.turn) return this.reloadOps();
    // a command that cannot be sent any more is a loss, and it is said
    if (isDamaged) this.lost = Math.max(this.lost ?? 0, 1);
    this.opened.keep(new Set([...ops, ...sent].map((op) => op.id)));
    this.commands.load(turn, ops, sent);
    this.noteKept();
  }

  /** Reads them again only when another tab has changed any. */
  async catchUp(): Promise<void> {
    if (((await this.db.get("meta", "turn")) ?? 0) !== this.commands.turn) await this.reloadOps();
  }

  /** Forgets what the server took, or a person decided, more than a day before `now` (server time in ms). */
  async prune(now: number): Promise<void> {
    const old = this.sent.filter((op) => now - Date.parse(op.arrivedAt) > DAY_MS).map((op) => op.id);
    if (old.length === 0) return;
    const accounted = knownUpTo(await this.meta<number>("accounted"), [...this.ops, ...this.sent]);
    await write(this.db, ["sent", "meta"], async (tx) => {
      await tx.objectStore("meta").put(accounted, "accounted");
      for (const id of old) await tx.objectStore("sent").delete(id);
    });
    this.commands.sent = this.sent.filter((op) => !old.includes(op.id));
  }

  /** Numbers only grow, so the last command has the highest. */
  private noteKept(): void {
    this.kept = { ...this.kept, highest: Math.max(this.kept.highest, this.ops.at(-1)?.number ?? 0) };
    if (!this.closed) void writeKept(this.user, { ...this.kept, unsent: this.ops.length });
  }

  // ---- opening, other tabs

  private async reload(): Promise<void> {
    const stored = await this.db.getAll("records");
    const all = await Promise.all(stored.map(async (one) => ({ kind: one.kind, id: one.id, held: await openRecord(this.codec, one) })));
    const records = all.flatMap(({ kind, id, held }) => (held ? [{ kind, id, held }] : []));
    // what does not open is asked for again: without an epoch the next contact brings everything anew
    if (records.length < all.length) await this.db.delete("meta", "epoch");
    this.memory.load(records, []);
    await this.reloadOps();
    this.memory.ready = true;
  }

  private tell(message: Told): void {
    this.channel?.postMessage(message);
  }

  private listen(): void {
    if (!("BroadcastChannel" in globalThis)) return;
    this.channel = new BroadcastChannel(`alongside-${this.user}`);
    this.channel.onmessage = (event: MessageEvent<Told>): void => {
      // a store that closes meanwhile has nothing to show any more
      this.hear(event.data).catch(() => undefined);
    };
  }

  private async hear(message: Told): Promise<void> {
    if (this.closed) return;
    if (message.all) return this.reload();
    const changes: Change[] = [];
    for (const key of message.records ?? []) {
      const record = await this.db.get("records", key);
      changes.push({ kind: key[0], id: key[1], held: await openRecord(this.codec, record) });
    }
    this.memory.apply(changes);
    if (!message.outbox) return;
    await this.reloadOps();
    this.onOutside();
  }
}

import type { Frame, Item, Me, Snapshot } from "$api/types";
import { open, write, type Db, type SentOp, type StoredOp, type Tx } from "./db";
import { readKept, writeKept, type Kept } from "./keep";
import { Memory } from "./memory.svelte";
import { codecOf, Locked } from "./keyring";
import { bodyOf, followBase, routing, type Op, type OpBody, type Sent } from "./ops";
import { openRecord, sealItem, sealItems, toRecord, type Ready } from "./ready";
import { about, Opened, Unreadable, type Codec, type Sealed } from "./seal";

export type { Op, OpBody, Sent } from "./ops";

export interface Applied { cursors: Record<string, number>; gaps: string[]; received: string[] }

const DAY_MS = 86_400_000;
/** The server takes 500 ids of each sort in one message. */
const RECEIPTS_AT_ONCE = 400;
/** What one tab tells the others after its commit. */
interface Told { records?: [string, string][]; outbox?: true; all?: true }
type Change = Parameters<Memory["apply"]>[0][number];

/** One person's data on this device, open. */
export class Store {
  readonly memory = new Memory();
  /** Commands without a final answer, oldest first. */
  ops = $state.raw<readonly Op[]>([]);
  sent = $state.raw<readonly Sent[]>([]);
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
    const db = await open(user);
    if (!(await db.get("meta", "sealed"))) await (await import("./migrate")).sealAll(db, codec);
    const kept = await readKept(user);
    const own = (await db.get("meta", "kept")) as Kept | undefined;
    const start = own ?? { device: kept?.device ?? crypto.randomUUID(), deviceEpoch: crypto.randomUUID(), highest: 0, unsent: 0 };
    const merged = { ...start, highest: Math.max(start.highest, kept?.highest ?? 0) };
    const store = new Store(user, db, merged, codec);
    if (kept && kept.unsent > 0 && (!own || own.highest < kept.highest)) {
      store.lost = kept.unsent;
      await db.put("meta", kept.unsent, "lost");
    } else store.lost = ((await db.get("meta", "lost")) as number | undefined) ?? null;
    await db.put("meta", merged, "kept");
    await store.reload();
    await writeKept(user, { ...merged, unsent: store.ops.length });
    store.listen();
    return store;
  }

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

  /** The person has read that something may be lost. */
  async acknowledgeLoss(): Promise<void> {
    this.lost = null;
    await this.db.delete("meta", "lost");
  }

  // ---- meta

  async meta<T>(key: "me" | "cursors" | "epoch" | "syncedAt"): Promise<T | null> {
    const value = await this.db.get("meta", key);
    if (key !== "me" || value === undefined) return (value as T | undefined) ?? null;
    return this.codec.unseal<T>(about.meta(key), value as Sealed);
  }

  async setMeta(key: "me" | "cursors" | "epoch" | "syncedAt", value: Me | Record<string, number> | string | number): Promise<void> {
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
      await records.delete([item.kind, item.id]);
      changes.push({ kind: item.kind, id: item.id, held: null });
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
    await write(this.db, ["records", "meta", "drafts"], async (tx) => {
      await tx.objectStore("records").clear();
      await tx.objectStore("drafts").clear();
      for (const key of ["cursors", "epoch", "me", "syncedAt"]) await tx.objectStore("meta").delete(key);
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

  async receipts(): Promise<{ received: string[]; seen: string[] }> {
    const all = await this.db.getAll("receipts", null, RECEIPTS_AT_ONCE);
    const of = (what: string): string[] => all.filter((r) => r.what === what).map((r) => r.delivery);
    return { received: of("received"), seen: of("seen") };
  }

  async dropReceipts(done: { received: string[]; seen: string[] }): Promise<void> {
    await write(this.db, ["receipts"], async (tx) => {
      for (const delivery of done.received) await tx.objectStore("receipts").delete([delivery, "received"]);
      for (const delivery of done.seen) await tx.objectStore("receipts").delete([delivery, "seen"]);
    });
  }

  // ---- what the person does

  /** The command and what it shows, on the disk together. Returns when both are; throws StoreFull when neither is. */
  async enqueue(op: Omit<StoredOp, "body" | "n" | "user" | "number" | "state" | "tries" | "nextAt" | "code" | "status">, body: OpBody): Promise<Op> {
    const sealed = await this.codec.seal(about.op(op.id), body);
    const blank = { state: "waiting" as const, tries: 0, nextAt: 0, code: "", status: 0 };
    const stored = await write(this.db, ["outbox", "meta"], async (tx) => {
      const kept = (await tx.objectStore("meta").get("kept")) as Kept;
      const number = Math.max(kept.highest, this.kept.highest) + 1;
      const record: StoredOp = { ...op, ...blank, user: this.user, number, body: sealed };
      record.n = await tx.objectStore("outbox").add(record);
      await tx.objectStore("meta").put({ ...kept, highest: number }, "kept");
      return record;
    });
    const made = { ...stored, ...body, n: stored.n as number };
    this.kept = { ...this.kept, highest: Math.max(this.kept.highest, made.number) };
    this.setOps([...this.ops, made]);
    this.tell({ outbox: true });
    return made;
  }

  /** The server took it: its object and the end of the command in one commit. */
  async settle(op: Op, answer: { kind: string; id: string; version: number; object: Record<string, unknown> | null } | null): Promise<void> {
    const item: Item | null = answer?.object ? { kind: answer.kind, id: answer.id, version: answer.version, object: answer.object } : null;
    const body = item ? await sealItem(this.codec, item) : null;
    const sealedOp = await this.codec.seal(about.op(op.id), bodyOf(op));
    const changes: Change[] = [];
    await write(this.db, ["records", "outbox", "sent", "receipts"], async (tx) => {
      await tx.objectStore("outbox").delete(op.n);
      await tx.objectStore("sent").put({ ...routing(op), body: sealedOp, arrivedAt: new Date().toISOString() });
      if (item) await this.putItem(tx, item, body, changes, []);
      if (answer && op.base !== null && answer.version === op.base + 1) await followBase(tx, op, answer.version);
    });
    this.memory.apply(changes);
    await this.reloadOps();
    this.tell({ records: changes.map(({ kind, id }) => [kind, id]), outbox: true });
  }

  /** Something about a command changed: tries, or the server's refusal, with the object as it stands there. */
  async update(op: Op, change: Partial<Op>, truth: Item | null = null): Promise<void> {
    const next = { ...op, ...change };
    const sealed = await this.codec.seal(about.op(op.id), bodyOf(next));
    const body = truth ? await sealItem(this.codec, truth) : null;
    const changes: Change[] = [];
    await write(this.db, ["outbox", "records", "receipts"], async (tx) => {
      if (truth) await this.putItem(tx, truth, body, changes, []);
      const now = await tx.objectStore("outbox").get(op.n);
      // another tab may have settled it meanwhile: it must not come back
      if (now) await tx.objectStore("outbox").put({ ...routing(next), n: op.n, base: now.base, body: sealed });
    });
    this.memory.apply(changes);
    this.setOps(this.ops.map((other) => (other.n === op.n ? { ...next, base: other.base } : other)));
    this.tell({ records: changes.map(({ kind, id }) => [kind, id]), outbox: true });
  }

  /** A person decided that it shall not be sent. */
  async discard(op: Op): Promise<void> {
    await write(this.db, ["outbox"], async (tx) => tx.objectStore("outbox").delete(op.n));
    await this.reloadOps();
    this.tell({ outbox: true });
  }

  /** A restored server may have forgotten what it had acknowledged: the last 24 hours are offered again. */
  async offerAgain(): Promise<void> {
    await write(this.db, ["outbox", "sent"], async (tx) => {
      const waiting = new Set((await tx.objectStore("outbox").getAll()).map((op) => op.id));
      const sent = (await tx.objectStore("sent").getAll()).sort((a, b) => a.number - b.number);
      for (const { arrivedAt: _arrived, ...op } of sent) {
        await tx.objectStore("sent").delete(op.id);
        if (!waiting.has(op.id)) await tx.objectStore("outbox").add({ ...op, state: "waiting", tries: 0, nextAt: 0, base: null });
      }
    });
    await this.reloadOps();
  }

  /** Commands that the disk holds now, whichever tab wrote them. */
  async reloadOps(): Promise<void> {
    const stored = await this.db.getAll("outbox");
    const ops: Op[] = [];
    for (const op of stored) {
      const body = await this.openOp(op);
      if (body) ops.push({ ...op, ...body, n: op.n as number });
    }
    await this.pruneSent();
    this.opened.keep(new Set([...ops, ...this.sent].map((op) => op.id)));
    this.setOps(ops);
  }

  /** A command whose body does not open cannot be sent any more: that is a loss, and it is said. */
  private async openOp(op: StoredOp | SentOp): Promise<OpBody | null> {
    try {
      return await this.opened.get<OpBody>(this.codec, op.id, op.body);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (!("arrivedAt" in op)) this.lost = Math.max(this.lost ?? 0, 1);
      return null;
    }
  }

  private async pruneSent(): Promise<void> {
    const all = await this.db.getAll("sent");
    const fresh: Sent[] = [];
    for (const op of all) {
      if (Date.now() - Date.parse(op.arrivedAt) > DAY_MS) await this.db.delete("sent", op.id);
      else fresh.push({ ...op, url: (await this.openOp(op))?.url ?? "" });
    }
    this.sent = fresh.sort((a, b) => b.number - a.number);
  }

  private setOps(ops: readonly Op[]): void {
    this.ops = ops;
    this.memory.setOverlays(
      ops.filter((op) => op.state === "waiting").map((op) => ({ op: op.id, action: op.action, occurredAt: op.occurredAt, changes: op.optimistic })),
    );
    void writeKept(this.user, { ...this.kept, unsent: ops.length });
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

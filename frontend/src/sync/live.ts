import { call, get } from "$api/client";
import type { Changes, Frame, Snapshot } from "$api/types";
import type { Store } from "$store/store.svelte";
import { clock } from "./clock.svelte";
import { live } from "./link.svelte";
import { compareNumbers } from "./loss";
import { outbox } from "./outbox";
import { fetchPresence } from "./presence.svelte";
import { confirm, endedByServer, leave, session } from "./session.svelte";
import { takeSnapshot } from "./snapshot";
import { backOff } from "./verdict";

const BEAT_MS = 20_000;
const SILENCE_MS = 45_000;
const POLL_MS = 5_000;
const POLL_HIDDEN_MS = 20_000;
const WELCOME_MS = 8_000;
const TRUST_ME_MS = 10 * 60_000;
const CLOCK_OFF_MS = 5_000;
const ACK_LATER_MS = 2_000;
const RECEIPT_SETTLED_MS = 3_000;

type Message =
  | { type: "welcome"; epoch: string; server_time: string | number; streams: string[]; reset: boolean; highest_op?: number; missing_ops?: [number, number][] }
  | ({ type: "frame" } & Frame)
  | { type: "beat"; seqs?: Record<string, number>; server_time?: string }
  | { type: "presence" }
  | { type: "error"; code: string; message: string }
  | { type: "bye"; reason: "signed_out" | "revoked" | "access_changed" | "slow" | "restart" };

/** One person's link: the socket while it stands, plain HTTP while it does not, and the same rule for both. */
export class Live {
  private socket: WebSocket | null = null;
  private stopped = false;
  private tries = 0;
  private helloAt = 0;
  private asksTime = false;
  private lastMessageAt = 0;
  private inbox: Frame[] = [];
  private epoch: string | null = null;
  /** The access under which the store was filled: with another one everything is asked for anew. */
  private access: number | null = null;
  private cursors: Record<string, number> = {};
  private serial: Promise<unknown> = Promise.resolve();
  private timers = new Set<ReturnType<typeof setTimeout>>();
  private retry: ReturnType<typeof setTimeout> | null = null;
  private pollTimer: ReturnType<typeof setTimeout> | null = null;
  private ackTimer: ReturnType<typeof setTimeout> | null = null;
  private readonly onWake = (): void => this.wake();

  constructor(private readonly store: Store) {}

  async start(): Promise<void> {
    this.epoch = await this.store.meta<string>("epoch");
    this.access = await this.store.meta<number>("access");
    this.cursors = (await this.store.meta<Record<string, number>>("cursors")) ?? {};
    globalThis.addEventListener?.("online", this.onWake);
    globalThis.addEventListener?.("offline", this.onWake);
    globalThis.document?.addEventListener("visibilitychange", this.onWake);
    this.later(BEAT_MS * (0.75 + Math.random() / 4), () => this.beat());
    this.poll(WELCOME_MS);
    await this.connect();
  }

  stop(): void {
    this.stopped = true;
    globalThis.removeEventListener?.("online", this.onWake);
    globalThis.removeEventListener?.("offline", this.onWake);
    globalThis.document?.removeEventListener("visibilitychange", this.onWake);
    for (const timer of this.timers) clearTimeout(timer);
    for (const timer of [this.retry, this.pollTimer, this.ackTimer]) if (timer) clearTimeout(timer);
    this.drop();
  }

  /** The session was confirmed (again): connect unless it stands. */
  resume(): void {
    if (this.socket || this.stopped) return;
    this.tries = 0;
    void this.connect();
  }

  /** The device woke up or found a network: no waiting. */
  private wake(): void {
    if (this.stopped || globalThis.document?.visibilityState === "hidden") return;
    const quiet = Date.now() - this.lastMessageAt > BEAT_MS * 1.5;
    if (globalThis.navigator?.onLine === false) return this.lostLink();
    // a socket that stood through a lost network is not trusted: without a new welcome nobody would say "live" again
    if (this.socket && !quiet && live.status === "live") return;
    this.tries = 0;
    this.drop();
    void this.connect();
    this.poll(500);
  }

  // ---- the socket

  private async connect(): Promise<void> {
    if (this.stopped || this.socket) return;
    if (this.retry) clearTimeout(this.retry);
    this.retry = null;
    if (session.server !== "yes" || Date.now() - session.checkedAt > TRUST_ME_MS) {
      if (session.server === "signed_out" || session.server === "other") return;
      if (!(await confirm())) {
        if (session.trouble) live.set("offline");
        return this.again();
      }
      if (this.stopped || this.socket) return;
    }
    const url = new URL("/ws", globalThis.location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    let socket: WebSocket;
    try {
      socket = new WebSocket(url);
    } catch {
      return this.again();
    }
    this.socket = socket;
    const patience = this.later(WELCOME_MS, () => this.lose(socket));
    socket.onopen = (): void => this.hello(socket);
    socket.onmessage = (event: MessageEvent): void => {
      if (this.socket !== socket) return;
      this.hear(socket, event.data, patience);
    };
    socket.onclose = (event: CloseEvent): void => {
      if (this.socket === socket) this.closed(event.code);
    };
  }

  private hello(socket: WebSocket): void {
    this.helloAt = Date.now();
    this.send(socket, {
      type: "hello", device: this.store.device, epoch: this.epoch ?? "", cursors: this.cursors,
      app_version: __APP_VERSION__, time: this.helloAt,
    });
  }

  private hear(socket: WebSocket, data: unknown, patience: ReturnType<typeof setTimeout>): void {
    const message = parse(data);
    if (!message) return;
    this.lastMessageAt = Date.now();
    live.heard();
    switch (message.type) {
      case "welcome":
        clearTimeout(patience);
        return this.welcome(message);
      case "frame":
        this.inbox.push({ stream: message.stream, from: message.from, to: message.to, items: message.items });
        return void this.inOrder(() => this.applyInbox());
      case "beat":
        return this.heardBeat(message.seqs ?? {}, message.server_time ?? "");
      case "presence":
        return fetchPresence();
      case "bye":
        return this.bye(socket, message.reason);
      case "error":
        return;
    }
  }

  private welcome(message: Extract<Message, { type: "welcome" }>): void {
    this.tries = 0;
    clock.learn(message.server_time, this.helloAt);
    void this.store.setMeta("clock", clock.measured).catch(() => undefined);
    live.set("live");
    const strange = message.reset || this.epoch !== message.epoch || !sameKeys(this.cursors, message.streams) || this.hasOtherAccess;
    if (strange) void this.inOrder(async () => void (await this.resync()));
    // a restored server knows less than this device, and is offered it again first
    else void this.inOrder(() => compareNumbers(message.highest_op, message.missing_ops));
    void this.inOrder(() => this.acknowledge());
    fetchPresence();
    outbox.kick(true);
  }

  private heardBeat(seqs: Record<string, number>, at: string): void {
    const behind = Object.entries(seqs).some(([stream, seq]) => seq > (this.cursors[stream] ?? 0));
    // one of the two clocks was set: the answer to a question says by how much, a beat may have been long on its way
    const off = Math.abs(Date.parse(at) - clock.serverNow()) > CLOCK_OFF_MS && !this.asksTime;
    this.asksTime ||= off;
    if ((behind && this.inbox.length === 0) || off) void this.inOrder(async () => void (await this.catchUp().finally(() => (this.asksTime = false))));
  }

  private bye(socket: WebSocket, reason: Extract<Message, { type: "bye" }>["reason"]): void {
    this.lose(socket);
    if (reason === "revoked") void leave(true);
    if (reason === "signed_out") session.checkedAt = 0;
    if (reason === "access_changed") {
      session.checkedAt = 0;
      void this.inOrder(async () => void (await this.resync()));
    }
  }

  private closed(code: number): void {
    this.socket = null;
    live.set(live.status === "polling" ? "polling" : "connecting");
    if (code === 4401 || code === 4403) session.checkedAt = 0;
    this.again();
    this.poll(1000);
  }

  private lose(socket: WebSocket): void {
    if (this.socket !== socket) return;
    this.drop();
    this.closed(1006);
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private lostLink(): void {
    live.set("offline");
  }

  private again(): void {
    if (this.stopped || this.retry) return;
    this.tries += 1;
    this.retry = setTimeout(() => {
      this.retry = null;
      void this.connect();
    }, 200 + backOff(this.tries, 500, 30_000));
  }

  private beat(): void {
    this.later(BEAT_MS * (0.75 + Math.random() / 4), () => this.beat());
    const socket = this.socket;
    if (!socket || socket.readyState !== 1) return;
    if (Date.now() - this.lastMessageAt > SILENCE_MS) return this.lose(socket);
    this.send(socket, { type: "beat" });
  }

  private send(socket: WebSocket, message: Record<string, unknown>): void {
    if (socket.readyState === 1) socket.send(JSON.stringify(message));
  }

  // ---- what arrives

  private inOrder(work: () => Promise<void>): Promise<void> {
    const next = this.serial.then(work).catch(() => {
      // a full disk: nothing was acknowledged, so the same comes again; a store that was locked is not full
      live.full = !this.stopped;
    });
    this.serial = next;
    return next;
  }

  private async applyInbox(): Promise<void> {
    const frames = this.inbox.splice(0);
    if (frames.length === 0 || this.stopped) return;
    const { cursors, gaps, received } = await this.store.applyFrames(frames);
    this.cursors = cursors;
    live.full = false;
    if (received.length > 0) await this.acknowledge();
    else this.acknowledgeLater();
    if (gaps.length > 0) await this.catchUp();
  }

  private acknowledgeLater(): void {
    this.ackTimer ??= setTimeout(() => {
      this.ackTimer = null;
      void this.inOrder(() => this.acknowledge());
    }, ACK_LATER_MS);
  }

  /** After the commit only. Receipts of alerts stay on the disk until they have surely left. */
  async acknowledge(): Promise<void> {
    const receipts = await this.store.receipts();
    const body = { cursors: this.cursors, ...receipts };
    const socket = this.socket;
    if (socket?.readyState === 1 && live.status === "live") {
      this.send(socket, { type: "ack", ...body });
      if (receipts.received.length + receipts.seen.length === 0) return;
      this.later(RECEIPT_SETTLED_MS, () => {
        if (this.socket === socket && socket.readyState === 1 && socket.bufferedAmount === 0) void this.store.dropReceipts(receipts);
      });
      return;
    }
    const answer = await call({ method: "POST", url: "/api/acks", raw: JSON.stringify({ device: this.store.device, ...body }) });
    if (answer.kind === "answer" && answer.status < 300) await this.store.dropReceipts(receipts);
  }

  /** Pages of what was missed, by plain HTTP, under the same rule as frames. */
  private async catchUp(): Promise<boolean> {
    if (this.hasOtherAccess) return this.resync();
    for (let page = 0; page < 1000 && !this.stopped; page += 1) {
      const after = Object.entries(this.cursors).map(([stream, seq]) => `&after=${encodeURIComponent(`${stream}~${seq}`)}`);
      const sent = Date.now();
      const answer = await get<Changes>(`/api/changes?epoch=${encodeURIComponent(this.epoch ?? "")}${after.join("")}`);
      if (!answer.ok) {
        if (answer.why === "signed_out") endedByServer();
        return answer.why !== "no_connection" && answer.why !== "server";
      }
      live.heard();
      clock.learn(answer.data.server_time, sent);
      if (answer.data.reset || answer.data.epoch !== this.epoch) return this.resync();
      const before = JSON.stringify(this.cursors);
      const { cursors, received } = await this.store.applyFrames(answer.data.frames);
      this.cursors = cursors;
      if (received.length > 0 || answer.data.frames.length > 0) await this.acknowledge();
      if (!answer.data.more || JSON.stringify(cursors) === before) return true;
    }
    return true;
  }

  private get hasOtherAccess(): boolean {
    return session.me !== null && session.me.access_version !== this.access;
  }

  /** Everything anew. */
  private async resync(): Promise<boolean> {
    const answer = await get<Snapshot>("/api/snapshot");
    if (!answer.ok) {
      if (answer.why === "signed_out") endedByServer();
      // no role any more: what it was given goes, what only this device has stays
      if (answer.why === "not_allowed") await this.store.applySnapshot({ objects: [], cursors: {}, epoch: this.epoch ?? "" });
      return answer.why !== "no_connection" && answer.why !== "server";
    }
    const access = session.me?.access_version ?? 0;
    await takeSnapshot(this.store, answer.data, this.epoch);
    await this.store.setMeta("access", access);
    this.access = access;
    this.epoch = answer.data.epoch;
    this.cursors = answer.data.cursors;
    outbox.kick(true);
    return true;
  }

  // ---- without a socket

  private poll(wait: number): void {
    if (this.pollTimer) clearTimeout(this.pollTimer);
    if (this.stopped) return;
    this.pollTimer = setTimeout(() => void this.inOrder(() => this.pollOnce()), wait);
  }

  private async pollOnce(): Promise<void> {
    const hidden = globalThis.document?.visibilityState === "hidden";
    if (live.status !== "live" && !this.stopped) {
      if (session.server === "yes") {
        const reached = await this.catchUp();
        // a welcome may have come while this was asked
        if (!this.isLive()) this.setWithoutSocket(reached);
      }
    }
    this.poll(hidden ? POLL_HIDDEN_MS : POLL_MS);
  }

  private isLive(): boolean {
    return live.status === "live";
  }

  private setWithoutSocket(reached: boolean): void {
    const was = live.status;
    live.set(reached ? "polling" : "offline");
    if (reached && was !== "polling") {
      outbox.kick(true);
      fetchPresence();
    }
  }

  private later(wait: number, work: () => void): ReturnType<typeof setTimeout> {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (!this.stopped) work();
    }, wait);
    this.timers.add(timer);
    return timer;
  }
}

function parse(data: unknown): Message | null {
  if (typeof data !== "string") return null;
  try {
    const message = JSON.parse(data) as Message;
    return typeof message === "object" && message !== null && typeof message.type === "string" ? message : null;
  } catch {
    return null;
  }
}

function sameKeys(cursors: Record<string, number>, streams: string[]): boolean {
  const known = Object.keys(cursors);
  return known.length === streams.length && streams.every((stream) => stream in cursors);
}

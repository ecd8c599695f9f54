import type { Envelope, Frame, Item, Me } from "$api/types";

export interface Seen { url: string; method: string; raw: string; headers: Record<string, string> }
type Reply = { status: number; body: unknown; headers?: Record<string, string> };

export const ME: Me = {
  id: "u-casey", name: "Casey Moreno", short_name: "Casey", language: "en", roles: ["clinician"],
  agency: null, programme: { id: "p1", name: "East", time_zone: "America/Los_Angeles" },
  access_version: 1, epoch: "e1", server_time: "2026-11-25T12:00:00Z", clock_shift_s: 0, streams: ["user:u-casey"], app_version: "1",
};

/**
 * The server's side of the contract in memory: commands once per key, one numbered stream, snapshots. `before` and
 * `after` break its commands: thrown = the network failed there, a Reply = that answer instead.
 */
export class FakeServer {
  epoch = "e1";
  me: Me | null = ME;
  seen: Seen[] = [];
  applied: Seen[] = [];
  stored = new Map<string, Reply>();
  objects = new Map<string, Item>();
  rows: { seq: number; item: Item }[] = [];
  sockets: FakeSocket[] = [];
  acks: unknown[] = [];
  acceptSockets = true;
  before: (request: Seen) => Reply | void | Promise<Reply | void> = () => undefined;
  after: (request: Seen) => Reply | void | Promise<Reply | void> = () => undefined;
  apply: (request: Seen) => Reply = (request) => this.take(request);
  readonly stream = "user:u-casey";
  private readonly cut = new Set<(reason: Error) => void>();

  install(): void {
    globalThis.fetch = ((url: string | URL, init?: RequestInit) => this.fetch(String(url), init ?? {})) as typeof fetch;
    const server = this;
    globalThis.WebSocket = class extends FakeSocket {
      constructor() {
        super(server);
      }
    } as unknown as typeof WebSocket;
  }

  /** How far this server's clock is ahead of the device's, in ms. */
  ahead = 0;

  /** Every request under way fails, as when the browser is killed or the tunnel begins. */
  cutAll(): void {
    for (const reject of this.cut) reject(new TypeError("network"));
    this.cut.clear();
  }

  private async fetch(url: string, init: RequestInit): Promise<Response> {
    const request: Seen = { url, method: init.method ?? "GET", raw: (init.body as string | undefined) ?? "", headers: init.headers as Record<string, string> };
    let reject: (reason: Error) => void = () => undefined;
    const cut = new Promise<never>((_resolve, no) => this.cut.add((reject = no)));
    try {
      return await Promise.race([this.answer(request), cut]);
    } finally {
      this.cut.delete(reject);
    }
  }

  private async answer(request: Seen): Promise<Response> {
    this.seen.push(request);
    const breaks = request.method !== "GET" && !["/api/acks", "/api/devices"].includes(request.url);
    const reply = (breaks && (await this.before(request))) || this.handle(request);
    return toResponse((breaks && (await this.after(request))) || reply);
  }

  private handle(request: Seen): Reply {
    const path = request.url.split("?")[0] ?? "";
    if (path === "/api/csrf") return { status: 200, body: { token: "t" } };
    if (!this.me && path === "/api/me" && request.headers["X-Looks"]) return { status: 200, body: { signed_in: false } };
    if (!this.me) return { status: 401, body: { code: "sign_in", message: "", data: {} } };
    if (path === "/api/me") return { status: 200, body: { ...this.me, epoch: this.epoch, server_time: new Date().toISOString() } };
    if (path === "/api/snapshot") return { status: 200, body: { epoch: this.epoch, cursors: { [this.stream]: this.seq }, objects: [...this.objects.values()] } };
    if (path === "/api/changes") return { status: 200, body: this.changes(request.url) };
    if (path === "/api/presence") return { status: 200, body: { users: [] } };
    if (path === "/api/devices") return { status: 200, body: { outcome: "applied" } };
    if (path === "/api/acks") {
      this.acks.push(JSON.parse(request.raw));
      return { status: 200, body: {} };
    }
    return this.command(request);
  }

  private command(request: Seen): Reply {
    const key = request.headers["Idempotency-Key"] ?? "";
    const known = this.stored.get(key);
    if (known) return { ...known, body: { ...(known.body as Envelope), outcome: known.status < 300 ? "already_applied" : (known.body as Envelope).outcome } };
    const reply = this.apply(request);
    if (![401, 429].includes(reply.status) && reply.status < 500) this.stored.set(key, reply);
    if (reply.status < 300) this.applied.push(request);
    return reply;
  }

  private take(request: Seen): Reply {
    const id = /\/(assignments|incidents)\/([^/]+)/.exec(request.url)?.[2] ?? "x";
    const version = (this.objects.get(id)?.version ?? 0) + 1;
    const object = { ...(this.objects.get(id)?.object ?? { id }), ...(JSON.parse(request.raw) as object), version };
    this.change({ kind: "assignment", id, version, object });
    return { status: 200, body: { outcome: "applied", code: "", message: "", data: {}, kind: "assignment", id, version, object } };
  }

  get seq(): number {
    return this.rows.length;
  }

  /** Something happened: numbered, and told to every socket unless `quiet`. */
  change(item: Item, quiet = false): void {
    if (item.object) this.objects.set(item.id, item);
    else this.objects.delete(item.id);
    this.rows.push({ seq: this.seq + 1, item });
    if (!quiet) for (const socket of this.sockets) socket.frame(this.frame(this.seq, this.seq));
  }

  frame(from: number, to: number): Frame {
    return { stream: this.stream, from, to, items: this.rows.slice(from - 1, to).map((row) => row.item) };
  }

  private changes(url: string): unknown {
    const query = new URL(url, "http://x").searchParams;
    const after = Number(/~(\d+)/.exec(query.get("after") ?? "")?.[1] ?? 0);
    const reset = query.get("epoch") !== this.epoch || after > this.seq;
    const frames = !reset && this.seq > after ? [this.frame(after + 1, this.seq)] : [];
    return { epoch: this.epoch, reset, frames, more: false, server_time: new Date(Date.now() + this.ahead).toISOString() };
  }
}

function toResponse({ status, body, headers }: Reply): Response {
  return new Response(typeof body === "string" ? body : JSON.stringify(body), {
    status,
    headers: headers ?? { "Content-Type": "application/json", "X-Alongside": "1" },
  });
}

/** What the client sees of a socket; the server's half answers hello with a welcome. */
export class FakeSocket {
  readyState = 0;
  bufferedAmount = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  sent: Record<string, unknown>[] = [];

  constructor(private readonly server: FakeServer) {
    queueMicrotask(() => {
      if (!server.acceptSockets) return this.end(1006);
      this.readyState = 1;
      server.sockets.push(this);
      this.onopen?.();
    });
  }

  send(data: string): void {
    const message = JSON.parse(data) as Record<string, unknown>;
    this.sent.push(message);
    if (message["type"] === "ack") this.server.acks.push(message);
    if (message["type"] !== "hello") return;
    const reset = message["epoch"] !== this.server.epoch;
    this.say({ type: "welcome", epoch: this.server.epoch, server_time: new Date().toISOString(), streams: [this.server.stream], reset });
    const after = (message["cursors"] as Record<string, number>)[this.server.stream] ?? 0;
    if (!reset && this.server.seq > after) this.frame(this.server.frame(after + 1, this.server.seq));
  }

  frame(frame: Frame): void {
    this.say({ type: "frame", ...frame });
  }

  say(message: unknown): void {
    queueMicrotask(() => this.onmessage?.({ data: JSON.stringify(message) }));
  }

  end(code: number): void {
    this.readyState = 3;
    this.server.sockets = this.server.sockets.filter((socket) => socket !== this);
    this.onclose?.({ code });
  }

  close(): void {
    this.end(1000);
  }
}

/** Waits until `check` holds; fails with its last words. */
export async function until(check: () => boolean | Promise<boolean>, what = "it", limit = 3000): Promise<void> {
  const end = Date.now() + limit;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

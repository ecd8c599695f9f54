import { createServer, type Server } from "node:http";
import { webcrypto, type webcrypto as WebCrypto } from "node:crypto";
import type { Seat } from "./browser.ts";

const { subtle } = webcrypto;
const text = new TextEncoder();
type Bytes = Uint8Array<ArrayBuffer>;
const b64 = (bytes: Bytes): string => Buffer.from(bytes).toString("base64url");
const join = (...parts: Uint8Array[]): Bytes => new Uint8Array(Buffer.concat(parts));

/** One message as it was taken, decrypted, and as it came. */
export interface Taken { path: string; plain: string; raw: Buffer; headers: Record<string, string | string[] | undefined> }

/** A push service on this machine that really decrypts (RFC 8291, by WebCrypto), and the browser's half of a subscription. */
export class PushService {
  readonly taken: Taken[] = [];
  status = 201;
  private server!: Server;
  private keys!: WebCrypto.CryptoKeyPair;
  private readonly auth: Bytes = webcrypto.getRandomValues(new Uint8Array(16));
  private point!: Bytes;
  port = 0;

  async start(): Promise<this> {
    this.keys = await subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    this.point = new Uint8Array(await subtle.exportKey("raw", this.keys.publicKey));
    this.server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        response.writeHead(this.status).end();
        if (this.status >= 300) return;
        const raw = Buffer.concat(parts);
        void this.open(raw).then((plain) => this.taken.push({ path: request.url ?? "", plain, raw, headers: request.headers }));
      });
    });
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.port = (this.server.address() as { port: number }).port;
    return this;
  }

  stop(): void {
    this.server.close();
  }

  private async open(raw: Buffer): Promise<string> {
    const body = join(raw);
    const salt = body.slice(0, 16);
    const sender = body.slice(21, 21 + body[20]!);
    const theirs = await subtle.importKey("raw", sender, { name: "ECDH", namedCurve: "P-256" }, false, []);
    const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, this.keys.privateKey, 256);
    const info = join(text.encode("WebPush: info\0"), this.point, sender);
    const secret = await hkdf(this.auth, new Uint8Array(shared), info, 32);
    const key = await hkdf(salt, secret, text.encode("Content-Encoding: aes128gcm\0"), 16);
    const nonce = await hkdf(salt, secret, text.encode("Content-Encoding: nonce\0"), 12);
    const aes = await subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
    const padded = Buffer.from(await subtle.decrypt({ name: "AES-GCM", iv: nonce }, aes, body.slice(21 + body[20]!)));
    return padded.subarray(0, padded.lastIndexOf(2)).toString();
  }

  /** What a browser would give for a subscription of this name. */
  address(name: string): { endpoint: string; p256dh: string; auth: string } {
    return { endpoint: `http://127.0.0.1:${this.port}/push/${name}`, p256dh: b64(this.point), auth: b64(this.auth) };
  }

  /** The phone's browser gives this service's address and keys, and says that alerts are allowed: ours cannot. */
  async lendTo(seat: Seat): Promise<void> {
    const given = this.address(seat.person);
    await seat.page.addInitScript((given) => {
      Object.defineProperty(Notification, "permission", { get: () => "granted" });
      let made: object | null = null;
      PushManager.prototype.getSubscription = () => Promise.resolve(made as PushSubscription | null);
      PushManager.prototype.subscribe = (options) => {
        const key = (options?.applicationServerKey as Uint8Array<ArrayBuffer>).buffer;
        const keys = { p256dh: given.p256dh, auth: given.auth };
        made = { endpoint: given.endpoint, options: { applicationServerKey: key }, toJSON: () => ({ endpoint: given.endpoint, keys }), unsubscribe: () => Promise.resolve(true) };
        return Promise.resolve(made as PushSubscription);
      };
    }, given);
  }
}

async function hkdf(salt: Bytes, secret: Bytes, info: Bytes, length: number): Promise<Bytes> {
  const key = await subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, length * 8));
}

/** What the worker was told to show. The packaged Chromium never shows a notification, so the call is kept instead. */
export interface Shown { title: string; options: { tag: string; lang: string; data: { kind: string } | null; requireInteraction: boolean } }

/** What of the worker's own world is driven here. */
interface Scope {
  shown: Shown[];
  fetch: (url: string, options?: RequestInit) => Promise<globalThis.Response>;
  registration: { showNotification: (title: string, options: Shown["options"]) => Promise<void>; pushManager: { subscribe: () => Promise<unknown> } };
  ExtendableEvent: new (type: string) => Event;
  dispatchEvent: (event: Event) => boolean;
}

/** The phone's real service worker, driven as its browser would drive it. */
export class DrivenWorker {
  private constructor(private readonly seat: Seat, private readonly deliverTo: (data: string) => Promise<void>) {}

  static async of(seat: Seat): Promise<DrivenWorker> {
    await seat.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    const wire = await seat.context.newCDPSession(seat.page);
    const registered = new Promise<string>((resolve) => {
      wire.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        const found = registrations.find((one) => !one.isDeleted);
        if (found) resolve(found.registrationId);
      });
    });
    await wire.send("ServiceWorker.enable");
    const registrationId = await registered;
    const origin = new URL(seat.page.url()).origin;
    const driven = new DrivenWorker(seat, async (data) => void (await wire.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data })));
    await driven.worker().evaluate(() => {
      const scope = self as unknown as Scope;
      scope.shown = [];
      scope.registration.showNotification = (title, options) => {
        scope.shown.push({ title, options });
        return Promise.resolve();
      };
    });
    return driven;
  }

  private worker() {
    const found = this.seat.context.serviceWorkers()[0];
    if (!found) throw new Error("no service worker");
    return found;
  }

  /** Its browser changes the subscription while the app is closed; answers what the server said to the new one. */
  async move(service: PushService, name: string): Promise<number> {
    return this.worker().evaluate((given) => {
      const scope = self as unknown as Scope;
      const told = new Promise<number>((resolve) => {
        const ask = scope.fetch;
        scope.fetch = async (url, options) => {
          const answer = await ask(url, options);
          if (url.endsWith("/subscription")) resolve(answer.status);
          return answer;
        };
      });
      scope.registration.pushManager.subscribe = () => Promise.resolve({ toJSON: () => ({ endpoint: given.endpoint, keys: given }) });
      scope.dispatchEvent(new scope.ExtendableEvent("pushsubscriptionchange"));
      return told;
    }, service.address(name));
  }

  deliver(data: string): Promise<void> {
    return this.deliverTo(data);
  }

  shown(): Promise<Shown[]> {
    return this.worker().evaluate(() => (self as unknown as { shown: Shown[] }).shown);
  }

  /** The person touches the newest notification. */
  async touch(): Promise<void> {
    await this.worker().evaluate(() => {
      const scope = self as unknown as Scope;
      const newest = scope.shown.at(-1)!;
      const notification = { ...newest.options, title: newest.title, close: () => undefined };
      const event = new scope.ExtendableEvent("notificationclick");
      Object.defineProperty(event, "notification", { value: notification });
      scope.dispatchEvent(event);
    });
  }
}

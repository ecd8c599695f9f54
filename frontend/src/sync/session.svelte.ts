import { call, forgetCsrf, get, identify } from "$api/client";
import type { Me, Role } from "$api/types";
import { current, openStore } from "$store/live.svelte";
import { clock } from "./clock.svelte";
import { compareNumbers } from "./loss";

const LAST = "alongside:user";

/**
 * Who uses this device. The app works without a server session: it opens from the device's own store, and `server`
 * says whether anything can be sent. Signing in again never closes what is open.
 */
class Session {
  state = $state<"starting" | "signed_out" | "open">("starting");
  server = $state<"unknown" | "yes" | "signed_out" | "other">("unknown");
  me = $state.raw<Me | null>(null);
  /** Why the start could not ask the server, for the sign-in screen. */
  trouble = $state<"offline" | "server" | null>(null);
  checkedAt = 0;

  has(...roles: Role[]): boolean {
    return roles.some((role) => this.me?.roles.includes(role));
  }

  get zone(): string | undefined {
    return this.me?.programme?.time_zone;
  }
}
export const session = new Session();

const listeners = new Set<() => void>();
/** Called whenever the server has (again) said who this is: sending may start. */
export function onConfirmed(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Opens from the device first, then asks the server; returns when a screen can be shown. */
export async function start(): Promise<void> {
  const last = localStorage.getItem(LAST);
  if (last) {
    const store = await openStore(last);
    const me = await store.meta<Me>("me");
    if (me) {
      session.me = me;
      session.state = "open";
      void confirm();
      return;
    }
  }
  await confirm();
}

/** Asks the server who this is. True when it is the person whose store is open, so that work may be sent. */
export async function confirm(): Promise<boolean> {
  const sent = Date.now();
  const answer = await get<Me>("/api/me");
  if (answer.ok) {
    clock.learn(answer.data.server_time, sent);
    return accept(answer.data);
  }
  if (answer.code === "device_revoked") {
    await leave();
  } else if (answer.why === "signed_out" || answer.why === "not_allowed") {
    session.server = "signed_out";
    if (session.state !== "open") session.state = "signed_out";
  } else {
    session.trouble = answer.why === "no_connection" ? "offline" : "server";
    if (session.state !== "open") session.state = "signed_out";
  }
  return false;
}

async function accept(me: Me): Promise<boolean> {
  session.trouble = null;
  if (session.state === "open" && session.me && session.me.id !== me.id) {
    session.server = "other";
    return false;
  }
  const store = await openStore(me.id);
  await store.setMeta("me", me);
  localStorage.setItem(LAST, me.id);
  session.me = me;
  session.server = "yes";
  session.checkedAt = Date.now();
  session.state = "open";
  void register(store.device);
  for (const listener of listeners) listener();
  return true;
}

/** Someone else took over the device: their own store opens, and the first person's waits untouched. */
export async function takeOver(): Promise<boolean> {
  session.state = "starting";
  session.me = null;
  return confirm();
}

export type SignIn = "ok" | "wrong" | "locked" | "offline" | "server" | "mfa" | "other";

interface AllauthBody {
  errors?: { code: string; param?: string }[];
  data?: { flows?: { id: string; is_pending?: boolean }[] };
  code?: string;
}

/** E-mail and password through allauth's headless API for browsers. Further steps (a code, a passkey) answer "mfa". */
export async function signIn(email: string, password: string): Promise<SignIn> {
  forgetCsrf();
  const known = localStorage.getItem(await deviceKey(email));
  const answer = await call({
    method: "POST", url: "/_allauth/browser/v1/auth/login", raw: JSON.stringify({ email, password }),
    headers: known ? { "X-Device": known } : {},
  });
  if (answer.kind === "no_connection") return answer.why === "portal" ? "server" : "offline";
  forgetCsrf();
  const body = (answer.body ?? {}) as AllauthBody;
  if (answer.status === 200 || answer.status === 409) {
    const result = await afterSignIn();
    if (result === "ok" && current.store) localStorage.setItem(await deviceKey(email), current.store.device);
    return result;
  }
  if (answer.status === 401) return body.data?.flows?.some((flow) => flow.is_pending) ? "mfa" : "wrong";
  const codes = [body.code, ...(body.errors ?? []).map((error) => error.code)];
  if (answer.status === 403 || answer.status === 429 || codes.includes("too_many_login_attempts")) return "locked";
  return answer.status >= 500 ? "server" : "wrong";
}

/** The lock after wrong passwords counts a known device by itself; which one is known for an address is kept as a hash. */
async function deviceKey(email: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(email.toLowerCase()));
  return `alongside:device:${[...new Uint8Array(digest).slice(0, 12)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

const REGISTERED = "alongside:registered";

/** Once per device and version: the server lists whose phones there are. Not a person's work, so not in the outbox. */
async function register(device: string): Promise<void> {
  const mark = `${device} ${__APP_VERSION__}`;
  if (localStorage.getItem(REGISTERED) === mark) return;
  const platform = /iPhone|iPad|Android|Windows|Macintosh|Linux/.exec(globalThis.navigator?.userAgent ?? "")?.[0] ?? "";
  const answer = await call({
    method: "POST", url: "/api/devices", raw: JSON.stringify({ id: device, name: "", platform, app_version: __APP_VERSION__ }),
    headers: { "Idempotency-Key": crypto.randomUUID(), "X-Device": device, "X-Op-Version": "1" },
  });
  if (answer.kind !== "answer" || answer.status >= 300) return;
  localStorage.setItem(REGISTERED, mark);
  const body = (answer.body ?? {}) as { highest_op?: number; object?: { highest_op?: number } | null };
  await compareNumbers(body.highest_op ?? body.object?.highest_op);
}

async function afterSignIn(): Promise<SignIn> {
  if (await confirm()) return "ok";
  if (session.server === "other") return (await takeOver()) ? "ok" : "server";
  return session.trouble === "offline" ? "offline" : "server";
}

/** A one-time link's first password; signs in. "gone": the link does not work any more. "weak": another password is needed. */
export async function acceptLink(token: string, password: string): Promise<"ok" | "gone" | "weak" | "offline" | "server"> {
  const answer = await call({ method: "POST", url: "/api/welcome", raw: JSON.stringify({ token, password }) });
  if (answer.kind === "no_connection") return answer.why === "portal" ? "server" : "offline";
  forgetCsrf();
  if (answer.status < 300) {
    session.state = "starting";
    return (await confirm()) ? "ok" : "server";
  }
  if (answer.status === 404) return "gone";
  return answer.status === 422 || answer.status === 400 ? "weak" : "server";
}

/** Ends the session at the server and forgets who was here; unsent work stays in its owner's store. */
export async function signOut(): Promise<boolean> {
  const answer = await call({ method: "DELETE", url: "/_allauth/browser/v1/auth/session" });
  if (answer.kind === "no_connection" || answer.status >= 500) return false;
  await leave();
  return true;
}

/** The device forgets the person; what only it has stays for them. */
export async function leave(): Promise<void> {
  forgetCsrf();
  identify(null);
  localStorage.removeItem(LAST);
  const store = current.store;
  current.store = null;
  if (store) {
    await store.purge();
    store.close();
  }
  session.me = null;
  session.server = "signed_out";
  session.state = "signed_out";
}

/** An answer said 401: nothing is sent until the person has signed in again; nothing is closed. */
export function endedByServer(code = ""): void {
  session.server = code === "other_user" ? "other" : "signed_out";
}

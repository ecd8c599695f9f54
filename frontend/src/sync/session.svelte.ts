import { tick } from "svelte";
import { call, forgetCsrf, get, identify } from "$api/client";
import type { Me, Role } from "$api/types";
import { faceOf, writeFace } from "$store/face";
import { codecOf, forgetKey } from "$store/keyring";
import { current, openStore } from "$store/live.svelte";
import { clock, type Measured } from "./clock.svelte";
import { draftsKept } from "./draft.svelte";
import { compareNumbers } from "./loss";
import { part } from "./part";

/** Where the device notes who used it last. */
export const LAST = "alongside:user";

/**
 * Who uses this device. The app works without a server session: it opens from the device's own store, and `server`
 * says whether anything can be sent. Signing in again never closes what is open.
 */
class Session {
  /** "locked": a PIN opens the store of `person`. "new_pin": their first PIN is made here. */
  state = $state<"starting" | "signed_out" | "locked" | "new_pin" | "open">("starting");
  server = $state<"unknown" | "yes" | "signed_out" | "other">("unknown");
  me = $state.raw<Me | null>(null);
  /** Whose PIN is asked for; null on a device of several until one is chosen. */
  person = $state<string | null>(null);
  /** How many people's stores are on this device, as the lock screen counted them. */
  people = $state(0);
  /** Who the server says this is, while their store is not open yet. */
  told = $state.raw<Me | null>(null);
  /** The password was given just now: wrong PINs are forgiven and a new one may be made. */
  proved = $state(false);
  /** The next right PIN also makes a passkey. */
  wantsPasskey = $state(false);
  /** The database of this person is gone without a word; how many commands it held. */
  emptied = $state<number | null>(null);
  /** The server took this device away, and what it held is destroyed. */
  withdrawn = $state(false);
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

/** Opens from the device first, behind its PIN, then asks the server; returns when a screen can be shown. */
export async function start(): Promise<void> {
  const last = localStorage.getItem(LAST);
  if (!last || !codecOf(last)) return (await part(() => import("./lock.svelte"))).start(last);
  await openHere(last);
  void confirm();
}

/** The store whose key is held opens without the server. False when its person has signed out here. */
export async function openHere(user: string): Promise<boolean> {
  const store = await openStore(user);
  const me = await store.meta<Me>("me");
  if (!me) return false;
  clock.recall(await store.meta<Measured>("clock"));
  localStorage.setItem(LAST, user);
  session.me = me;
  session.state = "open";
  for (const listener of listeners) listener();
  return true;
}

/** Asks the server who this is. True when it is the person whose store is open or asked for, so that work may be sent. */
export async function confirm(): Promise<boolean> {
  const sent = Date.now();
  const answer = await get<Me | { signed_in: false }>("/api/me", { headers: { "X-Looks": "1" } });
  if (answer.ok) {
    if ("signed_in" in answer.data) return stranger();
    clock.learn(answer.data.server_time, sent);
    return accept(answer.data);
  }
  if (answer.code === "device_revoked") {
    await (await part(() => import("./lock.svelte"))).withdraw();
  } else if (answer.why === "signed_out" || answer.why === "not_allowed") {
    return stranger();
  } else {
    session.trouble = answer.why === "no_connection" ? "offline" : "server";
    toSignIn();
  }
  return false;
}

function stranger(): false {
  session.server = "signed_out";
  toSignIn();
  return false;
}

function toSignIn(): void {
  if (session.state === "starting") session.state = "signed_out";
}

async function accept(me: Me): Promise<boolean> {
  session.trouble = null;
  session.withdrawn = false;
  if (session.state === "open" && session.me && session.me.id !== me.id) {
    session.server = "other";
    return false;
  }
  if (!codecOf(me.id)) return (await part(() => import("./lock.svelte"))).askPin(me);
  try {
    await enter(me);
    return true;
  } catch (error) {
    // the store was locked while the server answered
    if (session.state === "open") throw error;
    return false;
  }
}

/** The server knows this person and their key is held: everything may run. */
export async function enter(me: Me): Promise<void> {
  const store = await openStore(me.id);
  await store.setMeta("me", me);
  await store.setMeta("clock", clock.measured);
  await writeFace(store.db, faceOf(me, Date.now()));
  localStorage.setItem(LAST, me.id);
  session.me = me;
  session.person = session.told = session.emptied = null;
  session.proved = false;
  session.server = "yes";
  session.checkedAt = Date.now();
  session.state = "open";
  void register(store.device);
  for (const listener of listeners) listener();
}

/** The key leaves this tab; what is open goes dark. Only the PIN brings it back, and nothing is lost. */
export function lock(): void {
  const store = current.store;
  if (!store) return;
  session.person = store.user;
  session.me = session.told = null;
  session.state = "locked";
  // whoever opens next is not taken for the one whose session this was
  if (session.server !== "signed_out") session.server = "unknown";
  current.store = null;
  forgetKey(store.user);
  for (const listener of listeners) listener();
  void formsLeft().then(() => store.close());
}

/** What the forms on the screen held is on the disk; they go with the state that showed them. */
async function formsLeft(): Promise<void> {
  await tick();
  await draftsKept();
}

/** Someone else took over the device: their own store opens behind their own PIN, and the first person's waits untouched. */
export async function takeOver(): Promise<boolean> {
  lock();
  session.person = null;
  session.state = "starting";
  return confirm();
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

export const endSession = (): ReturnType<typeof call> => call({ method: "DELETE", url: "/_allauth/browser/v1/auth/session" });

/** Ends the session at the server and forgets who was here; unsent work stays in its owner's store. */
export async function signOut(): Promise<boolean> {
  const answer = await endSession();
  if (answer.kind === "no_connection" || answer.status >= 500) return false;
  await leave();
  return true;
}

/** The device forgets the person; what only it has stays for them behind their PIN. Revoked: all of it is destroyed. */
export async function leave(revoked = false): Promise<void> {
  forgetCsrf();
  identify(null);
  localStorage.removeItem(LAST);
  const store = current.store;
  const user = store?.user ?? session.person;
  current.store = null;
  session.me = session.told = session.person = null;
  session.server = "signed_out";
  session.state = "signed_out";
  session.withdrawn = revoked;
  // before anything is awaited: whoever is just opening the store must find it locked
  if (user) forgetKey(user);
  for (const listener of listeners) listener();
  if (store) await formsLeft();
  if (store && !revoked) await store.purge();
  const keeps = !revoked && store !== null && store.ops.length + store.sent.length > 0;
  store?.close();
  if (user && !keeps) await (await part(() => import("./lock.svelte"))).wipe(user);
}

/** An answer said 401: nothing is sent until the person has signed in again; nothing is closed. */
export function endedByServer(code = ""): void {
  const now = code === "other_user" ? "other" : "signed_out";
  if (session.server === now) return;
  session.server = now;
  // it may be the device that was taken away: then the answer says so, and what it holds is destroyed
  if (now === "signed_out") void confirm();
}

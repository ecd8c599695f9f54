import { call, get, identify } from "$api/client";
import type { Changes, Me, Snapshot } from "$api/types";
import { destroy, open, openThere } from "$store/db";
import { faceOf, writeFace, type Face } from "$store/face";
import { readKept, writeKept } from "$store/keep";
import { codecOf, holdKey } from "$store/keyring";
import { everybody, look, type OnDevice } from "$store/people";
import { attempt, forgive, standing, type Standing } from "$store/tries";
import { cool, warm } from "$store/argon";
import { addPasskey, COST, makeVault, openByPasskey, openByPin, readVault, writeVault } from "$store/vault";
import { askPasskey, makePasskey } from "./passkey";
import { confirm, enter, leave, openHere, session } from "./session.svelte";

/** Whose work is on this device, and what the lock screen says about it. Loaded with the lock screen only. */
class LockBook {
  people = $state.raw<readonly OnDevice[]>([]);
  /** An alert for the person whose store is locked has arrived; what it says stays sealed away. */
  waiting = $state(false);
  /** When they were read, by performance.now(). */
  readAt = Number.NEGATIVE_INFINITY;
  /** How expensive a PIN is to try; tests make it cheap. */
  cost = COST;

  get chosen(): OnDevice | null {
    return this.people.find((one) => one.id === session.person) ?? null;
  }
}
export type { OnDevice };
export const lockBook = new LockBook();

const DAY_MS = 86_400_000;
const FRESH_MS = 1_000;
const CLOCK_SLACK_MS = 10 * 60_000;

/** A cold start: the lock screen when this device holds anybody's store, else whatever the server says. */
export async function start(last: string | null): Promise<void> {
  await readPeople();
  const found = lockBook.people.find((one) => one.id === last) ?? (last ? await look(last) : null);
  if (found) {
    session.person = found.id;
    identify(found.device);
    session.state = found.sealed ? "locked" : "new_pin";
    void confirm();
    return;
  }
  if (last) session.emptied = await emptiedOf(last);
  await tidy();
  if (lockBook.people.length > 0) session.state = "locked";
  const asked = confirm();
  if (session.state === "starting") await asked;
}

/** The server said who this is, and their key is not held: the PIN is next. */
export async function askPin(me: Me): Promise<boolean> {
  session.told = me;
  if (session.state === "locked" && session.person && session.person !== me.id) {
    session.server = "other";
    return false;
  }
  const found = await look(me.id);
  session.person = me.id;
  session.server = "yes";
  session.checkedAt = Date.now();
  const db = found?.sealed ? await openThere(me.id) : null;
  if (found && db) {
    await writeFace(db, faceOf(me, Date.now()));
    if (session.proved) await forgive(db);
    db.close();
    identify(found.device);
  } else session.emptied ??= await emptiedOf(me.id);
  await readPeople();
  // the PIN may have been typed while this was looked up
  if (codecOf(me.id)) await enter(me);
  else session.state = found?.sealed ? "locked" : "new_pin";
  return true;
}

export async function readPeople(): Promise<void> {
  lockBook.people = await everybody();
  lockBook.readAt = performance.now();
  session.people = lockBook.people.length;
}

/** The lock is on the screen; what was read a moment ago is not read twice. */
export async function showPeople(): Promise<void> {
  if (performance.now() - lockBook.readAt > FRESH_MS) await readPeople();
}
export { warm };

/** Who signed out here with nothing unsent, a day after their last word, has no store here any more. */
async function tidy(): Promise<void> {
  const over = lockBook.people.filter((one) => !one.signedIn && one.unsent === 0 && !(Date.now() - Date.parse(one.sentAt) < DAY_MS));
  for (const { id } of over) await wipe(id);
  if (over.length > 0) await readPeople();
}

/** How many commands were in a database that is gone; null when none is missing. */
async function emptiedOf(user: string): Promise<number | null> {
  const kept = await readKept(user);
  return kept?.deviceEpoch ? kept.unsent : null;
}

export function choose(id: string): void {
  session.person = id;
  lockBook.waiting = false;
  identify(lockBook.chosen?.device ?? null);
  if (session.told) session.server = session.told.id === id ? "yes" : "other";
}

export type Opened = "ok" | "wrong" | "wait" | "desk" | "lease" | "sign_in" | "no_passkey";

/** No contact for longer than the lease, or a clock that was set back: the key stays closed until the server was asked. */
export function leaseOver(face: Face | null, now = Date.now()): boolean {
  return face !== null && (now - face.contactAt > face.leaseMs || now < face.contactAt - CLOCK_SLACK_MS);
}

export async function standingOf(user: string): Promise<Standing> {
  const db = await openThere(user);
  if (!db) return { wrong: 0, wait: 0, desk: false };
  try {
    return await standing(db);
  } finally {
    db.close();
  }
}

/** Opens a person's store with their PIN. The try is counted on the disk before the PIN is looked at. */
export async function unlock(user: string, pin: string): Promise<Opened> {
  const db = await openThere(user);
  if (!db) return "sign_in";
  try {
    const vault = await readVault(db);
    if (!vault) return "sign_in";
    const stand = await standing(db);
    if (stand.desk) return "desk";
    if (stand.wait > 0) return "wait";
    if (leaseOver(((await db.get("meta", "face")) as Face | undefined) ?? null) && !(await asked(user))) return "lease";
    await attempt(db);
    const key = await openByPin(user, vault, pin);
    if (!key) return (await standing(db)).desk ? "desk" : "wrong";
    await forgive(db);
    if (session.wantsPasskey) {
      session.wantsPasskey = false;
      const passkey = await makePasskey(((await db.get("meta", "face")) as Face | undefined)?.name ?? "");
      const both = passkey && (await addPasskey(user, vault, pin, passkey));
      if (!both) return "no_passkey";
      await writeVault(db, both);
    }
    holdKey(user, key);
  } finally {
    db.close();
  }
  return (await go(user)) ? "ok" : "sign_in";
}

/** Opens a person's store with the passkey of this device. It stays open while wrong PINs wait; the lease holds for it too. */
export async function unlockByPasskey(user: string): Promise<Opened> {
  const db = await openThere(user);
  if (!db) return "sign_in";
  try {
    const vault = await readVault(db);
    if (!vault?.passkey) return "sign_in";
    if (leaseOver(((await db.get("meta", "face")) as Face | undefined) ?? null) && !(await asked(user))) return "lease";
    const secret = await askPasskey(vault.passkey.credential, vault.passkey.salt);
    const key = secret && (await openByPasskey(user, vault, secret));
    if (!key) return "no_passkey";
    cool();
    await forgive(db);
    holdKey(user, key);
  } finally {
    db.close();
  }
  return (await go(user)) ? "ok" : "sign_in";
}

/** The first PIN of a person on this device, or a new one after the old one's work was given up. */
export async function makePin(user: string, pin: string): Promise<void> {
  const { vault, key } = await makeVault(user, pin, lockBook.cost);
  const db = await open(user);
  try {
    await writeVault(db, vault);
  } finally {
    db.close();
  }
  holdKey(user, key);
  // from now on there is something here that must not be thrown away when the disk gets full
  void globalThis.navigator?.storage?.persist?.().catch(() => false);
  await go(user);
}

/** What is sealed with a forgotten PIN is given up; the device keeps its name and its count of operations. */
export async function giveUp(user: string): Promise<void> {
  await wipe(user);
  session.emptied = null;
  session.state = "new_pin";
}

/** Destroys the key with everything under it. */
export async function wipe(user: string): Promise<void> {
  const kept = await readKept(user);
  await destroy(user);
  if (kept) await writeKept(user, { ...kept, deviceEpoch: "", unsent: 0 });
}

async function go(user: string): Promise<boolean> {
  lockBook.waiting = false;
  // somebody is new here, or will have written when it is locked again: what was read before says neither
  lockBook.readAt = Number.NEGATIVE_INFINITY;
  looked = null;
  if (session.told?.id === user) {
    await enter(session.told);
    return true;
  }
  const opened = await openHere(user);
  if (!opened) session.state = "signed_out";
  else void confirm();
  return opened;
}

/** Whether the server knows this person here and now. */
async function asked(user: string): Promise<boolean> {
  return (await confirm()) && session.person === user;
}

/** Some device of this browser was taken away: each is asked for by itself, so that nobody loses another's work. */
export async function withdraw(): Promise<void> {
  const here = session.person ?? session.me?.id ?? null;
  let mine = false;
  for (const one of await everybody()) {
    if (!one.device || !(await isRevoked(one.device))) continue;
    mine ||= one.id === here;
    if (one.id === here) await leave(true);
    // also after leaving: whatever was opened while it left may have made the database anew
    await wipe(one.id);
  }
  if (!mine) {
    session.server = "signed_out";
    if (session.state === "starting") session.state = "signed_out";
  }
  await readPeople();
}

async function isRevoked(device: string): Promise<boolean> {
  const answer = await call({ method: "GET", url: "/api/me", headers: { "X-Device": device }, anonymous: true });
  return answer.kind === "answer" && answer.status === 401 && (answer.body as { code?: string } | null)?.code === "device_revoked";
}

const LOOK_MS = 5_000;
/** How far the look for alerts has come; in memory only, the store's own cursors stay where they were. */
let looked: { user: string; epoch: string; cursors: Record<string, number> } | null = null;

/** While locked: is there an alert? It is neither stored nor acknowledged, so the server goes on knocking. */
export function watchAlerts(): () => void {
  const timer = setInterval(() => void lookForAlert(), LOOK_MS);
  return () => clearInterval(timer);
}

export async function lookForAlert(): Promise<void> {
  const one = lockBook.chosen;
  if (session.state !== "locked" || !one || lockBook.waiting) return;
  if (session.server === "unknown") await confirm();
  if (session.server !== "yes") return;
  if (looked?.user !== one.id) looked = { user: one.id, epoch: one.epoch, cursors: { ...one.cursors } };
  const { cursors, epoch } = looked;
  const after = Object.entries(cursors).map(([stream, seq]) => `&after=${encodeURIComponent(`${stream}~${seq}`)}`);
  const answer = await get<Changes>(`/api/changes?epoch=${encodeURIComponent(epoch)}${after.join("")}`);
  if (!answer.ok) {
    if (answer.code === "device_revoked") await withdraw();
    return;
  }
  if (answer.data.reset) {
    // locked before its first snapshot was on the disk, or the server was restored: without this no alert were heard
    const all = await get<Snapshot>("/api/snapshot");
    if (!all.ok) return;
    looked = { user: one.id, epoch: all.data.epoch, cursors: all.data.cursors };
    lockBook.waiting = all.data.objects.some((item) => item.alert);
    return;
  }
  for (const { stream, to } of answer.data.frames) cursors[stream] = Math.max(to, cursors[stream] ?? 0);
  lockBook.waiting = answer.data.frames.some((frame) => frame.items.some((item) => item.alert));
}

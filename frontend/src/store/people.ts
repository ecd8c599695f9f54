import type { Me } from "$api/types";
import { hasDatabase, inTurn, open, PREFIX } from "./db";
import { faceOf, type Face } from "./face";

/** Somebody whose store is on this device. */
export interface OnDevice {
  id: string;
  face: Face | null;
  device: string | null;
  /** There is a PIN; without one this is a store of a release that did not encrypt. */
  sealed: boolean;
  passkey: boolean;
  /** Opens without the server: the person has not signed out here. */
  signedIn: boolean;
  unsent: number;
  /** The newest of what was sent lately, ISO time; "" for none. */
  sentAt: string;
  cursors: Record<string, number>;
  epoch: string;
}

/** One person's clear part, or null when this device holds nothing of theirs. */
export const look = (user: string): Promise<OnDevice | null> => inTurn(() => lookAt(user));

async function lookAt(user: string): Promise<OnDevice | null> {
  if (!(await hasDatabase(user))) return null;
  const db = await open(user);
  try {
    const meta = async <T>(key: string): Promise<T | null> => ((await db.get("meta", key)) as T | undefined) ?? null;
    const vault = await meta<{ passkey?: unknown }>("vault");
    const face = await meta<Face>("face");
    const clear = await meta<Partial<Me>>("me");
    if (!vault && !clear?.id) return null;
    const old = clear?.id ? faceOf(clear as Me, Date.now()) : null;
    const sent = await db.getAll("sent");
    return {
      id: user, face: face ?? old, device: (await meta<{ device: string }>("kept"))?.device ?? null, sealed: vault !== null, passkey: Boolean(vault?.passkey),
      signedIn: clear !== null,
      unsent: await db.count("outbox"), sentAt: sent.map((op) => op.arrivedAt).sort().at(-1) ?? "",
      cursors: (await meta<Record<string, number>>("cursors")) ?? {}, epoch: (await meta<string>("epoch")) ?? "",
    };
  } finally {
    db.close();
  }
}

/** Everybody whose store is on this device, by name. */
export async function everybody(): Promise<OnDevice[]> {
  const names = (await indexedDB.databases?.())?.map((one) => one.name ?? "") ?? [];
  const found = await Promise.all(names.filter((name) => name.startsWith(PREFIX)).map((name) => look(name.slice(PREFIX.length))));
  return found.filter((one) => one !== null).sort((a, b) => (a.face?.name ?? "").localeCompare(b.face?.name ?? ""));
}

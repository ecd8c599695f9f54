import type { Me } from "$api/types";
import { write, type Db } from "./db";

/**
 * What the lock screen may show of a person without their key: who they are and when the server was last heard. Names
 * of staff only; nothing of anybody they serve.
 */
export interface Face {
  name: string;
  short: string;
  /** Wall clock of the last time the server knew this person and this device, ms; the lease runs from it. */
  contactAt: number;
  leaseMs: number;
  /** Minutes without a touch until the lock, on a phone and at a desk. */
  idle: { phone: number; desk: number };
  /** Telephone of the unlock desk, "" when the programme gives none. */
  desk: string;
}

/** Where a programme says nothing: two shifts without contact, and product §11's half hour at a desk. */
export const DEVICE = { lease_hours: 24, lock_minutes: { phone: 5, desk: 30 }, unlock_desk: "" };

export function faceOf(me: Me, now: number): Face {
  const { lease_hours, lock_minutes, unlock_desk } = me.device ?? DEVICE;
  return { name: me.name, short: me.short_name, contactAt: now, leaseMs: lease_hours * 3_600_000, idle: lock_minutes, desk: unlock_desk };
}

export async function writeFace(db: Db, face: Face): Promise<void> {
  await write(db, ["meta"], async (tx) => void (await tx.objectStore("meta").put(face, "face")));
}

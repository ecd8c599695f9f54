import { openThere } from "$store/db";
import { attempt, forgive, standing } from "$store/tries";
import { openByPin, readVault } from "$store/vault";

/** Whether this is the PIN of whoever has this phone open. Each try counts like one at the lock. Loaded when asked for. */
export async function proves(user: string, pin: string): Promise<"ok" | "wrong" | "wait"> {
  const db = await openThere(user);
  if (!db) return "wait";
  try {
    const vault = await readVault(db);
    const stand = await standing(db);
    if (!vault || stand.desk || stand.wait > 0) return "wait";
    await attempt(db);
    if (!(await openByPin(user, vault, pin))) return "wrong";
    await forgive(db);
    return "ok";
  } finally {
    db.close();
  }
}

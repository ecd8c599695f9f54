import { write, type Db } from "./db";

/** Wrong PINs in a row, on the disk: a restart does not help. */
interface Tries { wrong: number; at: number; until: number }
export interface Standing {
  wrong: number;
  /** ms until the next try. */
  wait: number;
  /** Only the server's word, after the password, opens the PIN again. */
  desk: boolean;
}

/** Design of the lock screen: 30 s after the third, 2 min after the fourth, the unlock desk after the fifth. */
export const LIMIT = 5;
const WAITS: Readonly<Record<number, number>> = { 3: 30_000, 4: 120_000 };
const none: Tries = { wrong: 0, at: 0, until: 0 };

/** This tab's own measure of a wait: setting the clock forward does not shorten it while the app runs. */
const steady = new Map<string, number>();

/** Counts a try before it is looked at, so that a killed app has not tried for nothing. */
export async function attempt(db: Db): Promise<void> {
  await write(db, ["meta"], async (tx) => {
    const before = ((await tx.objectStore("meta").get("tries")) as Tries | undefined) ?? none;
    const wrong = before.wrong + 1;
    const wait = WAITS[wrong] ?? 0;
    steady.set(db.name, performance.now() + wait);
    await tx.objectStore("meta").put({ wrong, at: Date.now(), until: Date.now() + wait } satisfies Tries, "tries");
  });
}

export async function forgive(db: Db): Promise<void> {
  steady.delete(db.name);
  await write(db, ["meta"], (tx) => tx.objectStore("meta").delete("tries"));
}

export async function standing(db: Db): Promise<Standing> {
  let tries = ((await db.get("meta", "tries")) as Tries | undefined) ?? none;
  const now = Date.now();
  if (now < tries.at) {
    // the clock was set back: the wait begins again on the clock of now
    tries = { ...tries, at: now, until: now + (WAITS[tries.wrong] ?? 0) };
    await write(db, ["meta"], async (tx) => void (await tx.objectStore("meta").put(tries, "tries")));
  }
  const wait = Math.max(0, tries.until - now, (steady.get(db.name) ?? 0) - performance.now());
  return { wrong: tries.wrong, wait: tries.wrong === 0 || tries.wrong >= LIMIT ? 0 : wait, desk: tries.wrong >= LIMIT };
}

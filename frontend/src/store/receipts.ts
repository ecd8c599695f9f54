import { write, type Db } from "./db";

/** Alerts that reached this device and those its person has seen; kept until the server has heard of it. */
export interface Receipts { received: string[]; seen: string[] }

/** The server takes 500 ids of each sort in one message. */
const AT_ONCE = 400;

export async function readReceipts(db: Db): Promise<Receipts> {
  const all = await db.getAll("receipts", null, AT_ONCE);
  const of = (what: string): string[] => all.filter((r) => r.what === what).map((r) => r.delivery);
  return { received: of("received"), seen: of("seen") };
}

export async function dropReceipts(db: Db, done: Receipts): Promise<void> {
  await write(db, ["receipts"], async (tx) => {
    for (const delivery of done.received) await tx.objectStore("receipts").delete([delivery, "received"]);
    for (const delivery of done.seen) await tx.objectStore("receipts").delete([delivery, "seen"]);
  });
}

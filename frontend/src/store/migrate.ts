import { write, type Db, type StoreName } from "./db";
import { about, type Codec, type Sealed } from "./seal";

const AT_ONCE = 100;
type Row = { body: Sealed };

/**
 * Seals what a release without encryption had kept in the clear, unsent work first. May be killed at any point and
 * begun again: a row is either clear or sealed, and the mark comes last. From the mark on clear text is refused.
 */
export async function sealAll(db: Db, codec: Codec): Promise<void> {
  await sealStore(db, codec, "outbox", (row: { id: string }) => about.op(row.id));
  await sealStore(db, codec, "sent", (row: { id: string }) => about.op(row.id));
  await sealStore(db, codec, "records", (row: { kind: string; id: string }) => about.record(row.kind, row.id));
  const me = await db.get("meta", "me");
  const sealed = me !== undefined && (me as Partial<Sealed>).v === undefined ? await codec.seal(about.meta("me"), me) : me;
  await write(db, ["meta"], async (tx) => {
    if (sealed !== undefined) await tx.objectStore("meta").put(sealed, "me");
    await tx.objectStore("meta").put(true, "sealed");
  });
}

async function sealStore<T>(db: Db, codec: Codec, name: Extract<StoreName, "outbox" | "sent" | "records">, aboutOf: (row: T) => string): Promise<void> {
  const rows = ((await db.getAll(name)) as unknown as (Row & T)[]).filter((row) => row.body.v === 0);
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const batch = await Promise.all(rows.slice(from, from + AT_ONCE).map(async (row) => ({ ...row, body: await codec.seal(aboutOf(row), row.body.data) })));
    await write(db, [name], async (tx) => {
      for (const row of batch) await tx.objectStore(name).put(row as never);
    });
  }
}

import type { Item } from "$api/types";
import type { Tx } from "./db";
import type { Memory } from "./memory.svelte";

type Change = Parameters<Memory["apply"]>[0][number];

/** What left this person's view goes, and an incident takes its timeline along: those lines have no tombstones of their own. */
export async function drop(tx: Tx, { kind, id }: Pick<Item, "kind" | "id">, changes: Change[]): Promise<void> {
  const records = tx.objectStore("records");
  const lines = kind === "incident" ? await records.getAll(IDBKeyRange.bound(["entry"], ["entry", []])) : [];
  for (const gone of [{ kind, id }, ...lines.filter((line) => line.kind === "entry" && line.parent === id)]) {
    await records.delete([gone.kind, gone.id]);
    changes.push({ kind: gone.kind, id: gone.id, held: null });
  }
}

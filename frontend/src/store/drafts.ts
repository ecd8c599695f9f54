import { write } from "./db";
import { about } from "./seal";
import type { Store } from "./store.svelte";

/** What was typed into a form so far; null when nothing is kept. */
export async function readDraft<T>(store: Store, form: string): Promise<T | null> {
  const kept = await store.db.get("drafts", form);
  return kept ? store.codec.unseal<T>(about.draft(form), kept) : null;
}

/** Null forgets it. Throws StoreFull when there is no room. */
export async function writeDraft(store: Store, form: string, value: unknown): Promise<void> {
  const body = value === null ? null : await store.codec.seal(about.draft(form), value);
  await write(store.db, ["drafts"], async (tx) => void (body ? await tx.objectStore("drafts").put(body, form) : await tx.objectStore("drafts").delete(form)));
}

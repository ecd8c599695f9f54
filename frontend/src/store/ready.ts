import type { Item } from "$api/types";
import type { Held } from "./memory.svelte";
import type { StoredRecord } from "./db";
import { heard } from "./heard";
import { about, Unreadable, type Codec, type Sealed } from "./seal";

/** What was sealed before the transaction was opened: bodies by their item, alerts by their delivery. */
export interface Ready {
  bodies: Map<Item, Sealed>;
  alerts: Map<string, { object: Record<string, unknown>; body: Sealed }>;
}

export async function sealItem(codec: Codec, item: Item): Promise<Sealed | null> {
  return item.object ? codec.seal(about.record(item.kind, item.id), item.object) : null;
}

export async function sealItems(codec: Codec, items: Item[]): Promise<Ready> {
  const ready: Ready = { bodies: new Map(), alerts: new Map() };
  await Promise.all(items.map(async (item) => {
    const body = await sealItem(codec, item);
    if (body) ready.bodies.set(item, body);
    if (!item.alert) return;
    const { delivery, event } = item.alert;
    const object = { id: delivery, event, about: item.kind, aboutId: item.id, at: new Date(heard.now()).toISOString() };
    ready.alerts.set(delivery, { object, body: await codec.seal(about.record("alert", delivery), object) });
  }));
  return ready;
}

/** A record as memory holds it; null for one that does not open: damaged, or another row's body laid into it. */
export async function openRecord(codec: Codec, record: StoredRecord | undefined): Promise<Held | null> {
  if (!record) return null;
  try {
    const { kind, id, seq, rev, state, body } = record;
    return { seq, rev, state, object: await codec.unseal<Record<string, unknown>>(about.record(kind, id), body) };
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

/** The row of an object: only what routes it stays clear, and nothing of that is about a person. */
export function toRecord(item: Item, object: Record<string, unknown>, body: Sealed, owner: string, seq: number): StoredRecord {
  const text = (key: string): string => (typeof object[key] === "string" ? (object[key] as string) : "");
  return {
    kind: item.kind, id: item.id, owner, parent: text("incident") || text("team"),
    rev: item.version, seq, state: text("status"), due: text("due_at"), body,
  };
}

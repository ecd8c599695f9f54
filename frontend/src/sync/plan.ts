import type { Plan } from "$api/types";
import { liveList } from "$store/live.svelte";
import type { Seen } from "$store/memory.svelte";

/** The plan in force of a person, as this device holds it; of two records that were joined the newer one. Reactive. */
export function planOf(person: string | null | undefined): Seen<Plan> | null {
  if (!person) return null;
  const newest = (one: Plan, other: Plan): number => (other.card?.approved_at ?? "").localeCompare(one.card?.approved_at ?? "");
  return liveList("plan", (one) => one.person === person).sort(newest)[0] ?? null;
}

import { live } from "$sync/index";
import { m } from "$messages";

/** "Sending 120 of 500"; null when nothing long is under way. Reactive. */
export function progressWords(): string | null {
  return live.progress && m.needs_you_progress(live.progress);
}

/** Where the object of a command can be seen: on the board for a desk, on the phone's own screens for the field. */
export function pathOf(key: string, desk: boolean): string | null {
  const [kind, id] = key.split(":");
  if (kind === "incident") return desk ? `/board/${id}` : `/remarks/${id}`;
  if (kind === "assignment" && !desk) return `/assignment/${id}`;
  if (kind === "encounter" && !desk) return `/encounter/${id}`;
  return null;
}

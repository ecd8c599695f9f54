import type { Amendment } from "$sync/index";
import type { Written } from "./flow";

/** Amendments in the order in which they were made. What came late from somebody who had left changed nothing. */
export function inOrder(lines: readonly Amendment[] | undefined): Amendment[] {
  return (lines ?? []).filter((each) => !each.late).sort((a, b) => a.at.localeCompare(b.at));
}

/** What stands of a clinician's field: the newest amendment, else what was signed. */
export function standing(written: Written, field: string): unknown {
  const later = inOrder(written.amendments).filter((each) => each.field === field).at(-1);
  return later ? later.now : (written as Record<string, unknown>)[field];
}

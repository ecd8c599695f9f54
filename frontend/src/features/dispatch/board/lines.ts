import type { Entry } from "$sync/index";
import { isKeptLate } from "../late-words";

export interface Line {
  entry: Entry;
  /** Items answered in one go, one line instead of seventeen. */
  questions: string[];
  /** It happened well before it arrived, or says so by a clock that is off: both times are shown. */
  late: boolean;
  pending: boolean;
}

/** From here on the second time is told, too. */
const LATE_MS = 60_000;
const SPELL_MS = 5 * 60_000;

type Kept = Entry & { pending?: readonly string[] };

/** What was read once and what came live since, newest first; answers of one spell by one person are one line. */
export function linesOf(read: readonly Entry[], live: readonly Kept[]): Line[] {
  const byId = new Map<string, Kept>();
  for (const entry of [...read, ...live]) byId.set(entry.id, entry);
  const sorted = [...byId.values()].sort((a, b) => b.occurred_at.localeCompare(a.occurred_at) || b.received_at.localeCompare(a.received_at) || b.id.localeCompare(a.id));
  const lines: Line[] = [];
  for (const entry of sorted) {
    const last = lines.at(-1);
    const items = entry.kind === "answered" && !isKeptLate(entry) ? Object.keys((entry.facts?.["answers"] as object | undefined) ?? {}) : [];
    if (items.length > 0 && last && last.questions.length > 0 && last.entry.by === entry.by && Date.parse(last.entry.occurred_at) - Date.parse(entry.occurred_at) < SPELL_MS) {
      last.questions.push(...items.filter((item) => !last.questions.includes(item)));
      continue;
    }
    lines.push({
      entry,
      questions: items,
      late: entry.kind === "late" || isKeptLate(entry) || Math.abs(Date.parse(entry.received_at) - Date.parse(entry.occurred_at)) > LATE_MS,
      pending: (entry.pending?.length ?? 0) > 0,
    });
  }
  return lines;
}

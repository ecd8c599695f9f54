import type { Entry } from "$sync/index";
import { m } from "$messages";
import { language } from "$ui/locale.svelte";
import { age } from "$ui/time";
import type { Matrix } from "./triage";

const fact = (entry: Entry, name: string): string => String(entry.facts?.[name] ?? "");

/** Written while on the incident, arrived when its writer was no longer on it: it changed nothing. */
export const isKeptLate = (entry: Entry): boolean => entry.facts?.["late"] === true;

/** A tap that came too late to be so: what was reported, and how it stood by then. */
export function reportedAfter(entry: Entry, what: string, statusWord: (code: string) => string): string {
  const said = what.replace(/\.$/, "");
  const current = fact(entry, "current");
  if (entry.facts?.["before_hold"]) return m.board_tl_late_hold({ what: said });
  if (current === "cancelled") return m.board_tl_late_back({ what: said });
  if (current === "diverted") return m.board_tl_late_elsewhere({ what: said });
  return current ? m.board_tl_late_status({ what: said, status: statusWord(current).toLocaleLowerCase(language.current) }) : m.board_tl_late();
}

/** What was answered late, each with its question: it is in no level yet, so the board has to read it here. */
export function lateAnswers(matrix: Matrix | null, entry: Entry): string {
  const words: Record<string, () => string> = { yes: m.triage_yes, no: m.triage_no, unknown: m.triage_unknown };
  const answers = Object.entries((entry.facts?.["answers"] ?? {}) as Record<string, string | null>);
  return answers
    .map(([code, answer]) => {
      const number = matrix?.items.find((item) => item.code === code)?.number;
      return `${number === undefined ? code : m.triage_question({ n: number })}: ${answer === null ? m.board_tl_taken_back() : (words[answer] ?? (() => answer))()}`;
    })
    .join(", ");
}

/** What else is true of a line: that it was kept late, and that its times are by a clock that was off. */
export function marksOf(entry: Entry): string[] {
  const marks: string[] = [];
  if (isKeptLate(entry)) marks.push(entry.by_name ? m.board_tl_kept_late({ name: entry.by_name }) : m.board_tl_late());
  const off = entry.clock_off_s ?? 0;
  if (off > 0) marks.push(m.board_tl_clock_ahead({ span: age(off) }));
  if (off < 0) marks.push(m.board_tl_clock_behind({ span: age(-off) }));
  return marks;
}

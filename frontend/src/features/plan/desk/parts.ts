import { m } from "$messages";
import { dayOf } from "$ui/time";
import { sourceWord } from "../words";
import { diff, type Piece } from "./diff";
import type { Version } from "./types";

export interface Part { key: string; title: string; text: (of: Version) => string }

const lines = (list: readonly string[]): string => list.map((line) => `${line}.`.replace(/([.!?…”])\.$/, "$1")).join(" ");

/** The parts of a plan in the order of the editor, each as one text. */
export function parts(now: number): Part[] {
  return [
    { key: "first_words", title: m.plan_first_words(), text: (of) => (of.first_words ? `“${of.first_words}”` : "") },
    { key: "helps", title: m.plan_helps(), text: (of) => lines(of.helps) },
    { key: "worse", title: m.plan_worse(), text: (of) => lines(of.worse) },
    { key: "looks", title: m.plan_looks(), text: (of) => of.looks },
    { key: "calls", title: m.plan_calls(), text: (of) => lines(of.calls.map((one) => [one.relation, one.name, one.number, one.note].filter(Boolean).join(", "))) },
    {
      key: "hazards", title: m.plan_hazards(),
      text: (of) => lines(of.hazards.map((one) => `${one.fact} (${one.said_by || sourceWord(one.source)}, ${dayOf(one.on, now)}, ${m.plan_ask_again({ day: dayOf(one.ask_again_by, now) })})`)),
    },
    { key: "language", title: m.plan_language(), text: (of) => (of.language === "es" ? m.plan_in_spanish() : m.plan_in_english()) },
    { key: "with_person", title: m.plan_with_person(), text: (of) => (of.with_person ? m.plan_check_with() : m.plan_check_not_with()) },
    { key: "review_on", title: m.plan_ends(), text: (of) => (of.review_on ? dayOf(of.review_on, now) : "") },
  ];
}

export interface Line { key: string; title: string; changed: boolean; before: Piece[]; after: Piece[] }

/** Each part before and after; changed ones are marked. With nothing in force before, nothing is a change. */
export function sideBySide(before: Version | null, after: Version, now: number): Line[] {
  return parts(now).map(({ key, title, text }) => {
    const [was, is] = [before ? text(before) : "", text(after)];
    if (!before) return { key, title, changed: false, before: [], after: is ? [{ text: is, is: "same" as const }] : [] };
    return { key, title, changed: was !== is, ...diff(was, is) };
  });
}

/** What a field of the wire is called on the screen. */
export function fieldTitle(field: string): string {
  const also: Record<string, () => string> = { reason: m.plan_reason, given_on: m.plan_signed_on, until: m.plan_until, why: m.plan_why_out, text: m.plan_notes };
  return also[field]?.() ?? parts(0).find((part) => part.key === field)?.title ?? m.plan_part();
}

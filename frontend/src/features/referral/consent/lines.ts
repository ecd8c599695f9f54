import { CONSENT_WORDS, WORDING } from "$api/generated/consent";
import type { Consent, DecidedBy, Purpose, Recipient, Told } from "$sync/index";
import { TOLD, type Tongue } from "./begun";

/** The five lines, as the person says them: the words of the version that is read, never the screen's own. */
export type About = "who" | "to" | "what" | "from_for" | "until";
export interface Line { about: About; label: string; text: string; not?: string }
export interface Said {
  decided_by: DecidedBy;
  name: string;
  recipients: readonly Recipient[];
  what: readonly Told[];
  discloser: string;
  purpose: Purpose;
  purpose_words: string;
  until: string;
}

export const wordsOf = (language: Tongue, wording: string = WORDING): Record<string, string> => CONSENT_WORDS[wording]?.[language] ?? CONSENT_WORDS[WORDING]?.[language] ?? {};
const fill = (text: string | undefined, values: Record<string, string>): string => (text ?? "").replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "Mar 9, 2027" in the language that is read. */
export function dayIn(day: string, language: Tongue): string {
  return new Intl.DateTimeFormat(language === "es" ? "es-US" : "en-US", { month: "long", day: "numeric", year: "numeric", timeZone: "UTC" }).format(new Date(`${day}T12:00:00Z`));
}

export function linesOf(said: Said, language: Tongue, wording: string = WORDING): Line[] {
  const words = wordsOf(language, wording);
  const word = (code: string): string => words[code] ?? code;
  const names = said.recipients.map((each) => each.name);
  const to = [names.slice(0, -1).join(", "), names.at(-1) ?? ""].filter(Boolean).join(` ${word("and")} `);
  const kept = TOLD.filter((code) => !said.what.includes(code));
  return [
    { about: "who", label: word("who"), text: fill(word(said.decided_by), { name: said.name }) },
    { about: "to", label: word("to"), text: to },
    { about: "what", label: word("what"), text: said.what.length > 0 ? `${capital(TOLD.filter((code) => said.what.includes(code)).map(word).join(", "))}.` : "", ...(kept.length > 0 ? { not: `${word("not")}: ${kept.map(word).join(", ")}.` } : {}) },
    { about: "from_for", label: word("from_for"), text: `${said.discloser}, ${fill(word(said.purpose), { words: said.purpose_words })}` },
    { about: "until", label: word("until"), text: capital(fill(word("until_day"), { day: dayIn(said.until, language) })) },
  ];
}

export const saidOf = (one: Consent): Said => ({ ...one, name: one.decider_name });

/** How it was given, in one line. */
export function howOf(one: Pick<Consent, "how" | "typed_name" | "witness" | "language" | "wording">, language: Tongue = one.language): string {
  return fill(wordsOf(language, one.wording)[one.how], { name: one.typed_name, witness: one.witness });
}

/** Everything that is read aloud, in the order in which it stands there. */
export function spoken(lines: readonly Line[], language: Tongue): string[] {
  return [...lines.map((line) => `${line.label}: ${line.text} ${line.not ?? ""}`.trim()), wordsOf(language)["take_back"] ?? ""].filter(Boolean);
}

import { CONSENT_WORDS, WORDING } from "$api/generated/consent";
import type { Consent, DecidedBy, Purpose, Recipient, Told } from "$sync/index";
import { TOLD, type Tongue } from "./begun";

/** The five lines, as the person says them: the words of the version that is read, never the screen's own. */
export type About = "who" | "to" | "what" | "from_for" | "until";
/** `strong`: what of it stands out. */
export interface Line { about: About; label: string; text: string; not?: string; strong: string[] }
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

/** A text in pieces, those that stand out marked; each is looked for once, in this order. */
export function pieces(text: string, strong: readonly string[]): { text: string; strong: boolean }[] {
  const found: { text: string; strong: boolean }[] = [];
  let rest = text;
  for (const one of strong) {
    const at = one ? rest.indexOf(one) : -1;
    if (at < 0) continue;
    found.push({ text: rest.slice(0, at), strong: false }, { text: one, strong: true });
    rest = rest.slice(at + one.length);
  }
  return [...found, { text: rest, strong: false }].filter((piece) => piece.text);
}

/** "Mar 9, 2027" or "9 de marzo de 2027", in the language that is read. */
export function dayIn(day: string, language: Tongue): string {
  return new Intl.DateTimeFormat(language === "es" ? "es-US" : "en-US", { month: language === "es" ? "long" : "short", day: "numeric", year: "numeric", timeZone: "UTC" }).format(new Date(`${day}T12:00:00Z`));
}

export function linesOf(said: Said, language: Tongue, wording: string = WORDING): Line[] {
  const words = wordsOf(language, wording);
  const word = (code: string): string => words[code] ?? code;
  const names = said.recipients.map((each) => each.name);
  const to = [names.slice(0, -1).join(", "), names.at(-1) ?? ""].filter(Boolean).join(` ${word("and")} `);
  const kept = TOLD.filter((code) => !said.what.includes(code));
  return [
    { about: "who", label: word("who"), text: fill(word(said.decided_by), { name: said.name }), strong: [said.name] },
    { about: "to", label: word("to"), text: to, strong: names },
    { about: "what", label: word("what"), strong: [word("not")], text: said.what.length > 0 ? `${capital(TOLD.filter((code) => said.what.includes(code)).map(word).join(", "))}.` : "", ...(kept.length > 0 ? { not: `${word("not")}: ${kept.map(word).join(", ")}.` } : {}) },
    { about: "from_for", label: word("from_for"), text: `${said.discloser}, ${fill(word(said.purpose), { words: said.purpose_words })}`, strong: [] },
    { about: "until", label: word("until"), text: capital(fill(word("until_day"), { day: dayIn(said.until, language) })), strong: [capital(dayIn(said.until, language))] },
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

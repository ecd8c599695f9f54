import type { Consent, DecidedBy, Person, Purpose, Recipient, Strokes, Told } from "$sync/index";

export type Tongue = "en" | "es";
export const TOLD: readonly Told[] = ["name", "birth", "contact", "today", "medical", "safety_plan", "what_helps", "earlier"];
export const PURPOSES: readonly Purpose[] = ["care", "housing", "benefits", "other"];
export const DECIDERS: readonly DecidedBy[] = ["person", "guardian", "parent", "minor"];
/** How many days stand there at first: a quarter, as long as a referral is followed. Changed with one tap. */
export const USUAL_DAYS = 90;
const DAY_MS = 86_400_000;

/** A place that is proposed, and whether it treats substance use. */
export interface Place extends Recipient { is_sud: boolean }

/** What is being agreed to, as long as it is no command: sealed on the phone while two people read it. */
export interface Begun {
  decided_by: DecidedBy;
  name: string;
  places: Place[];
  what: Told[];
  purpose: Purpose;
  purpose_words: string;
  until: string;
  how: "signs" | "says";
  strokes: Strokes;
  typed: string;
  is_typing: boolean;
  read_aloud: boolean;
  witness: string;
  language: Tongue;
}

export function blank(name: string, places: Place[], today: string, language: Tongue): Begun {
  return {
    decided_by: "person", name, places, what: ["name", "contact", "today", "safety_plan"], purpose: "care", purpose_words: "", until: dayAfter(today, USUAL_DAYS),
    how: "signs", strokes: [], typed: "", is_typing: false, read_aloud: false, witness: "", language,
  };
}

/** The day so many days later, as YYYY-MM-DD. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The youngest and oldest somebody can be on a day, in years; null where nobody knows. */
export function agesOf(person: Pick<Person, "date_of_birth" | "birth_year"> | null, today: string): [number, number] | null {
  if (person?.date_of_birth) {
    const years = Number(today.slice(0, 4)) - Number(person.date_of_birth.slice(0, 4)) - (today.slice(5) < person.date_of_birth.slice(5) ? 1 : 0);
    return [years, years];
  }
  if (!person?.birth_year) return null;
  const oldest = Number(today.slice(0, 4)) - person.birth_year;
  return [oldest - 1, oldest];
}

/** Why such a person cannot say yes here; null where he can. The server asks the same (apps/people/consent_rules.py). */
export function whyNot(decider: DecidedBy, ages: [number, number] | null, minorAge: number): "adult" | "under18" | "state" | null {
  const [youngest, oldest] = ages ?? [0, 200];
  if (decider === "guardian") return null;
  if (decider === "parent") return youngest < 18 ? null : "adult";
  if (decider === "person") return oldest >= 18 ? null : "under18";
  if (youngest >= 18) return "adult";
  return minorAge < 18 && oldest >= minorAge ? null : "state";
}

export const isSud = (begun: Pick<Begun, "places">): boolean => begun.places.some((place) => place.is_sud);
export const isDrawn = (strokes: Strokes): boolean => strokes.some((stroke) => stroke.length > 1);

/** What is still missing, the first thing first; null when it can be agreed to. */
export function lacks(begun: Begun, today: string, maxDays: number): "name" | "places" | "what" | "purpose" | "until" | "signature" | "typed" | "sud" | "read" | "witness" | null {
  if (!begun.name.trim()) return "name";
  if (begun.places.length === 0 || begun.places.some((place) => !place.name.trim())) return "places";
  if (begun.what.length === 0) return "what";
  if (begun.purpose === "other" && !begun.purpose_words.trim()) return "purpose";
  if (begun.until < today || begun.until > dayAfter(today, maxDays)) return "until";
  if (begun.how === "says") {
    if (isSud(begun)) return "sud";
    if (!begun.read_aloud) return "read";
    return begun.witness.trim() ? null : "witness";
  }
  if (begun.is_typing) return begun.typed.trim() ? null : "typed";
  return isDrawn(begun.strokes) ? null : "signature";
}

/** As a form of the one who changes what was agreed to before. */
export function begunOf(consent: Consent, today: string): Partial<Begun> {
  return {
    decided_by: consent.decided_by, name: consent.decider_name, what: [...consent.what], purpose: consent.purpose, purpose_words: consent.purpose_words,
    places: consent.recipients.map((each) => ({ ...each, is_sud: consent.is_sud })), until: consent.until < today ? dayAfter(today, USUAL_DAYS) : consent.until, language: consent.language,
  };
}

/** Whether it counts at a moment: the server says what it knew, the rest is the calendar. */
export function counts(one: Pick<Consent, "withdrawn_at" | "replaced_by" | "ends_at">, now: number): boolean {
  return !one.withdrawn_at && !one.replaced_by && Date.parse(one.ends_at) > now;
}

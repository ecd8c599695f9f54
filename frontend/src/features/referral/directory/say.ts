import { m } from "$messages";
import { session, type Drive, type Fact, type FactName, type Facts, type Hours, type HowSaid, type Room, type Rule, type Service } from "$sync/index";
import { language } from "$ui/locale.svelte";
import { ago, dayOf, moment, secondsSince } from "$ui/time";
import { minutesFor, type Filter } from "./search/fit";
import type { OpenState } from "./search/hours";

/** What a directory knows, in words. */
export const unitOf = (room: Pick<Room, "unit" | "unit_es">): string => (language.current === "es" ? room.unit_es : room.unit);
const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** One of them: "beds" is a bed, "sillones de crisis" a sillón de crisis. Units are the providers' own words. */
export function oneOf(unit: string): string {
  if (language.current === "en") return unit.replace(/([^s])s$/, "$1");
  return unit.split(" ").map((word) => (word === "crisis" ? word : word.replace(/ones$/, "ón").replace(/([lrn])es$/, "$1").replace(/([aeo])s$/, "$1"))).join(" ");
}

/** "3 crisis chairs" and "free": the number first, then how sure. */
export function roomWords(room: Room, fresh: boolean): { big: string; rest: string } {
  const unit = unitOf(room);
  if (room.sort === "walk_in") {
    if (room.available === null) return { big: unit, rest: m.directory_ask_them() };
    return { big: unit, rest: room.available > 0 ? (fresh ? m.directory_open() : m.directory_said_open()) : m.directory_full() };
  }
  if (room.available === null) return { big: unit, rest: m.directory_not_known() };
  if (room.sort === "wait") return { big: waitWords(room.available), rest: m.directory_wait() };
  if (room.available === 0) return { big: m.directory_none_of({ unit: lower(unit) }), rest: fresh ? m.directory_free() : m.directory_said() };
  return { big: `${room.available} ${room.available === 1 ? oneOf(lower(unit)) : lower(unit)}`, rest: fresh ? (room.available === 1 ? m.directory_free_one() : m.directory_free()) : m.directory_said() };
}

const waitWords = (minutes: number): string => (minutes < 90 ? m.directory_about_min({ n: minutes }) : m.directory_about_h({ n: Math.round(minutes / 60) }));

const HOW: Record<HowSaid, () => string> = {
  phone: m.directory_how_phone, on_site: m.directory_how_on_site, website: m.directory_how_website, link: m.directory_how_link, import: m.directory_how_import, written: m.directory_how_written,
};
export const howWords = (how: HowSaid): string => HOW[how]();

/** Who said it: whom there, or who of us, and how. */
export function whoSaid(word: { said_by?: string; told_by?: string; by?: string | null; by_name?: string; how?: HowSaid }): string {
  const how = word.how ?? "import";
  if (how === "import" || how === "website" || how === "written") return howWords(how);
  const there = word.said_by ?? word.told_by ?? "";
  const us = word.by_name === session.me?.name ? m.directory_you() : (word.by_name ?? "");
  return `${there || us} (${howWords(how)})`;
}

export function agedWords(room: Room, now: number): string {
  return room.available === null && room.how === "import" ? m.directory_nobody_said() : `${ago(secondsSince(room.at, now))}, ${whoSaid(room)}`;
}

export const FACTS: readonly FactName[] = ["hours", "who", "not_for", "bring", "languages", "pays", "way_in", "phones"];
const NAMES: Record<FactName, () => string> = {
  hours: m.directory_f_hours, who: m.directory_f_who, not_for: m.directory_f_not_for, bring: m.directory_f_bring, languages: m.directory_f_languages,
  pays: m.directory_f_pays, way_in: m.directory_f_way_in, phones: m.directory_f_phones,
};
export const factName = (what: FactName): string => NAMES[what]();

const PAYS: Record<string, () => string> = {
  free: m.directory_pays_free, medicaid: m.directory_pays_medicaid, medicare: m.directory_pays_medicare, va: m.directory_pays_va,
  insurance: m.directory_pays_insurance, sliding: m.directory_pays_sliding, self: m.directory_pays_self,
};
const WALK: Record<string, () => string> = { yes: m.directory_walk_yes, no: m.directory_walk_no, referral: m.directory_walk_referral };
export const walkWords = (code: string | undefined): string => (code ? (WALK[code]?.() ?? "") : "");

export function languageName(code: string, locale: string = language.current): string {
  try {
    return new Intl.DisplayNames([locale], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

const joined = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(". ").replaceAll("..", ".");

/** One fact as a sentence; its own words stand beside what its codes say. */
export function factWords<N extends FactName>(what: N, value: NonNullable<Facts[N]>["value"], now: number): string {
  const any = value as Record<string, never> & { words?: string };
  switch (what) {
    case "phones": return (value as NonNullable<Facts["phones"]>["value"]).map((one) => [one.number, one.extension && `x${one.extension}`, one.note].filter(Boolean).join(" ")).join(", ");
    case "hours": return hoursWords(value as Hours, now);
    case "bring": return ((value as { documents?: string[] }).documents ?? []).join(", ");
    case "languages": {
      const { codes = [], words = "" } = value as { codes?: string[]; words?: string };
      const names = codes.map((code) => languageName(code)).join(", ");
      // words that only name the same languages say nothing more
      const more = ![names, codes.map((code) => languageName(code, "en")).join()].some((one) => plainly(one) === plainly(words));
      return words && more ? joined(names, words) : names || words;
    }
    case "pays": return joined(((value as { codes?: string[] }).codes ?? []).map((code) => PAYS[code]?.() ?? code).join(", "), any.words);
    case "way_in": return joined(upper(walkWords((value as { walk_in?: string }).walk_in)), any.words);
    case "who": return whoWords(value as NonNullable<Facts["who"]>["value"]);
    default: return any.words ?? "";
  }
}
const plainly = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, "");

function whoWords(who: NonNullable<Facts["who"]>["value"]): string {
  const { min_age: low = null, max_age: high = null } = who;
  const ages = low !== null && high !== null ? m.directory_ages({ from: low, to: high }) : low !== null ? m.directory_age_from({ from: low }) : high !== null ? m.directory_age_to({ to: high }) : "";
  return who.words && ages && who.words.includes(String(low ?? high)) ? who.words : joined(ages, who.words);
}

const MONDAY = Date.UTC(2026, 0, 5);
const CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
function dayName(code: string): string {
  const at = CODES.indexOf(code.slice(-2));
  const name = new Intl.DateTimeFormat(language.current, { weekday: "short", timeZone: "UTC" }).format(MONDAY + at * 86_400_000);
  const nth = code.slice(0, -2);
  return nth ? (nth.startsWith("-") ? m.directory_last_day({ day: name }) : m.directory_nth_day({ n: nth, day: name })) : name;
}

/** "17:00" as people say it. */
export function clockWords(time: string): string {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  if (hour === 24 || (hour === 0 && minute === 0)) return m.directory_midnight();
  return `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, "0")}` : ""} ${hour < 12 ? "am" : "pm"}`;
}

const minuteWords = (minutes: number): string => clockWords(`${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`);

/** "Open until 5 pm", "Opens Mon 9 am": what matters at the door. */
export function openWords(state: OpenState): string {
  if (state === null) return m.directory_hours_not_known();
  if (state.open) return state.until === null ? m.directory_open_always() : m.directory_open_until({ time: minuteWords(state.until) });
  if (state.opens === null) return m.directory_closed();
  const time = minuteWords(state.opens.minutes);
  return state.opens.in === 0 ? m.directory_opens({ time }) : state.opens.in === 1 ? m.directory_opens_tomorrow({ time }) : m.directory_opens_in({ n: state.opens.in, time });
}

function ruleWords(rule: Rule, now: number): string {
  const times = rule.opens && rule.closes ? (rule.opens === "00:00" && rule.closes === "24:00" ? m.directory_all_day() : `${clockWords(rule.opens)} – ${clockWords(rule.closes)}`) : m.directory_closed();
  const period = [rule.since, rule.until].filter((day): day is string => Boolean(day)).map((day) => dayOf(day, now));
  const days = rule.days ?? [];
  const which = rule.exception ? [...new Set(period)].join(" – ") : days.length === 7 ? m.directory_every_day() : isRow(days) ? `${dayName(days[0] ?? "")} – ${dayName(days.at(-1) ?? "")}` : days.map(dayName).join(", ");
  return [which, times, rule.exception || period.length === 0 ? "" : `(${period.join(" – ")})`, rule.words].filter(Boolean).join(" ");
}
const isRow = (days: string[]): boolean => days.length > 2 && days.every((day, i) => i === 0 || CODES.indexOf(day) === CODES.indexOf(days[i - 1] ?? "") + 1);

export function hoursWords(hours: Hours, now: number): string {
  const rules = (hours.rules ?? []).map((rule) => ruleWords(rule, now)).join("; ");
  const holidays = hours.holidays === "closed" ? m.directory_holidays_closed() : hours.holidays === "open" ? m.directory_holidays_open() : "";
  return joined(rules, holidays, hours.words);
}

export const sourceWords = (fact: Fact<unknown>, now: number, zone: string | undefined): string => `${whoSaid(fact)}, ${moment(fact.at, now, zone)}`;

/** "about 12 min by car": an estimate, and it says so. */
export function driveWords(miles: number | null, drive?: Drive): string {
  const n = minutesFor(miles, drive);
  return n === null ? "" : n < 90 ? m.directory_drive({ n }) : m.directory_drive_h({ n: Math.round(n / 60) });
}

/** "3.4 mi · walk-in": how far, then what decides whether one may go. */
export function fitWords(service: Service, miles: number | null, open: OpenState, drive?: Drive): string {
  const way = service.facts?.way_in?.value.walk_in;
  const first = service.facts?.languages?.value.codes?.[0];
  const parts = [miles === null ? "" : m.directory_miles({ n: miles < 10 ? miles.toFixed(1) : Math.round(miles) }), driveWords(miles, drive), openWords(open), walkWords(way), first && first !== "en" ? m.directory_first_language({ language: languageName(first) }) : ""];
  return parts.filter(Boolean).join(" · ");
}

const FILTER_NAMES: Record<Filter, () => string> = {
  open: m.directory_open_now, spanish: m.directory_spanish, walk_in: m.directory_walk_in, room: m.directory_has_room, medicaid: m.directory_pays_medicaid, free: m.directory_pays_free,
  youth: m.directory_youth, veteran: m.directory_veteran, va: m.directory_pays_va, medicare: m.directory_pays_medicare,
};
export const filterName = (filter: Filter): string => FILTER_NAMES[filter]();

/** The number one calls: a voice before a fax. */
export const numberOf = (service: Service): string | null => service.facts?.phones?.value.find((one) => !["fax", "tty"].includes(one.kind ?? "voice"))?.number ?? null;
export const telOf = (number: string): string => `tel:${number.replace(/[^\d+]/g, "")}`;

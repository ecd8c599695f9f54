import type { Hours, Rule } from "$sync/index";

/** One day of the calendar where the programme is. */
interface Day { iso: string; weekday: string; month: number; day: number; year: number; last: number }
/** The moment as clocks on the wall there show it, with the days around it. */
export interface Here { minutes: number; days: Day[] }
/** null: the hours do not say. `until` and `opens` are minutes of a day; `in` counts days from today. */
export type OpenState = { open: true; until: number | null } | { open: false; opens: { minutes: number; in: number } | null } | null;

const NAMES = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
const AHEAD = 8;
const DAY = 1440;

const formats = new Map<string, Intl.DateTimeFormat>();
interface Wall { year: number; month: number; day: number; hour: number; minute: number }
function parts(at: number, zone: string): Wall {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", hourCycle: "h23" });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, Number(value)])) as unknown as Wall;
}

/** Yesterday, today and a week ahead: worked out once for all places of a list. */
export function hereAt(at: number, zone: string): Here {
  const now = parts(at, zone);
  const days = Array.from({ length: AHEAD + 1 }, (_, i) => {
    const date = new Date(Date.UTC(now.year, now.month - 1, now.day + i - 1));
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    return { iso: date.toISOString().slice(0, 10), weekday: NAMES[date.getUTCDay()] ?? "", month: date.getUTCMonth() + 1, day: date.getUTCDate(), year: date.getUTCFullYear(), last };
  });
  return { minutes: now.hour * 60 + now.minute, days };
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

function isOn(rule: Rule, day: Day): boolean {
  if ((rule.since && day.iso < rule.since) || (rule.until && day.iso > rule.until)) return false;
  if (rule.exception) return true;
  if (rule.month_days?.some((n) => n === day.day || n === day.day - day.last - 1)) return true;
  return rule.days?.some((code) => {
    const weekday = code.slice(-2);
    if (weekday !== day.weekday) return false;
    const nth = Number(code.slice(0, -2));
    if (!nth) return true;
    return nth > 0 ? Math.ceil(day.day / 7) === nth : Math.ceil((day.last - day.day + 1) / 7) === -nth;
  }) ?? false;
}

/** The spans of a day in minutes; one that closes after midnight goes beyond 1440 and belongs to the day it began on. */
function spansOf(hours: Hours, day: Day): [number, number][] {
  const rules = hours.rules ?? [];
  const exceptions = rules.filter((rule) => rule.exception && isOn(rule, day));
  if (exceptions.length === 0 && hours.holidays === "closed" && isHoliday(day)) return [];
  const used = exceptions.length > 0 ? exceptions : rules.filter((rule) => !rule.exception && isOn(rule, day));
  return used.flatMap((rule): [number, number][] => {
    if (!rule.opens || !rule.closes) return [];
    const opens = minutesOf(rule.opens);
    const closes = minutesOf(rule.closes);
    return [[opens, closes > opens ? closes : closes + DAY]];
  });
}

/** Whether a place is open at this moment: the quick answer, for sorting out thousands. */
export function isOpen(hours: Hours | undefined, here: Here): boolean {
  if (!hours?.rules?.length) return false;
  const holds = (day: Day | undefined, minutes: number): boolean => day !== undefined && spansOf(hours, day).some(([from, to]) => from <= minutes && minutes < to);
  return holds(here.days[1], here.minutes) || holds(here.days[0], here.minutes + DAY);
}

/** Whether a place is open at this moment, and until when; or when it opens next. */
export function openState(hours: Hours | undefined, here: Here): OpenState {
  if (!hours?.rules?.length) return null;
  // all spans on one line of minutes that begins with yesterday
  const spans = here.days.flatMap((day, i) => spansOf(hours, day).map(([from, to]): [number, number] => [from + i * DAY, to + i * DAY])).sort((a, b) => a[0] - b[0]);
  const now = here.minutes + DAY;
  let until: number | null = null;
  for (const [from, to] of spans) {
    const reached = until ?? now;
    if (from <= reached && to > reached) until = to;
  }
  if (until !== null) return { open: true, until: until - now >= DAY ? null : until % DAY };
  const next = spans.find(([from]) => from > now);
  return { open: false, opens: next ? { minutes: next[0] % DAY, in: Math.floor(next[0] / DAY) - 1 } : null };
}

/** 5 USC 6103: the nth weekday of a month, or a date; one on a weekend is kept on the workday beside it. */
const NTH: [number, string, number][] = [[1, "MO", 3], [2, "MO", 3], [5, "MO", -1], [9, "MO", 1], [10, "MO", 2], [11, "TH", 4]];
const FIXED: [number, number][] = [[1, 1], [6, 19], [7, 4], [11, 11], [12, 25]];

export function isHoliday(day: { year: number; month: number; day: number; weekday: string; last: number }): boolean {
  if (NTH.some(([month, weekday, nth]) => month === day.month && weekday === day.weekday && (nth > 0 ? Math.ceil(day.day / 7) === nth : Math.ceil((day.last - day.day + 1) / 7) === -nth))) return true;
  return [0, day.weekday === "FR" ? 1 : 0, day.weekday === "MO" ? -1 : 0].some((shift) => {
    const date = new Date(Date.UTC(day.year, day.month - 1, day.day + shift));
    return FIXED.some(([month, on]) => month === date.getUTCMonth() + 1 && on === date.getUTCDate());
  });
}

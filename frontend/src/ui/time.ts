import { m } from "$messages";
import { getLocale } from "$messages/runtime";

/** Whole seconds between a moment (ISO) and `now` (ms of the server's clock); never negative. */
export function secondsSince(at: string | number, now: number): number {
  return Math.max(0, Math.floor((now - (typeof at === "number" ? at : Date.parse(at))) / 1000));
}

/** A running duration: 0:41, 11:24, 1:02:09. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const pad = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(s / 3600);
  const minutes = Math.floor((s % 3600) / 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(s % 60)}` : `${minutes}:${pad(s % 60)}`;
}

/** "3 s ago", "40 min ago", "2 h ago", "3 days ago". */
export function ago(seconds: number): string {
  if (seconds < 60) return m.age_seconds({ n: seconds });
  if (seconds < 3600) return m.age_minutes({ n: Math.floor(seconds / 60) });
  if (seconds < 86_400) return m.age_hours({ n: Math.floor(seconds / 3600) });
  return m.age_days({ n: Math.floor(seconds / 86_400) });
}

/** "12 s", "3 min", "2 h": an age in a dense table. */
export function age(seconds: number): string {
  if (seconds < 60) return m.span_seconds({ n: seconds });
  if (seconds < 3600) return m.span_minutes({ n: Math.floor(seconds / 60) });
  return m.span_hours({ n: Math.floor(seconds / 3600) });
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(options: Intl.DateTimeFormatOptions, zone?: string): Intl.DateTimeFormat {
  const tag = getLocale() === "es" ? "es-US" : "en-US";
  const key = `${tag}|${zone ?? ""}|${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(tag, { ...options, ...(zone ? { timeZone: zone } : {}) });
    formats.set(key, made);
  }
  return made;
}

function tidy(text: string): string {
  return text.replace(/\u202f/g, " ").replace(/\bAM\b/, "am").replace(/\bPM\b/, "pm").replace(/a\.\s?m\./, "am").replace(/p\.\s?m\./, "pm");
}

/** "4:41 pm", with seconds "4:41:09 pm"; `zone` is the programme's. */
export function timeOfDay(at: string | number, zone?: string, seconds = false): string {
  return tidy(format({ hour: "numeric", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}) }, zone).format(new Date(at)));
}

/** The time, with the day named when it is not today. */
export function moment(at: string | number, now: number, zone?: string): string {
  const day = format({ year: "numeric", month: "short", day: "numeric" }, zone);
  const date = new Date(at);
  if (day.format(date) === day.format(new Date(now))) return timeOfDay(at, zone);
  return `${format({ weekday: "short", month: "short", day: "numeric" }, zone).format(date)}, ${timeOfDay(at, zone)}`;
}

/** A day of the calendar, "Mar 9" or with another year "Mar 9, 2027"; `on` is YYYY-MM-DD and stays that day everywhere. */
export function dayOf(on: string, now: number): string {
  const date = new Date(`${on}T12:00:00Z`);
  const same = date.getUTCFullYear() === new Date(now).getUTCFullYear();
  return format({ month: "short", day: "numeric", ...(same ? {} : { year: "numeric" }) }, "UTC").format(date);
}

/** The calendar's day of a moment, as YYYY-MM-DD, where the programme is. */
export function dayAt(at: string | number, zone?: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", ...(zone ? { timeZone: zone } : {}) });
  return parts.format(new Date(at));
}

import { overwriteGetLocale } from "$messages/runtime";

export type Locale = "en" | "es";
const KEY = "alongside:language";

class Language {
  current = $state<Locale>("en");
  /** The person chose it on this device; otherwise it follows the account. */
  chosen = $state(false);
}
export const language = new Language();

function isLocale(value: unknown): value is Locale {
  return value === "en" || value === "es";
}

/** Messages follow at once: every m.…() in a template reads this state. Call before anything is shown. */
export function startLocale(): void {
  const stored = localStorage.getItem(KEY);
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLocale);
  language.chosen = isLocale(stored);
  language.current = isLocale(stored) ? stored : (wanted ?? "en");
  overwriteGetLocale(() => language.current);
  document.documentElement.lang = language.current;
}

export function chooseLocale(locale: Locale): void {
  localStorage.setItem(KEY, locale);
  language.chosen = true;
  language.current = locale;
  document.documentElement.lang = locale;
}

/** The account's language, unless the person has chosen one on this device. */
export function adoptLocale(locale: string | undefined): void {
  if (language.chosen || !isLocale(locale)) return;
  language.current = locale;
  document.documentElement.lang = locale;
}

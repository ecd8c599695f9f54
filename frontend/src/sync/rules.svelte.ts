import { untrack } from "svelte";
import { get } from "$api/client";

const AGAIN_MS = 10 * 60_000;
const STORED = "alongside:matrix";
interface Text { en: string; es: string }
interface Rules {
  number: number;
  items: { code: string; number: string; short: Text; yes: Text }[];
  rules: { code: string; items: string[]; text: Text }[];
}

/** The words of the rules in force, kept on the device so that a level has its because without signal. No person is in them. */
class RuleBook {
  private newest = $state.raw<Rules | null>(null);
  private askedAt = 0;

  /** Asks now and then for the newest; what was kept serves meanwhile. May be called from an effect. */
  async load(): Promise<void> {
    // an effect that called this must not run again for what is written here
    untrack(() => (this.newest ??= stored()));
    if (Date.now() - this.askedAt < AGAIN_MS) return;
    this.askedAt = Date.now();
    const answer = await get<Rules>("/api/matrix");
    if (!answer.ok) {
      this.askedAt = 0;
      return;
    }
    this.newest = answer.data;
    localStorage.setItem(STORED, JSON.stringify(answer.data));
  }

  /** A rule's words, or null when this device has none. */
  because(code: string, language: "en" | "es"): string | null {
    return this.newest?.rules.find((rule) => rule.code === code)?.text[language] ?? null;
  }

  /** What a yes to this item means, in short. */
  fact(item: string, language: "en" | "es"): string | null {
    const found = this.newest?.items.find((one) => one.code === item);
    return found ? (found.yes?.[language] ?? found.short[language]) : null;
  }
}

function stored(): Rules | null {
  try {
    const text = localStorage.getItem(STORED);
    return text ? (JSON.parse(text) as Rules) : null;
  } catch {
    return null;
  }
}

export const rules = new RuleBook();

/** What a key asks of the list. */
export type Deed = "next" | "previous" | "call" | "ask_next" | "log" | "attended" | "missed" | "withdraw" | "filter" | "keys" | "out";
const DEEDS: Readonly<Record<string, Deed>> = {
  j: "next", arrowdown: "next", k: "previous", arrowup: "previous", c: "call", n: "ask_next", g: "log", a: "attended", m: "missed", x: "withdraw", f: "filter", "?": "keys", f1: "keys", escape: "out",
};
/** These work while single keys are turned off, too (WCAG 2.1.4). */
const ALWAYS = new Set(["arrowdown", "arrowup", "f1", "escape"]);

interface Press { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean }
interface Place { tagName: string; isContentEditable?: boolean }

/** The deed of a key; null where a field has the focus, an answer is being chosen, or the browser wants it. */
export function deedOf(press: Press, target: Place | null, single = true): Deed | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const key = press.key.toLowerCase();
  if (target && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))) return key === "escape" ? "out" : null;
  return single || ALWAYS.has(key) ? (DEEDS[key] ?? null) : null;
}

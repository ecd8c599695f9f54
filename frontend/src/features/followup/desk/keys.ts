/** What a key asks of the worklist. */
export type Stroke = "next" | "previous" | "call" | "text" | "log" | "later" | "hand_over" | "filter" | "open" | "keys" | "out" | "done" | `result_${1 | 2 | 3 | 4 | 5}`;
const STROKES: Readonly<Record<string, Stroke>> = {
  j: "next", arrowdown: "next", k: "previous", arrowup: "previous", c: "call", t: "text", g: "log", r: "later", h: "hand_over", f: "filter", o: "open", "?": "keys", f1: "keys", escape: "out",
  1: "result_1", 2: "result_2", 3: "result_3", 4: "result_4", 5: "result_5",
};
/** These work while single keys are turned off, too (WCAG 2.1.4). */
const ALWAYS = new Set(["arrowdown", "arrowup", "f1", "escape"]);

interface Press { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean }
interface Place { tagName: string; isContentEditable?: boolean; getAttribute?: (name: string) => string | null }

/**
 * The stroke of a key; null where a field has the focus, an answer is being chosen with the arrows, or the browser
 * wants it. In a field Control and Enter hand the form over.
 */
export function strokeOf(press: Press, target: Place | null, single = true): Stroke | null {
  const key = press.key.toLowerCase();
  if (key === "enter" && (press.ctrlKey || press.metaKey)) return "done";
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (target && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))) return key === "escape" ? "out" : null;
  if (target?.getAttribute?.("role") === "radio" && key.startsWith("arrow")) return null;
  return single || ALWAYS.has(key) ? (STROKES[key] ?? null) : null;
}
export const singleKeys = (): boolean => localStorage.getItem("alongside:single-keys") !== "off";

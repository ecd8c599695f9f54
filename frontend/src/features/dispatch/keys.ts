/** What a key asks the board to do. Digits choose a team. */
export type Deed =
  | "next" | "previous" | "open" | "out" | "send" | "take_back" | "divert" | "level" | "confirm" | "stage" | "told" | "ems"
  | "close" | "remark" | "new" | "find" | "keys" | "alarm" | "duplicate" | "reopen" | "correct" | "shift" | "intake" | { team: number };

const DEEDS: Readonly<Record<string, Deed>> = {
  j: "next", arrowdown: "next", k: "previous", arrowup: "previous", enter: "open", escape: "out",
  d: "send", x: "take_back", v: "divert", l: "level", g: "confirm", s: "stage", t: "told", e: "ems", c: "close",
  n: "remark", i: "new", "/": "find", "?": "keys", f1: "keys", a: "alarm", u: "duplicate", r: "reopen", f: "correct", o: "shift", q: "intake",
};
/** These work while single keys are turned off, too (WCAG 2.1.4 is about letters and signs). */
const ALWAYS = new Set(["arrowdown", "arrowup", "enter", "escape", "f1"]);

interface Press { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean }
interface Place { tagName: string; isContentEditable?: boolean; type?: string }

/** Whether letters belong to what has the focus. */
export function isField(target: Place | null): boolean {
  if (!target) return false;
  if (target.isContentEditable) return true;
  if (target.tagName === "TEXTAREA" || target.tagName === "SELECT") return true;
  return target.tagName === "INPUT" && !["button", "checkbox", "radio", "submit"].includes(target.type ?? "text");
}

/** The deed of a key, or null when the key is not the board's: a field has the focus, or the browser wants it. */
export function deedOf(press: Press, target: Place | null, single = true): Deed | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const key = press.key.toLowerCase();
  if (isField(target)) return key === "escape" ? "out" : key === "f1" ? "keys" : null;
  if (!single && !ALWAYS.has(key)) return null;
  if (/^[1-9]$/.test(key)) return { team: Number(key) };
  const onControl = target?.tagName === "BUTTON" || target?.tagName === "A" || target?.tagName === "SUMMARY";
  // Enter on a button presses that button
  if (key === "enter" && onControl) return null;
  return DEEDS[key] ?? null;
}

/** The letter or sign of a key where single keys work and no field has the focus; null otherwise. */
export function letterOf(press: Press, target: Place | null, single = true): string | null {
  if (!single || press.ctrlKey || press.metaKey || press.altKey || isField(target)) return null;
  return press.key.length === 1 ? press.key.toLowerCase() : null;
}

const STORED = "alongside:single-keys";

export function singleKeys(): boolean {
  return localStorage.getItem(STORED) !== "off";
}

export function setSingleKeys(on: boolean): void {
  localStorage.setItem(STORED, on ? "on" : "off");
}

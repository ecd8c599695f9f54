import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../src/ui/tokens.css", import.meta.url), "utf8");

function tokens(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(selector)).split("}")[0]!;
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9A-Fa-f]{6})/g)].map((found) => [found[1]!, found[2]!]));
}

function channels(hex: string): number[] {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

function luminance(hex: string): number {
  const [r, g, b] = channels(hex).map((value) => {
    const c = value / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const day = tokens(":root {");
const themes = { day, night: { ...day, ...tokens('[data-theme="night"] {') }, sun: { ...day, ...tokens('[data-theme="sun"] {') } };

/** Design §3: what is read at the door is AAA, everything else that is read is AA, edges of controls 3:1. */
const AAA: [string, string][] = [
  ["ink", "surface"], ["ink", "bg"], ["ink-2", "surface"], ["ink-2", "bg"], ["on-act", "act"], ["act-text", "act-tint"],
  ["on-heed", "heed-fill"], ["hold-ink", "hold-bg"], ["alert-ink", "alert-bg"], ["heed", "surface"],
];
const AA: [string, string][] = [
  ["ink-3", "surface"], ["ink-3", "bg"], ["well", "well-tint"], ["calm", "calm-tint"], ["heed", "heed-tint"], ["alarm", "surface"],
  ["alarm", "alarm-tint"], ["on-alarm", "alarm-fill"], ["l1-ink", "l1-fill"], ["l2-ink", "l2-fill"], ["l3-ink", "l3-fill"], ["l4-ink", "l4-fill"],
  ["ink", "shade"], ["ink-2", "sunken"], ["ink", "act-tint"], ["ink-2", "act-tint"], ["heed", "bg"], ["well", "bg"], ["alarm", "bg"],
];
const EDGES: [string, string][] = [["line-strong", "surface"], ["line-strong", "bg"], ["focus", "bg"], ["focus", "surface"]];

describe.each(Object.entries(themes))("%s", (_name, theme) => {
  it.each(AAA)("%s on %s is AAA", (text, ground) => {
    expect(ratio(theme[text]!, theme[ground]!)).toBeGreaterThanOrEqual(7);
  });
  it.each(AA)("%s on %s is AA", (text, ground) => {
    expect(ratio(theme[text]!, theme[ground]!)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(EDGES)("%s on %s can be seen", (edge, ground) => {
    expect(ratio(theme[edge]!, theme[ground]!)).toBeGreaterThanOrEqual(3);
  });
});

describe("night", () => {
  it.each(Object.entries(tokens('[data-theme="night"] {')))("--%s keeps blue under three quarters of red", (_name, hex) => {
    const [red, , blue] = channels(hex) as [number, number, number];
    expect(blue).toBeLessThanOrEqual(red * 0.75);
  });
});

import { describe, expect, it } from "vitest";
import { callOf, isWord, LINE, linesOf, newCode, partsOf, tooLong } from "./plan";

describe("a safety plan", () => {
  it("is a few lines in each of seven parts", () => {
    expect(partsOf({ signs: " I stop sleeping. \n\n Window " })).toEqual({ signs: ["I stop sleeping.", "Window"], alone: [], places: [], people: [], professionals: [], safer: [], reasons: [] });
    expect(linesOf(undefined)).toEqual([]);
  });

  it("says which part is too long for one page", () => {
    expect(tooLong({ alone: "a\nb\nc\nd\ne\nf" })).toBe(0);
    expect(tooLong({ alone: "a\nb\nc\nd\ne\nf\ng" })).toBe(2);
    expect(tooLong({ reasons: "x".repeat(LINE + 1) })).toBe(7);
  });

  it("makes a line that ends in a number a call, and leaves words words", () => {
    expect(callOf("Mamá 555-0142")).toEqual({ who: "Mamá", number: "555-0142" });
    expect(callOf("Joel, my cousin: (619) 555-0177")).toEqual({ who: "Joel, my cousin", number: "(619) 555-0177" });
    expect(callOf("Library until 8")).toBeNull();
  });

  it("makes codes that can be read aloud, each another", () => {
    expect(newCode()).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(new Set(Array.from({ length: 200 }, () => newCode())).size).toBe(200);
  });

  it("takes a word of three letters, whatever its accents", () => {
    expect([isWord("sol"), isWord(" ñá "), isWord("añó"), isWord("x".repeat(81))]).toEqual([true, false, true, false]);
  });
});

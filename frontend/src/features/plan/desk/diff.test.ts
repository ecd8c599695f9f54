import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diff } from "./diff";

const text = (pieces: { text: string }[]): string => pieces.map((piece) => piece.text).join("");

describe("two versions side by side", () => {
  it("mark what was taken out on the left and what came in on the right", () => {
    const { before, after } = diff("Mother. Cam, then the on-call line.", "Mother. Cam, then the night line.");
    expect(before.filter((piece) => piece.is === "gone").map((piece) => piece.text.trim())).toEqual(["on-call"]);
    expect(after.filter((piece) => piece.is === "new").map((piece) => piece.text.trim())).toEqual(["night"]);
  });

  it("never lose or change a letter of either, whatever the words", () => {
    fc.assert(fc.property(fc.string({ maxLength: 120 }), fc.string({ maxLength: 120 }), (one, other) => {
      const found = diff(one, other);
      expect(text(found.before)).toBe(one);
      expect(text(found.after)).toBe(other);
      expect(found.before.every((piece) => piece.is !== "new") && found.after.every((piece) => piece.is !== "gone")).toBe(true);
    }));
  });

  it("of the same words mark nothing", () => {
    expect(diff("مرحبا 😀", "مرحبا 😀").after).toEqual([{ text: "مرحبا 😀", is: "same" }]);
  });
});

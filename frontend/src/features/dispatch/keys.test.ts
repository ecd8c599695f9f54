import { describe, expect, it } from "vitest";
import { deedOf, isField } from "./keys";

const press = (key: string, more: Partial<{ ctrlKey: boolean; metaKey: boolean; altKey: boolean }> = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
const body = { tagName: "BODY" };
const field = { tagName: "INPUT", type: "text" };

describe("the keyboard map", () => {
  it("gives each letter its deed, large or small", () => {
    expect([deedOf(press("j"), body), deedOf(press("K"), body), deedOf(press("x"), body), deedOf(press("?"), body)]).toEqual(["next", "previous", "take_back", "keys"]);
  });
  it("chooses a team with a digit", () => {
    expect(deedOf(press("3"), body)).toEqual({ team: 3 });
    expect(deedOf(press("0"), body)).toBeNull();
  });
  it("leaves letters to a field that has the focus, and keeps the way out of it", () => {
    expect([deedOf(press("d"), field), deedOf(press("?"), field), deedOf(press("1"), { tagName: "TEXTAREA" })]).toEqual([null, null, null]);
    expect([deedOf(press("Escape"), field), deedOf(press("F1"), field)]).toEqual(["out", "keys"]);
  });
  it("leaves the browser's own shortcuts alone", () => {
    expect([deedOf(press("d", { ctrlKey: true }), body), deedOf(press("l", { metaKey: true }), body), deedOf(press("e", { altKey: true }), body)]).toEqual([null, null, null]);
  });
  it("lets Enter press the button that has the focus", () => {
    expect(deedOf(press("Enter"), { tagName: "BUTTON" })).toBeNull();
    expect(deedOf(press("Enter"), body)).toBe("open");
  });
  it("can be turned off for single keys, and still moves and leaves", () => {
    expect([deedOf(press("d"), body, false), deedOf(press("2"), body, false), deedOf(press("?"), body, false)]).toEqual([null, null, null]);
    expect([deedOf(press("ArrowDown"), body, false), deedOf(press("Escape"), body, false)]).toEqual(["next", "out"]);
  });
  it("knows what a field is", () => {
    expect([isField({ tagName: "SELECT" }), isField({ tagName: "INPUT", type: "checkbox" }), isField({ tagName: "DIV", isContentEditable: true }), isField(null)]).toEqual([true, false, true, false]);
  });
});

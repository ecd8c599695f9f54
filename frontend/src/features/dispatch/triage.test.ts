import { describe, expect, it } from "vitest";
import { answersFor, cleared, fired, groupAnswer, groupLevel, holds, levelBy, partsOf, wouldChange, type Group, type Item, type Matrix, type Rule } from "./triage";
import { askNext, counted, rowsOf } from "./intake/rows";

const text = (en: string) => ({ en, es: en });
const item = (code: string, number: string, group: string, more: Partial<Item> = {}): Item => ({
  code, number, group, kind: "other", ask: text(`${code}?`), short: text(code), yes: text(code), no: text(`no ${code}`), caution: true, ...more,
});
const group = (code: string, number: string, items: string[], fold: Group["fold"], unfolds = items.length > 1): Group => ({ code, number, ask: text(code), items, unfolds, fold });
const rule = (code: string, of: string, is: ("yes" | "unknown")[], level?: number): Rule => ({ code, when: { item: of, is }, items: [of], text: text(code), ...(level ? { level } : {}) });

/** A small matrix of the shape of GET /api/matrix: a weapon, thoughts with parts, a dog. */
const MATRIX: Matrix = {
  number: 1, effective_from: "2026-01-01",
  items: [
    item("weapon", "3", "weapon"),
    item("thoughts", "7a", "suicide"),
    item("plan", "7b", "suicide", { after: { item: "thoughts", is: ["yes"] } }),
    item("means", "7d", "suicide", { after: { any: [{ item: "plan", is: ["yes"] }] } }),
    item("dogs", "17a", "place", { caution: false }), item("gate", "17b", "place", { caution: false }),
  ],
  groups: [
    group("weapon", "3", ["weapon"], { yes: { weapon: "yes" }, no: { weapon: "no" }, unknown: { weapon: "unknown" } }),
    group("suicide", "7", ["thoughts", "plan", "means"], { yes: { thoughts: "yes" }, no: { thoughts: "no" }, unknown: { thoughts: "unknown", plan: "unknown" } }),
    group("place", "17", ["dogs", "gate"], { yes: {}, no: { dogs: "no", gate: "no" }, unknown: { dogs: "unknown", gate: "unknown" } }),
  ],
  rules: [
    rule("dogs", "dogs", ["yes"]), rule("thoughts", "thoughts", ["yes", "unknown"], 1), rule("plan", "plan", ["yes", "unknown"], 2), rule("weapon", "weapon", ["yes", "unknown"], 3),
    { code: "means", when: { all: [{ item: "means", is: ["yes"] }, { item: "plan", is: ["yes"] }] }, items: ["plan", "means"], text: text("means"), level: 3 },
    { ...rule("set", "dogs", ["yes"], 4), if_setting: "dogs_are_level_4" },
  ],
  levels: {}, texts: { flags: {}, sentences: {} }, settings: { dogs_are_level_4: false },
};
const suicide = MATRIX.groups[1]!;
const place = MATRIX.groups[2]!;

describe("the rules, read on the desk", () => {
  it("holds a condition only for an answer that was given", () => {
    expect(holds({ item: "weapon", is: ["yes"] }, {})).toBe(false);
    expect(holds({ any: [{ item: "weapon", is: ["yes"] }, { item: "dogs", is: ["no"] }] }, { dogs: "no" })).toBe(true);
  });
  it("gives the highest level that fired, and the deciding rule first", () => {
    const answers = { weapon: "yes", plan: "yes", dogs: "yes" } as const;
    expect([levelBy(MATRIX, answers), fired(MATRIX, answers)[0]?.code]).toEqual([3, "weapon"]);
    expect(levelBy(MATRIX, {})).toBe(1);
  });
  it("leaves out a rule that the programme has not switched on", () => {
    expect(levelBy(MATRIX, { dogs: "yes" })).toBe(1);
    expect(levelBy({ ...MATRIX, settings: { dogs_are_level_4: true } }, { dogs: "yes" })).toBe(4);
  });
  it("says what one answer would change, upwards first", () => {
    const changes = wouldChange(MATRIX, { thoughts: "yes", plan: "yes" });
    expect(changes.map((change) => [change.item, change.answer, change.level])).toEqual([["weapon", "yes", 3], ["means", "yes", 3], ["plan", "no", 1]]);
  });
});

describe("the rows of the questions", () => {
  it("shows a part only once the answer it follows is given", () => {
    expect(partsOf(MATRIX, suicide, {}).map((one) => one.code)).toEqual(["thoughts"]);
    expect(partsOf(MATRIX, suicide, { thoughts: "yes", plan: "yes" }).map((one) => one.code)).toEqual(["thoughts", "plan", "means"]);
  });
  it("unfolds the parts under an open question, without what the question itself says", () => {
    const rows = rowsOf(MATRIX, { thoughts: "yes" }, new Set(["suicide"]));
    expect(rows.map((row) => row.key)).toEqual(["weapon", "suicide", "suicide.plan", "place"]);
  });
  it("answers yes for a row when any part is yes, and no only when nothing is left to ask", () => {
    expect([groupAnswer(MATRIX, place, { dogs: "no" }), groupAnswer(MATRIX, place, { dogs: "no", gate: "no" }), groupAnswer(MATRIX, place, { dogs: "no", gate: "yes" }), groupAnswer(MATRIX, place, {})]).toEqual([null, "no", "yes", null]);
    expect(groupAnswer(MATRIX, suicide, { thoughts: "unknown", plan: "unknown" })).toBe("unknown");
  });
  it("marks a row with the level that it asks for", () => {
    expect([groupLevel(MATRIX, suicide, { thoughts: "yes" }), groupLevel(MATRIX, suicide, { thoughts: "yes", plan: "yes", means: "yes" })]).toEqual([null, 3]);
  });
  it("takes back what parts had said when the row becomes no", () => {
    expect(answersFor(suicide, "no", { thoughts: "yes", plan: "yes" })).toEqual({ thoughts: "no", plan: null });
    expect(answersFor(suicide, "unknown", {})).toEqual({ thoughts: "unknown", plan: "unknown" });
    expect(answersFor(place, "yes", { dogs: "no" })).toEqual({});
    expect(cleared(suicide, { thoughts: "yes" })).toEqual({ thoughts: null });
  });
  it("counts questions, and names those to ask next once", () => {
    expect(counted(MATRIX, { dogs: "no", gate: "no", weapon: "no" })).toEqual({ answered: 2, of: 3 });
    expect(askNext(MATRIX, ["thoughts", "plan", "dogs"], { thoughts: "yes" })).toEqual(["7", "17"]);
  });
});

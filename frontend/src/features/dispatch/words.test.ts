import { beforeEach, describe, expect, it } from "vitest";
import type { Entry } from "$sync/index";
import { language } from "$ui/locale.svelte";
import { overwriteGetLocale } from "$messages/runtime";
import type { Matrix } from "./triage";
import { marksOf } from "./late-words";
import { becauseLine, becauseParts, entryWords, flagsOf } from "./words";
import { linesOf } from "./board/lines";
import { dayOf } from "./board/days";

const MATRIX = {
  items: [{ code: "weapon_in_reach", number: "3" }, { code: "suicide_plan", number: "7b" }, { code: "suicide_means", number: "7d" }],
  rules: [
    { code: "weapon_in_reach", level: 3, items: ["weapon_in_reach"], text: { en: "A weapon is within reach", es: "Hay un arma al alcance" } },
    { code: "plan_with_means", level: 3, items: ["suicide_plan", "suicide_means"], text: { en: "There is a plan, and means", es: "Hay un plan, y medios" } },
  ],
} as unknown as Matrix;

beforeEach(() => {
  language.current = "en";
  overwriteGetLocale(() => language.current);
});

describe("because", () => {
  it("says the rule with the numbers of its questions", () => {
    expect(becauseParts(MATRIX, ["weapon_in_reach", "plan_with_means"])).toEqual([
      { text: "A weapon is within reach", questions: "question 3" }, { text: "There is a plan, and means", questions: "questions 7b, 7d" },
    ]);
  });
  it("says it in Spanish when the person reads Spanish", () => {
    language.current = "es";
    expect(becauseParts(MATRIX, ["weapon_in_reach"])[0]?.text).toBe("Hay un arma al alcance");
  });
  it("leaves a code that this version does not know as it is", () => {
    expect(becauseParts(MATRIX, ["older_rule"])).toEqual([{ text: "older_rule", questions: "" }]);
  });
  it("falls back to the caller's words, then to what is true", () => {
    expect(becauseLine(MATRIX, { because: ["weapon_in_reach", "plan_with_means"], words: "x", level: 3 })).toBe("A weapon is within reach, there is a plan, and means");
    expect(becauseLine(MATRIX, { because: [], words: "He cries\nmore", level: null })).toBe("He cries");
    expect([becauseLine(MATRIX, { level: null }), becauseLine(MATRIX, { level: 1 })]).toEqual(["Nothing asked yet", "No reason for a visit found"]);
  });
  it("reads flags as a list and as a map", () => {
    expect([flagsOf({ flags: ["veteran"] as never }), flagsOf({ flags: { youth: true } })]).toEqual([["veteran"], ["youth"]]);
  });
});

const entry = (id: string, kind: string, at: string, more: Partial<Entry> = {}): Entry => ({ id, version: 1, incident: "i", kind, by: "u", occurred_at: at, received_at: at, ...more });

describe("the timeline", () => {
  it("says a line in words, with the team it is about", () => {
    expect(entryWords(entry("1", "sent", "t", { facts: { team_name: "Mesa 2" } }), () => "").what).toBe("Sent Mesa 2");
    expect(entryWords(entry("1", "cancelled", "t", { facts: { assignment: "a" }, text: "not needed" }), () => "Mesa 2")).toEqual({ what: "Took Mesa 2 back.", said: "not needed" });
    expect(entryWords(entry("1", "level", "t", { facts: { level: 3, how: "override" }, text: "He is calm" }), () => "").what).toBe("Level 3 set:");
  });
  it("is newest first, each line once, though it was read and came live", () => {
    const [a, b] = [entry("a", "remark", "2026-11-25T16:00:00Z"), entry("b", "remark", "2026-11-25T16:01:00Z")];
    expect(linesOf([a, b], [{ ...b, version: 2 }]).map((line) => [line.entry.id, line.entry.version])).toEqual([["b", 2], ["a", 1]]);
  });
  it("folds the answers of one spell by one person into one line", () => {
    const said = ["x", "y", "z"].map((item, i) => entry(item, "answered", `2026-11-25T16:00:0${i}Z`, { facts: { answers: { [item]: "no" } } }));
    const lines = linesOf([...said, entry("r", "remark", "2026-11-25T16:00:09Z")], []);
    expect(lines.map((line) => line.questions.length)).toEqual([0, 3]);
  });
  it("tells both times of what arrived late, and marks what is kept here", () => {
    const [late] = linesOf([entry("a", "status", "2026-11-25T16:00:00Z", { received_at: "2026-11-25T16:20:00Z" })], []);
    expect(late?.late).toBe(true);
    expect(linesOf([], [{ ...entry("a", "remark", "2026-11-25T16:00:00Z"), pending: ["incident.remark"] }])[0]?.pending).toBe(true);
  });
});

describe("what came late", () => {
  const late = (facts: Record<string, unknown>, more: Partial<Entry> = {}): Entry => entry("l", "late", "2026-11-25T16:00:00Z", { facts, by_name: "Casey", ...more });
  const words = (one: Entry): string => entryWords(one, () => "Mesa 2").what;
  it("says what was reported, and that it was taken back by then", () => {
    expect(words(late({ what: "status", status: "en_route", current: "cancelled" }))).toBe("Mesa 2 en route, reported after it was taken back");
    expect(words(late({ what: "status", status: "on_scene", current: "diverted" }))).toBe("Mesa 2 on scene, reported after it was sent elsewhere");
    expect(words(late({ what: "declined", reason: "too_far", current: "cancelled" }))).toBe("Cannot go: too far, reported after it was taken back");
    expect(words(late({ status: "en_route", current: "on_scene" }))).toBe("Mesa 2 en route, reported after it was on scene");
    expect(words(late({ what: "status", status: "on_scene", current: "en_route", before_hold: true }))).toBe("Mesa 2 on scene, reported from before the order to hold");
    language.current = "es";
    expect(words(late({ what: "accepted", current: "cancelled" }))).toBe("Dijo que sí, avisado cuando ya se había retirado");
  });
  it("says from whom it was kept, and how far that clock was off", () => {
    const remark = entry("r", "remark", "2026-11-25T16:06:00Z", { facts: { late: true }, by_name: "Casey", clock_off_s: 370, received_at: "2026-11-25T16:01:00Z" });
    expect(marksOf(remark)).toEqual(["kept late, from Casey", "phone clock 6 min ahead"]);
    expect(marksOf({ ...remark, facts: {}, clock_off_s: -7200 })).toEqual(["phone clock 2 h behind"]);
    expect(marksOf({ ...remark, facts: {}, clock_off_s: null })).toEqual([]);
    expect(linesOf([remark], [])[0]?.late).toBe(true);
  });
  it("reads a late answer with its question and never folds it into those that count", () => {
    const said = entry("a", "answered", "2026-11-25T16:00:00Z", { facts: { late: true, answers: { weapon_in_reach: "yes", older: null } } });
    expect(entryWords({ ...said, text: "in the drawer" }, () => "", MATRIX)).toEqual({ what: "Answered a question", said: "question 3: yes, older: answer taken back. in the drawer" });
    const counted = entry("b", "answered", "2026-11-25T16:00:01Z", { facts: { answers: { x: "no" } } });
    expect(linesOf([said, counted], []).map((line) => line.questions)).toEqual([["x"], []]);
  });
});

describe("the day of a search", () => {
  it("is the programme's, also over midnight and a change of clocks", () => {
    expect(dayOf(Date.parse("2026-11-25T06:00:00Z"), "America/Los_Angeles", 0)).toBe("2026-11-24");
    expect(dayOf(Date.parse("2026-11-02T07:30:00Z"), "America/Los_Angeles", 1)).toBe("2026-10-31");
  });
});

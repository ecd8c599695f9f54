import { describe, expect, it } from "vitest";
import type { Case, CaseRow, ContactPoint, Rung } from "$sync/index";
import { strokeOf } from "./desk/keys";
import { foresee, isQuiet, marksOf, nextLoud } from "./ladder";
import { askedOf, queryOf } from "./list.svelte";
import { bestPoint, mayWrite, telOf, textable } from "./points";
import { bayOf, needOf, sorted } from "./rows";
import { shownOf, withOwn } from "./page/timeline";
import { clockOf } from "./words";

const NOW = Date.parse("2026-11-18T19:06:00-08:00");
const at = (hours: number): string => new Date(NOW + hours * 3_600_000).toISOString();
const rung = (id: string, hours: number, more: Partial<Rung> = {}): Rung => ({ id, name: "day1", due_at: at(hours), state: "due", done_at: null, late: false, ...more });
const one = (more: Partial<Case> = {}): Case => ({
  id: "c", version: 1, programme: "p", person: "a", incident: "i", encounter: "e", owner: "me", owner_name: "Cam", owner_since: at(-24), status: "open", rule: "welfare", opened_at: at(-26),
  doubted_at: null, risk: "high", ended_at: null, end_reason: "", end_words: "", reopened_at: null, offered_to: null, offered_to_name: "", offered_at: null, zone: "America/Los_Angeles",
  quiet_from: "20:00", quiet_to: "08:00", tries_allowed: 5, tries_used: 1, to_decide: false, next: { action: "contact", who: "us", due_at: at(-2), rung: "r1", channel: "" },
  rungs: [rung("r1", -2), rung("r2", 22, { name: "day2" }), rung("r3", 46, { name: "day3" })], attempts: [], repeat_30d: 3, ...more,
});
const row = (more: Partial<Case>): CaseRow => ({ case: one(more), person: null, last: null, referral: null, consent: null, repeat_30d: 0 });
const ids = (list: readonly { id: string; state: string }[]): string[] => list.map(({ id }) => id);

describe("the rack", () => {
  const due = (hours: number | null, more: Partial<Case> = {}): Case => one({ next: { action: "contact", who: "us", due_at: hours === null ? null : at(hours), rung: null, channel: "" }, ...more });
  const bay = (each: Case): string => bayOf(each, NOW, "me", "America/Los_Angeles");
  it("pulls the late ones out, and tells what is due today from what comes later", () => expect([bay(due(-1)), bay(due(0.5)), bay(due(20))]).toEqual(["overdue", "today", "later"]));
  it("puts what others have to do aside until they are late", () => {
    const theirs = (hours: number): Case => one({ next: { action: "await_place", who: "place", due_at: at(hours), rung: null, channel: "" } });
    expect([bay(theirs(5)), bay(theirs(-5))]).toEqual(["waiting", "overdue"]);
  });
  it("shows first what somebody offers, and not what is offered away", () => expect([bay(due(-1, { owner: "dee", offered_to: "me" })), bay(due(-1, { offered_to: "dee" }))]).toEqual(["offered", "overdue"]));
  it("begins with what is most late, and ends with what has no clock, the longest waiting first", () => {
    const rows = [due(null, { id: "x", opened_at: at(-1) }), due(3, { id: "later" }), due(null, { id: "y", opened_at: at(-9) }), due(-3, { id: "late" })].map((each) => ({ ...row({}), case: each }));
    expect(sorted(rows).map((each) => each.case.id)).toEqual(["late", "later", "y", "x"]);
  });
  it("leads to what this person was asked for, also where a colleague asked and this device holds none of it", () => {
    const came = rung("r9", -1, { name: "did_attend", referral: "f1", need: "n1" });
    expect(needOf(one({ next: { action: "ask_attended", who: "us", due_at: at(-1), rung: "r9", channel: "" }, rungs: [rung("r1", -2), came] }))).toBe("/need/n1");
  });
  it("says how late and how long still", () => expect([clockOf(one(), "overdue", NOW).big, clockOf(due(0.5), "today", NOW).big]).toEqual(["2 h", "30 min"]));
});

describe("what a try makes of a case", () => {
  it("is another try at another time and by another way, never in the quiet hours", () => {
    const seen = foresee(one(), { channel: "call", result: "no_answer", at: NOW }, true);
    expect(seen).toMatchObject({ used: 2, decide: false, channel: "text", rungs: [] });
    // 11:06 pm is quiet, 8:00 am is not
    expect(seen.next.due_at).toBe(new Date(Date.parse("2026-11-19T08:00:00-08:00")).toISOString());
  });
  it("does not put a step off beyond its hour", () => {
    const early = one({ next: { action: "contact", who: "us", due_at: at(1), rung: "r1", channel: "" }, rungs: [rung("r1", 0.5)] });
    expect(foresee(early, { channel: "call", result: "no_answer", at: NOW }).next.due_at).toBe(at(0.5));
  });
  it("goes there where texts are not safe", () => expect(foresee(one(), { channel: "call", result: "left_message", at: NOW }).channel).toBe("in_person"));
  it("after the last one leaves it to a person", () => expect(foresee(one({ tries_used: 4 }), { channel: "call", result: "no_answer", at: NOW }).next.action).toBe("decide"));
  it("that reached the person ends the steps it covers, and begins the tries anew", () => {
    const seen = foresee(one(), { channel: "call", result: "reached", at: NOW });
    expect([ids(seen.rungs as Rung[]), seen.next.rung, seen.used]).toEqual([["r1"], "r2", 0]);
    expect(ids(foresee(one(), { channel: "call", result: "reached", at: NOW + 14 * 3_600_000 }).rungs as Rung[])).toEqual(["r1", "r2"]);
  });
  it("is counted box by box", () => {
    const tried = one({ attempts: [{ id: "b", channel: "text", result: "sent", at: at(-1), by_name: "Cam", rung: null }, { id: "a", channel: "call", result: "no_answer", at: at(-3), by_name: "Cam", rung: null }] });
    expect(marksOf(tried).map((mark) => mark?.channel ?? "")).toEqual(["call", "text", "", "", ""]);
  });
});

describe("quiet hours", () => {
  const there = { zone: "America/New_York", quiet_from: "20:00", quiet_to: "08:00" };
  it("are those of where the person is", () => expect([isQuiet(there, NOW), isQuiet({ ...there, zone: "America/Los_Angeles" }, NOW)]).toEqual([true, false]));
  it("end at their hour also in the night the clock is changed", () => expect(nextLoud({ ...there, zone: "America/Los_Angeles" }, Date.parse("2026-03-08T06:30:00Z"))).toBe(Date.parse("2026-03-08T15:00:00Z")));
  it("are none where they begin as they end", () => expect(isQuiet({ ...there, quiet_to: "20:00" }, NOW)).toBe(false));
});

describe("a way of reaching somebody", () => {
  const point = (id: string, more: Partial<ContactPoint> = {}): ContactPoint => ({ id, version: 1, kind: "phone", value: "(555) 0188", label: "", relation: "", language: "", who_else: "", call: "yes", text: "not_asked", voicemail: "no", letter: "not_asked", asked_at: null, stopped_at: null, ...more });
  it("is the own number that was called safe, before a mother's", () => expect(bestPoint([point("mother", { relation: "mother" }), point("own")], "call")?.id).toBe("own"));
  it("may be called once where nobody asked, and never written to", () => {
    const unasked = [point("x", { call: "not_asked" })];
    expect([bestPoint(unasked, "call")?.id, bestPoint(unasked, "text"), textable(unasked)]).toEqual(["x", null, []]);
  });
  it("that was said not to be safe, or ended, is not offered", () => expect(bestPoint([point("no", { call: "no" }), point("old", { stopped_at: at(-1) })], "call")).toBeNull());
  it("by letter is only an address that was called safe", () => expect([mayWrite([point("a", { kind: "address" })]), mayWrite([point("a", { kind: "address", letter: "yes" })])]).toEqual([false, true]));
  it("is dialled by its figures", () => expect(telOf("(555) 0188")).toBe("tel:5550188"));
});

describe("the address", () => {
  it("carries the filter, so that a view can be kept and sent", () => expect(queryOf(askedOf("?risk=high&whose=team&x=1", "mine"))).toBe("?whose=team&risk=high"));
  it("that says nothing asks for one's own, of a supervisor for the team's", () => expect([askedOf("", "mine").whose, askedOf("?whose=all", "team").whose]).toEqual(["mine", "team"]));
});

describe("a key", () => {
  const press = (key: string, more = {}): Parameters<typeof strokeOf>[0] => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
  it("works in the list and not in a field, but for leaving it and handing it over", () => {
    const words = { tagName: "TEXTAREA" };
    expect([strokeOf(press("g"), null), strokeOf(press("g"), words), strokeOf(press("Escape"), words), strokeOf(press("Enter", { ctrlKey: true }), words)]).toEqual(["log", null, "out", "done"]);
  });
  it("alone can be turned off", () => expect([strokeOf(press("c"), null, false), strokeOf(press("ArrowDown"), null, false)]).toEqual([null, "next"]));
});

describe("the timeline", () => {
  it("says what this client does not know by its kind, and leaves nothing out", () => expect(shownOf({ at: at(0), lane: "care", kind: "brand_new", facts: {}, by_name: "", ref: null }).title).toBe("Brand new"));
  it("has one's own try also while the server has not heard of it, and once", () => {
    const line = (when: string): Parameters<typeof shownOf>[0] => ({ at: when, lane: "calls", kind: "attempt", facts: { channel: "call", result: "no_answer" }, by_name: "Cam", ref: null });
    expect(withOwn([line(at(-2))], [line(at(-2)), line(at(-1))]).map((each) => each.at)).toEqual([at(-1), at(-2)]);
  });
});

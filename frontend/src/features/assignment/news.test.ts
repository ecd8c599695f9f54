import { describe, expect, it } from "vitest";
import type { Alert, Assignment, Entry, Incident, Response, Shift } from "$sync/index";
import { levelBefore, placeBefore, sortNews, type World } from "./news";

const NOW = Date.parse("2026-11-02T00:10:00Z");
const response = (user: string, answer: Response["answer"]): Response => ({
  user, name: user, role: "clinician", queued_at: null, sent_at: null, received_at: null, seen_at: null, answer, reason: "", answered_at: null,
});
const assignment = (more: Partial<Assignment> = {}): Assignment => ({
  id: "a1", version: 1, incident: "i1", team: "t1", team_name: "Mesa 2", status: "en_route", status_at: "", level: 3, provisional: false, staged: false,
  clear_at: null, clear_by_name: "", sent_at: "2026-11-02T00:00:00Z", sent_by: "d", sent_by_name: "Dana", sends_police: false, override_reason: "",
  ended_at: null, end_reason: "", alarm: "", alarm_by_name: "", alarm_at: null, responses: [response("casey", "accepted"), response("omar", "accepted")], reached: 2, ...more,
});
const incident = (more: Partial<Incident> = {}): Incident => ({ id: "i1", version: 1, number: 1, status: "open", source: "intake", opened_at: "", opened_by: null, level: 3, ...more });
const entry = (kind: string, facts: Record<string, unknown>, text = "", at = "2026-11-02T00:05:00Z"): Entry => ({
  id: kind + at, version: 1, incident: "i1", kind, text, facts, by: "d", occurred_at: at, received_at: at,
});
const shift = (more: Partial<Shift> = {}): Shift => ({
  id: "s1", version: 1, team: "t1", team_name: "Mesa 2", user: "casey", name: "Casey", role: "clinician", started_at: "", ends_at: null,
  confirmed_at: null, declined_at: null, ended_at: null, started_by: "d", ...more,
});
const alert = (event: string, about = "assignment", aboutId = "a1", at = "2026-11-02T00:09:00Z"): Alert => ({ id: event, event, about, aboutId, at });
const world = (more: Partial<World> = {}): World => ({ me: "casey", now: NOW, assignments: [assignment()], incidents: [incident()], entries: [], shifts: [], ...more });
const what = (alerts: Alert[], more: Partial<World> = {}) => sortNews(alerts, world(more)).news.map((one) => one.what);

describe("news that takes the phone", () => {
  it("is one screen for everything about the same assignment, the gravest first", () => {
    const alerts = [alert("PlaceChanged", "incident", "i1"), alert("StagingChanged", "incident", "i1"), alert("LevelChanged", "incident", "i1"), alert("Held")];
    const { news, idle } = sortNews(alerts, world({ assignments: [assignment({ staged: true })], incidents: [incident({ level: 4 })], entries: [entry("level", { previous: 3, level: 4 })] }));
    expect(news).toHaveLength(1);
    expect(news[0]).toMatchObject({ id: "a1", what: ["raised", "hold", "moved"] });
    expect(news[0]?.alerts).toHaveLength(4);
    expect(idle).toEqual([]);
  });
  it("is clear to approach once the hold is lifted, and the order to hold is idle then", () => {
    const cleared = assignment({ staged: true, clear_at: "2026-11-02T00:09:00Z" });
    const { news, idle } = sortNews([alert("Held"), alert("ClearedToApproach")], world({ assignments: [cleared] }));
    expect(news.map((one) => one.what)).toEqual([["clear"]]);
    expect(idle).toEqual(["Held"]);
  });
  it("is the taking back alone when it is over", () => {
    expect(what([alert("TeamSent"), alert("Held"), alert("AssignmentCancelled")], { assignments: [assignment({ status: "cancelled", ended_at: "2026" })] })).toEqual([["ended"]]);
  });
  it("is the taking back also while a kept tap covers it", () => {
    expect(what([alert("AssignmentCancelled")], { assignments: [assignment({ status: "on_scene", ended_at: "2026" })] })).toEqual([["ended"]]);
  });
  it("is oldest first across assignments and shifts", () => {
    const alerts = [alert("PlaceChanged", "incident", "i1"), alert("ShiftProposed", "shift", "s1", "2026-11-02T00:01:00Z")];
    expect(sortNews(alerts, world({ shifts: [shift()] })).news.map((one) => one.id)).toEqual(["s1", "a1"]);
  });
  it("is a partner who says no", () => {
    expect(what([alert("ShiftDeclined", "shift", "s1")], { shifts: [shift({ user: "omar", declined_at: "2026" })] })).toEqual([["alone"]]);
  });
  it("takes an event it does not know for news, not for nothing", () => {
    expect(what([alert("SomethingNew")])).toEqual([["other"]]);
  });
});

describe("alerts that are idle", () => {
  const idleOf = (alerts: Alert[], more: Partial<World> = {}) => sortNews(alerts, world(more)).idle;
  it("are an order answered already, and a shift confirmed already", () => {
    expect(idleOf([alert("TeamSent"), alert("ShiftProposed", "shift", "s1")], { shifts: [shift({ confirmed_at: "2026" })] })).toEqual(["TeamSent", "ShiftProposed"]);
  });
  it("are the taking back of what a newer order replaced", () => {
    const gone = assignment({ status: "cancelled", ended_at: "2026" });
    const newer = assignment({ id: "a2", incident: "i2", sent_at: "2026-11-02T00:08:00Z" });
    expect(idleOf([alert("AssignmentCancelled")], { assignments: [gone, newer] })).toHaveLength(1);
  });
  it("are about something that left this phone, or hours old", () => {
    expect(idleOf([alert("PlaceChanged", "incident", "gone"), alert("PlaceChanged", "incident", "i1", "2026-11-01T20:00:00Z")])).toHaveLength(2);
  });
  it("are a level that has sunk again, and a clear for who is at the door", () => {
    expect(idleOf([alert("LevelChanged", "incident", "i1")], { entries: [entry("level", { previous: 4, level: 3 })] })).toHaveLength(1);
    expect(idleOf([alert("ClearedToApproach")], { assignments: [assignment({ status: "on_scene" })] })).toHaveLength(1);
  });
  it("are what somebody who cannot go need not know", () => {
    expect(idleOf([alert("Held")], { assignments: [assignment({ staged: true, responses: [response("casey", "declined")] })] })).toEqual(["Held"]);
  });
  it("are never about an order that waits for an answer: its own screen shows what holds now", () => {
    const open = assignment({ status: "assigned", responses: [response("casey", "")] });
    expect(sortNews([alert("TeamSent"), alert("PlaceChanged", "incident", "i1")], world({ assignments: [open] }))).toEqual({ news: [], idle: [] });
  });
});

describe("what was before", () => {
  it("is read from the timeline's last change", () => {
    const lines = [entry("level", { previous: 2 }, "", "2026-11-02T00:01:00Z"), entry("level", { previous: 3 }), entry("field_changed", { moved: true }, "14 Alder")];
    expect(levelBefore("i1", lines)).toBe(3);
    expect(placeBefore("i1", lines)).toBe("14 Alder");
    expect(levelBefore("i2", lines)).toBeNull();
  });
});

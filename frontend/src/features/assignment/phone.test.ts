import { describe, expect, it } from "vitest";
import type { Assignment, AssignmentStatus, Response } from "$sync/index";
import { isOver, mustHold, nextStep, undoUntil } from "./next-step";
import { nextAtDoor, owed, owedBy } from "./owed";
import { chosen } from "./shift-choice";
import { currentOf, replacedBy } from "./whom";

const answer = (user: string, said: Response["answer"]): Response => ({
  user, name: user, role: "clinician", queued_at: null, sent_at: null, received_at: null, seen_at: null, answer: said, reason: "", answered_at: null,
});
function assignment(status: AssignmentStatus, more: Partial<Assignment> = {}): Assignment {
  return {
    id: "a1", version: 1, incident: "i1", team: "t1", team_name: "Mesa 2", status, status_at: "", level: 3, provisional: false, staged: false,
    clear_at: null, clear_by_name: "", sent_at: "2026-11-02T00:00:00Z", sent_by: "d", sent_by_name: "Dana", sends_police: false, override_reason: "",
    ended_at: null, end_reason: "", alarm: "", alarm_by_name: "", alarm_at: null, responses: [answer("casey", "accepted"), answer("omar", "accepted")], reached: 2, ...more,
  };
}

describe("the one next thing", () => {
  it("is an answer before anything else", () => {
    expect(nextStep(assignment("assigned", { responses: [answer("casey", "")] }), "casey")).toEqual({ kind: "answer" });
  });
  it("leads from taken over en route and on scene to cleared", () => {
    const way = (["acknowledged", "en_route", "on_scene"] as const).map((status) => nextStep(assignment(status), "casey"));
    expect(way).toEqual([{ kind: "tap", to: "en_route" }, { kind: "tap", to: "on_scene" }, { kind: "tap", to: "cleared" }]);
  });
  it("is one's own part of what happened before the scene is cleared; a peer has none", () => {
    const as = (role: Response["role"]) => assignment("on_scene", { responses: [{ ...answer("x", "accepted"), role }] });
    expect(nextAtDoor(as("clinician"), "x", null)).toEqual({ kind: "record", part: "visit" });
    expect(nextAtDoor(as("clinician"), "x", { contact: "met" })).toEqual({ kind: "record", part: "visit" });
    expect(nextAtDoor(as("clinician"), "x", { contact: "met", disposition: "resolved" })).toEqual({ kind: "tap", to: "cleared" });
    expect(nextAtDoor(as("officer"), "x", { contact: "met" })).toEqual({ kind: "record", part: "force" });
    expect(nextAtDoor(as("officer"), "x", { officer: {} as never })).toEqual({ kind: "tap", to: "cleared" });
    expect(nextAtDoor(as("peer"), "x", null)).toEqual({ kind: "tap", to: "cleared" });
  });
  it("goes to the staging point when staged, and waits there until cleared", () => {
    expect(nextStep(assignment("en_route", { staged: true }), "casey")).toEqual({ kind: "tap", to: "staged" });
    expect(nextStep(assignment("staged", { staged: true }), "casey")).toEqual({ kind: "wait" });
    expect(nextStep(assignment("staged", { staged: true, clear_at: "2026" }), "casey")).toEqual({ kind: "tap", to: "on_scene" });
  });
  it("is nothing for who cannot go and for what is over", () => {
    expect(nextStep(assignment("acknowledged", { responses: [answer("casey", "declined")] }), "casey")).toEqual({ kind: "none" });
    expect(nextStep(assignment("cancelled"), "casey")).toEqual({ kind: "none" });
  });
  it("still leads on when the order to stage was lifted on the way", () => {
    expect(nextStep(assignment("staged"), "casey")).toEqual({ kind: "tap", to: "on_scene" });
    expect(mustHold(assignment("staged"))).toBe(false);
  });
});

describe("what somebody still owes once the scene is behind them", () => {
  it("is the signature of the clinician and the answer of the officer", () => {
    expect(owed(assignment("cleared"), "clinician", null)).toBe("visit");
    expect(owed(assignment("cancelled"), "clinician", null)).toBeNull();
    expect(owed(null, "clinician", { contact: "met" })).toBe("visit");
    expect(owed(null, "clinician", { signed_at: "2026" })).toBeNull();
    expect(owed(null, "officer", { signed_at: "2026" })).toBe("force");
    expect(owed(assignment("cleared"), "officer", { officer: {} as never })).toBeNull();
    expect(owed(assignment("cleared"), "peer", null)).toBeNull();
  });
  it("waits at home for each scene that is over, and not for the one at hand", () => {
    const row = (id: string, began_at: string) => ({ id, version: 1, assignment: id, incident: `i-${id}`, person: null, began_at }) as never;
    const here = assignment("on_scene", { id: "here" });
    const list = owedBy([row("late", "2026-11-03"), row("here", "2026-11-04"), row("gone", "2026-11-01")], [here, assignment("cleared", { id: "late" })], "clinician", "casey");
    expect(list.map(({ id }) => id)).toEqual(["gone", "late"]);
  });
});

describe("ten seconds to take a tap back", () => {
  it("ends by itself", () => {
    expect(undoUntil(1_000, 5_000)).toBe(11_000);
    expect(undoUntil(1_000, 11_000)).toBeNull();
    expect(undoUntil(null, 5_000)).toBeNull();
  });
});

describe("what one is on", () => {
  it("is the newest assignment that is not over", () => {
    const list = [assignment("cleared", { id: "old" }), assignment("en_route", { id: "now", sent_at: "2026-11-03T00:00:00Z" }), assignment("assigned", { id: "before" })];
    expect(currentOf(list, "casey")?.id).toBe("now");
    expect(list.filter(isOver)).toHaveLength(1);
  });
});

describe("a team that is sent elsewhere", () => {
  it("leaves what ended in the same moment, and nothing older", () => {
    const now = assignment("assigned", { id: "new", sent_at: "2026-11-02T01:00:00Z" });
    const left = assignment("diverted", { id: "left", ended_at: "2026-11-02T01:00:00Z" });
    const older = assignment("diverted", { id: "older", ended_at: "2026-11-02T00:30:00Z" });
    expect(replacedBy(now, [older, left, now])?.id).toBe("left");
    expect(replacedBy(now, [older, now])).toBeNull();
  });
});

describe("a shift begins with last time's answers", () => {
  const teams = [{ id: "t1", name: "Mesa 2", members: [{} as never] }, { id: "t2", name: "Harbor 1", members: [] }];
  it("or with a team nobody rides", () => {
    localStorage.clear();
    expect(chosen(teams, [])).toEqual({ team: "t2", partner: null });
  });
  it("and forgets a partner who is not there", () => {
    localStorage.setItem("alongside:last-shift", JSON.stringify({ team: "t1", partner: "gone" }));
    expect(chosen(teams, [])).toEqual({ team: "t1", partner: null });
  });
});

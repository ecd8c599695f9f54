import { describe, expect, it } from "vitest";
import type { Assignment, Case, Disposition, Encounter, Incident, SafetyPlan, Shift } from "$sync/index";
import { sheetFrom, withOwn, type Holding } from "./sheet";
import { isOpen } from "./words";

const SHIFT = { id: "s", team: "t", team_name: "Mesa 2", name: "Casey", started_at: "2026-11-27T08:00:00Z", ended_at: null } as Shift;
const NOW = "2026-11-27T15:00:00Z";
const assignment = (id: string, more: Partial<Assignment> = {}): Assignment => ({
  id, incident: `i-${id}`, team: "t", level: 3, status: "on_scene", sent_at: "2026-11-27T09:00:00Z", ended_at: null,
  responses: [{ role: "officer", answer: "accepted", name: "Omar Reyes" }, { role: "clinician", answer: "accepted", name: "Casey Moreno" }], ...more,
} as Assignment);
const visit = (id: string, more: Partial<Encounter> = {}): Encounter => ({ id, version: 1, assignment: id, incident: `i-${id}`, person: null, state: "open", began_at: "2026-11-27T09:10:00Z", officer: null, ...more });
const holding = (more: Partial<Holding> = {}): Holding => ({
  assignments: [], encounters: [], plans: [], dispositions: [], cases: [], incident: (id) => ({ id, number: 7, place: "1418 Alder Court", status: "open" }) as Incident, nameOf: () => "Ansel Varga", care: true, ...more,
});

describe("the sheet of a shift, from the phone alone", () => {
  it("has what the phone wrote itself, also what is not sent yet", () => {
    const one = visit("a", { contact: "met", judgement: "low", disposition: "resolved", person: "p", amendments: [{ field: "judgement", now: "high", at: "1", late: false } as never] });
    const plans = [{ id: "plan", encounter: "a", number: 1, given: [{ how: "print" }] } as SafetyPlan];
    const dispositions = [{ code: "resolved", text: { en: "Settled", es: "Se resolvió" }, effective_from: "2026" } as Disposition];
    const { lines } = sheetFrom(SHIFT, holding({ assignments: [assignment("a")], encounters: [one], plans, dispositions }), NOW);
    expect(lines).toMatchObject([{ number: 7, person_name: "Ansel Varga", contact: "met", judgement: "high", disposition_text: { en: "Settled" }, owner_name: "Casey", safety_plan: { given: ["print"] } }]);
  });

  it("says of an officer's nothing but what is operational", () => {
    const one = visit("a", { contact: "met", officer: { at: "2026-11-27T09:30:00Z", signed: true } as never });
    const [line] = sheetFrom(SHIFT, holding({ assignments: [assignment("a")], encounters: [one], care: false }), NOW).lines;
    expect(Object.keys(line!)).not.toContain("person_name");
    expect(line).toMatchObject({ force_filed: true });
  });

  it("leaves out other teams and days before, and keeps a visit whose call has left the phone", () => {
    const yesterday = visit("y", { began_at: "2026-11-26T09:00:00Z" });
    const reported = visit("r", { began_at: undefined as never, state: undefined as never, officer: { at: "2026-11-27T10:00:00Z", signed: true } as never });
    const { lines } = sheetFrom(SHIFT, holding({ assignments: [assignment("o", { team: "other" })], encounters: [yesterday, reported], incident: () => null }), NOW);
    expect(lines.map(({ assignment, number, visit }) => [assignment, number, visit])).toEqual([["r", null, "signed"]]);
  });

  it("stands over the server's last answer only where this phone has words that are not sent", () => {
    const asked = { ...sheetFrom(SHIFT, holding({ assignments: [assignment("a"), assignment("b")] }), NOW), until: "2026-11-27T12:00:00Z" };
    const own = sheetFrom(SHIFT, holding({ assignments: [assignment("a"), assignment("b"), assignment("c")], encounters: [visit("a", { contact: "met" }), visit("b", { contact: "met" })] }), NOW);
    const both = withOwn(asked, own, (id) => id === "a");
    expect(both.lines.map(({ assignment, contact }) => [assignment, contact])).toEqual([["a", "met"], ["b", ""], ["c", ""]]);
    expect(both.until).toBe("2026-11-27T12:00:00Z");
  });
});

describe("cases that were offered and not answered", () => {
  const one = (id: string, more: Partial<Case> = {}): Case => ({ id, status: "open", owner: "me", owner_name: "Casey", offered_to: "sam", offered_to_name: "Sam", offered_at: "2026-11-27T14:00:00Z", person: "p", ...more }) as Case;
  const sheet = (more: Partial<Holding>): string[][] => sheetFrom({ ...SHIFT, user: "me" }, holding(more), NOW).offers.map((each) => [each.id, each.by_shift ? "made" : "got", each.person_name]);
  it("are on the sheet of whoever asked and of whoever was asked", () => {
    const cases = [one("a"), one("b", { owner: "cam", offered_to: "me", offered_at: "2026-11-27T13:00:00Z" }), one("c", { offered_to: null }), one("d", { owner: "cam" }), one("e", { status: "landed" })];
    expect(sheet({ cases })).toEqual([["b", "got", "Ansel Varga"], ["a", "made", "Ansel Varga"]]);
    expect(sheet({ cases, care: false })).toEqual([]);
  });
});

describe("what is still open", () => {
  const line = (status: string, more: object = {}): Parameters<typeof isOpen>[0] => ({ status, visit: "", owner_name: "", incident_open: true, ...more });
  it("is not an order that was taken back, unless somebody was met there", () => {
    expect([isOpen(line("on_scene")), isOpen(line("cancelled")), isOpen(line("diverted")), isOpen(line("cancelled", { visit: "open", owner_name: "Casey" }))]).toEqual([true, false, false, true]);
  });
  it("is what somebody has to do yet, also when its call is closed", () => {
    expect([isOpen(line("cleared", { incident_open: false })), isOpen(line("cleared", { incident_open: false, owner_name: "Casey" }))]).toEqual([false, true]);
  });
});

import { describe, expect, it } from "vitest";
import type { Assignment, Incident, Response } from "$sync/index";
import { alarmsOf, isTaken } from "./alarms";

const SENT = "2026-11-25T16:00:00Z";
const at = (seconds: number): number => Date.parse(SENT) + seconds * 1000;
const response = (user: string, more: Partial<Response> = {}): Response => ({
  user, name: user, role: "clinician", queued_at: SENT, sent_at: SENT, received_at: SENT, seen_at: null, answer: "", reason: "", answered_at: null, ...more,
});
const no = (user: string, when = "2026-11-25T16:00:10Z"): Response => response(user, { answer: "declined", reason: "too_far", answered_at: when });
function assignment(id: string, responses: Response[], more: Partial<Assignment> = {}): Assignment {
  return {
    id, version: 1, incident: "i", team: "t", team_name: "Mesa 2", status: "assigned", status_at: SENT, level: 3, provisional: false, staged: false,
    clear_at: null, clear_by_name: "", sent_at: SENT, sent_by: "u", sent_by_name: "Dana", sends_police: false, override_reason: "", ended_at: null,
    end_reason: "", alarm: "", alarm_by_name: "", alarm_at: null, responses, reached: 0, ...more,
  };
}
const open = new Map<string, Incident>([["i", { id: "i", version: 1, number: 1, status: "open", source: "intake", opened_at: SENT, opened_by: null }]]);
const kinds = (list: Assignment[], now = at(15)): string[] => alarmsOf(list, open, now).map((alarm) => alarm.kind);

describe("alarms", () => {
  it("rings when one person declined, and names who", () => {
    const [alarm] = alarmsOf([assignment("a", [no("casey"), response("omar")])], open, at(15));
    expect([alarm?.kind, alarm?.who.map((one) => one.user)]).toEqual(["declined", ["casey"]]);
  });
  it("rings louder when everybody declined, also when that freed the team", () => {
    expect(kinds([assignment("a", [no("casey"), no("omar")])])).toEqual(["all_declined"]);
    expect(kinds([assignment("a", [no("casey"), no("omar")], { status: "cancelled", ended_at: SENT, end_reason: "declined" })])).toEqual(["all_declined"]);
  });
  it("is answered when the dispatcher took the team back, or sent another one since", () => {
    expect(kinds([assignment("a", [no("casey"), response("omar")], { status: "cancelled", ended_at: SENT, end_reason: "too far" })])).toEqual([]);
    const freed = assignment("a", [no("casey"), no("omar")], { status: "cancelled", ended_at: SENT, end_reason: "declined" });
    expect(kinds([freed, assignment("b", [response("riley")], { sent_at: "2026-11-25T16:01:00Z" })])).toEqual([]);
  });
  it("ends once somebody has it, and rings again when one more declines", () => {
    const taken = { alarm: "declined:1", alarm_by_name: "Priya", alarm_at: SENT };
    expect(alarmsOf([assignment("a", [no("casey"), response("omar")], taken)], open, at(15)).map(isTaken)).toEqual([true]);
    expect(alarmsOf([assignment("a", [no("casey"), no("omar")], taken)], open, at(15)).map(isTaken)).toEqual([false]);
  });
  it("rings when nobody's phone has the order after twenty seconds, and stops when one has", () => {
    const silent = (received_at: string | null): Assignment => assignment("a", [response("casey", { received_at: null }), response("omar", { received_at })]);
    expect(kinds([silent(null)], at(19))).toEqual([]);
    expect(kinds([silent(null)], at(21))).toEqual(["nobody_reached"]);
    expect(kinds([silent(SENT)], at(21))).toEqual([]);
  });
  it("puts the oldest first", () => {
    const later = assignment("a", [no("casey", "2026-11-25T16:02:00Z"), response("omar")]);
    const sooner = assignment("b", [no("riley", "2026-11-25T16:01:00Z"), response("jo")]);
    expect(alarmsOf([later, sooner], open, at(180)).map((alarm) => alarm.assignment.id)).toEqual(["b", "a"]);
  });
  it("is a new alarm when the second person declines, too", () => {
    const [first] = alarmsOf([assignment("a", [no("casey"), response("omar")])], open, at(15));
    const [second] = alarmsOf([assignment("a", [no("casey"), no("omar")])], open, at(15));
    expect(first?.key).not.toBe(second?.key);
  });
  it("says nothing about a closed incident", () => {
    const closed = new Map([["i", { ...(open.get("i") as Incident), status: "closed" as const }]]);
    expect(alarmsOf([assignment("a", [no("casey"), no("omar")])], closed, at(15))).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import type { Assignment, Incident } from "$sync/index";
import { boardOf, rowOf, startOfDay } from "./queue-order";

const T = "2026-11-25T16:00:00Z";
let n = 0;
function incident(level: number | null, at = T, more: Partial<Incident> = {}): Incident {
  n += 1;
  return { id: `i${n}`, version: 1, number: n, status: "open", source: "intake", opened_at: at, opened_by: null, level, ...more };
}
function assignment(of: Incident, status: Assignment["status"], more: Partial<Assignment> = {}): Assignment {
  n += 1;
  const ended = ["cleared", "cancelled", "diverted"].includes(status) ? "2026-11-25T16:30:00Z" : null;
  return {
    id: `a${n}`, version: 1, incident: of.id, team: "t", team_name: "Mesa 2", status, status_at: "2026-11-25T16:10:00Z", level: of.level ?? null,
    provisional: false, staged: false, clear_at: null, clear_by_name: "", sent_at: "2026-11-25T16:05:00Z", sent_by: "u", sent_by_name: "Dana",
    sends_police: false, override_reason: "", ended_at: ended, end_reason: "", alarm: "", alarm_by_name: "", alarm_at: null, responses: [], reached: 0, ...more,
  };
}

describe("the queue", () => {
  it("puts the higher level first, and of one level the longer wait", () => {
    const [one, old2, new2, four] = [incident(1), incident(2, "2026-11-25T15:00:00Z"), incident(2), incident(4)];
    expect(boardOf([one, new2, old2, four], [], 0).waiting.map((row) => row.incident.id)).toEqual([four.id, old2.id, new2.id, one.id]);
  });
  it("puts what has no level yet after 3 and before 2, because not known is not safe", () => {
    const [none, two, three] = [incident(null), incident(2), incident(3)];
    expect(boardOf([none, two, three], [], 0).waiting.map((row) => row.incident.level)).toEqual([3, null, 2]);
  });
  it("moves an incident with a team to those in progress", () => {
    const one = incident(3);
    const board = boardOf([one], [assignment(one, "assigned")], 0);
    expect([board.waiting.length, board.working.length]).toEqual([0, 1]);
  });
  it("returns an incident to the queue when its team was taken back or could not go", () => {
    const one = incident(3);
    const row = rowOf(one, [assignment(one, "cancelled")]);
    expect([row.standing, row.since]).toEqual(["waiting", one.opened_at]);
  });
  it("keeps a cleared incident in progress until it is closed", () => {
    const one = incident(3);
    expect(rowOf(one, [assignment(one, "cleared")]).standing).toBe("to_close");
    expect(rowOf({ ...one, status: "closed", closed_at: T }, [assignment(one, "cleared")]).standing).toBe("closed");
  });
  it("waits again when a second team was taken back after the first had cleared", () => {
    const one = incident(3);
    const rows = [assignment(one, "cleared"), assignment(one, "cancelled", { sent_at: "2026-11-25T16:40:00Z" })];
    expect(rowOf(one, rows).standing).toBe("waiting");
  });
  it("shows today's closed incidents only, newest first", () => {
    const closed = ["2026-11-25T06:00:00Z", "2026-11-25T12:00:00Z", "2026-11-25T13:00:00Z"].map((at) => incident(1, at, { status: "closed", closed_at: at }));
    const board = boardOf(closed, [], Date.parse("2026-11-25T08:00:00Z"));
    expect(board.closed.map((row) => row.since.slice(11, 13))).toEqual(["13", "12"]);
  });
});

describe("the start of the day", () => {
  it("is midnight of the programme, not of the desk", () => {
    expect(new Date(startOfDay(Date.parse("2026-11-25T16:00:00.500Z"), "America/Los_Angeles")).toISOString()).toBe("2026-11-25T08:00:00.000Z");
    expect(new Date(startOfDay(Date.parse("2026-11-25T02:00:00Z"), "America/Los_Angeles")).toISOString()).toBe("2026-11-24T08:00:00.000Z");
  });
});

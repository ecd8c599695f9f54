import { describe, expect, it } from "vitest";
import { ACCESS } from "$api/generated/access";
import type { Op } from "$sync/index";
import { fieldName, opSaid, opTitle, questionsOf, sentWords, valueWords } from "./op-words";

/** What each command that may wait carries, as the screens make it. */
const BODIES: Record<string, Record<string, unknown>> = {
  "assignment.accept": {}, "assignment.decline": { reason: "too_far", words: "an hour away" }, "assignment.set_status": { to: "on_scene" },
  "assignment.start_own": { id: "x", incident: "y", status: "on_scene", place: "Bus stop" }, "assignment.undo": {},
  "incident.create": { id: "x", place: "12 Elm", person_age: 34 }, "incident.change": { place_detail: "gate 4", hazards: "dog" },
  "incident.answer": { answers: { weapon_in_reach: "yes", violence_now: null } }, "incident.remark": { id: "x", text: "Door is open" },
  "incident.told": { id: "x", whom: "ems", words: "two of them" }, "shift.start": { id: "x", team: "t" }, "shift.confirm": {}, "shift.decline": {}, "shift.end": {},
  "encounter.begin": {}, "encounter.write": { contact: "no_contact", contact_at: "2026-11-27T12:00:00Z", judgement: "imminent", observed: ["says_die", "means_near"], note: "Calm now", helped: [] },
  "encounter.report_force": { force: "hurt_only", types: [], reason: "hurting_self", injured: ["bystander"], treated: "not_needed", restraint: "", weapon: "", report_number: "" },
  "encounter.sign": {}, "encounter.amend": { id: "x", part: "clinician", field: "transport_mode", value: "police_car", reason: "Came later" },
  "screening.record": { id: "x", instrument: "y", response: { status: "completed", item: [] } },
  "safety_plan.write": { id: "x", language: "en", parts: { signs: ["I stop sleeping."], alone: [] } }, "safety_plan.give": { id: "x", how: "print" },
  "team.set_status": { status: "break" }, "team.set_vehicle": { vehicle: "Car 214" }, "op.settle": { supersedes: "x", decision: "theirs" }, "incident.override": { level: 3, reason: "told so" },
  "plan.suggest": { id: "x", about: "helped", chips: ["The dog"], words: "He came out" }, "plan.view": {},
  "plan.consent": { id: "x", given_on: "2026-09-09", until: "2027-03-09" }, "plan.state_threat": { id: "x", incident: "y", words: "means to hurt" }, "plan.end_basis": {},
  "consent.give": { id: "x", decided_by: "person", decider_name: "Ansel Varga", recipients: [{ service: null, name: "Harbor Light" }], what: ["name", "safety_plan"], until: "2027-03-09" }, "consent.withdraw": { how: "told" },
  "capacity.report": { id: "x", capacity: "y", available: 3, told_by: "front desk", how: "phone" }, "service.correct": { id: "x", what: "phones", value: [{ number: "555-0150" }], how: "phone" },
  "need.ask": { id: "x", words: "A bed tonight", urgency: "now", basis: "hold", basis_words: "Section 10", places: [] }, "need.ask_next": { referral: "x", service: "y" }, "need.take": {}, "need.give": { user: "x" }, "need.end": { words: "Moved away" },
  "referral.send": {}, "referral.answer": { answer: "decline", name: "Priya Nair", code: "full", words: "Friday again" }, "referral.attended": {}, "referral.missed": {}, "referral.no_contact": {}, "referral.close": { helped: true, words: "He stayed" },
  "referral.cancel": { reason: "by_person", words: "He goes home" }, "referral.confirm_cancel": {}, "referral.mark_error": { words: "The wrong person" }, "referral.note": { id: "x", kind: "answer", text: "Spanish" },
  "referral.leave": {}, "referral.arrive": {}, "referral.handover": { to: "Priya Nair", where: "Side door", first_action: "Tea", told: ["risk"] }, "referral.take_back": { step: "arrived" },
  "case.attempt": { id: "x", channel: "call", result: "no_answer", words: "Rang out" }, "case.later": { due_at: "2026-11-27T18:00:00Z", words: "He works" }, "case.offer": { user: "x", words: "Calls at six" },
  "case.accept": {}, "case.decline": { words: "Too many" }, "case.take": {}, "case.give": { user: "x" }, "case.land": { words: "Goes to Harbor Light" }, "case.close": { reason: "moved_away", words: "To Reno" },
  "case.reopen": { words: "He called" }, "case.decide": { way: "again", words: "One more" },
  "incident.link_person": { new: { id: "x", given: "Ansel", birth_year: 1992 } }, "incident.unlink_person": { reason: "his brother" },
  "person.change": { called: "Sel" }, "person.add_name": { id: "x", kind: "alias", given: "Anselmo" },
  "contact_point.add": { id: "x", kind: "phone", value: "555", call: "yes", text: "not_asked" }, "contact_point.change": { voicemail: "no", stopped: true },
};
const op = (action: string, more: Partial<Op> = {}): Op => ({
  id: "o", n: 1, number: 1, user: "u", action, key: `${action.split(".")[0]}:x`, after: [], base: null, occurredAt: "2026-11-27T12:00:00Z", state: "needs_you",
  tries: 1, nextAt: 0, code: "conflict", status: 409, method: "POST", url: "/api/x", raw: JSON.stringify(BODIES[action] ?? {}), optimistic: [], ...more,
});
/** A word of the wire: two or more parts joined by an underscore, or a dotted name. */
const RAW = /[a-z]+[_.][a-z]+/;
const kept = Object.entries(ACCESS).filter(([, rule]) => rule.offline !== null && rule.offline !== "never" && Object.keys(rule.roles).some((role) => role !== "system")).map(([action]) => action);

describe("every command that may wait for a person", () => {
  it.each([...kept, "incident.override"])("%s is said in words, with what was written", (action) => {
    expect(BODIES).toHaveProperty([action]);
    const [title, said] = [opTitle(op(action)), opSaid(op(action))];
    expect(title).not.toBe("");
    expect(`${title} ${said}`).not.toMatch(RAW);
  });

  it.each(kept)("%s that was refused has two sides, and neither is a code", (action) => {
    for (const object of [null, { id: "x", version: 2, status: "cancelled" }]) {
      const [question, more] = questionsOf(op(action, { object }));
      expect(more).toBeUndefined();
      expect(question!.mine.words).not.toBe("");
      expect(question!.theirs.words).not.toBe("");
      expect(JSON.stringify([question!.mine.words, question!.theirs.words])).not.toMatch(RAW);
    }
  });
});

describe("fields", () => {
  it.each(["place", "place_detail", "area", "call_back", "caller_name", "caller_relation", "person_name", "person_age", "language", "words", "hazards", "external_id", "level"])(
    "%s has a name", (field) => expect(fieldName(field)).not.toMatch(/_|^[a-z]/));

  it("that are empty are said as nothing, and levels by their names", () => {
    expect(valueWords("hazards", "")).toBe("nothing");
    expect(valueWords("level", 3)).toContain("Level 3");
  });

  it.each([["judgement", "guarded", "Guarded"], ["transport_mode", "own", "Own way"], ["observed", ["no_sleep", "alone"], "Has not slept, Nobody is with them"], ["observed", [], "nothing"], ["note", "As typed", "As typed"]])(
    "%s of a visit is said in words, not in codes", (field, value, words) => expect(valueWords(field, value)).toBe(words));

  it("with a code are chosen, not written anew", () => {
    const fields = [{ field: "judgement", mine: "high", theirs: "low", theirs_by_name: "Riley", theirs_at: "2026-11-27T12:01:00Z" }];
    expect(questionsOf(op("encounter.write", { data: { fields }, method: "PATCH" }))).toMatchObject([
      { field: "judgement", title: "Your judgment of risk", mine: { words: "High" }, theirs: { words: "Low", by: "Riley" }, editor: null },
    ]);
  });

  it("in question lie side by side, each with its author and time", () => {
    const fields = [{ field: "place", mine: "12 Elm", theirs: "14 Elm", theirs_by_name: "Dana", theirs_at: "2026-11-27T12:01:00Z" }];
    expect(questionsOf(op("incident.change", { data: { fields }, method: "PATCH" }))).toMatchObject([
      { field: "place", mine: { words: "12 Elm", at: "2026-11-27T12:00:00Z" }, theirs: { words: "14 Elm", by: "Dana", at: "2026-11-27T12:01:00Z" }, editor: { kind: "text", value: "12 Elm" } },
    ]);
  });
});

describe("what was sent", () => {
  it.each([["kept_late", /kept/i], ["kept_in_timeline", /timeline/]])("%s is said", (code, words) => expect(sentWords({ code, outcome: "merged" })).toMatch(words));

  it("beside others names their fields", () => expect(sentWords({ code: "", outcome: "merged", data: { theirs: [{ field: "area" }] } })).toContain("Area"));
  it("as it was is not worth a word", () => expect(sentWords({ code: "", outcome: "applied" })).toBe(""));
});

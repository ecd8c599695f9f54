import { describe, expect, it } from "vitest";
import type { Consent, Need, Referral } from "$sync/index";
import { lacks, blank } from "./ask/begun";
import { answerOf, lacksOf, SAID } from "./ask/said";
import { drafted, USUAL_MINUTES } from "./commands";
import { deedOf } from "./desk/keys";
import { promiseOf } from "./handoff/begun";
import { atDoor, bestConsent, byClock, connectedIn, covers, laid, leading, markOf, uncovered, winner } from "./race";

const NOW = Date.parse("2026-11-27T18:00:00Z");
const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();
const place = { id: "harbor", name: "Harbor Light", is_sud: false };
const row = (change: Partial<Referral> = {}): Referral => ({ ...drafted("r1", { ...place, covered: true }, at(-30)), sent_at: at(-30), ...change });
const need = (referrals: Referral[], change: Partial<Need> = {}): Need => ({
  id: "n1", version: 1, person: "p1", encounter: null, words: "A bed", tags: [], urgency: "now", basis: "consent", basis_words: "", consent: "c1", what: [], owner: "u1", owner_name: "Casey",
  asked_by_name: "Casey", asked_at: at(-60), escalated_at: null, ended_at: null, next: { action: "wait", who: "place", due_at: at(30) }, referrals, ...change,
});
const consent = (change: Partial<Consent> = {}): Consent => ({
  id: "c1", version: 1, person: "p1", encounter: null, replaces: null, replaced_by: null, decided_by: "person", decider_name: "Ansel", discloser: "The programme", recipients: [{ service: "harbor", name: "Harbor Light" }],
  what: ["name"], purpose: "care", purpose_words: "", is_sud: false, until: "2027-02-01", ends_at: "2027-02-02T00:00:00Z", how: "drawn", signature: null, typed_name: "", witness: "", language: "en", wording: "1", given_at: at(-90),
  taken_by_name: "Casey", withdrawn_at: null, withdrawn_how: "", withdrawn_by_name: "", in_force: true, ...change,
});

describe("how a place stands", () => {
  it.each([
    [{}, "sent"], [{ seen_at: at(-5) }, "seen"], [{ due_at: at(-1) }, "late"], [{ status: "draft" }, "draft"], [{ status: "accepted" }, "yes"], [{ status: "attended" }, "yes"],
    [{ status: "no_capacity" }, "no"], [{ status: "cancelled", end_reason: "released" }, "released"],
    [{ notes: [{ id: "x", kind: "question", text: "which language?", times: [], by_name: "Rosa", at: at(-2) }] }, "asks"],
    [{ notes: [{ id: "x", kind: "question", text: "?", times: [], by_name: "", at: at(-3) }, { id: "y", kind: "answer", text: "Spanish", times: [], by_name: "", at: at(-2) }] }, "sent"],
  ] as const)("%o is %s", (change, mark) => expect(markOf(row(change as Partial<Referral>), NOW)).toBe(mark));

  it("the one that said yes speaks for the need, else the one whose clock ends first", () => {
    const late = row({ id: "b", due_at: at(-5) });
    const soon = row({ id: "a", due_at: at(5) });
    expect(leading(need([soon, late]))?.id).toBe("b");
    expect(winner(need([late, row({ id: "c", status: "scheduled" })]))?.id).toBe("c");
  });

  it("needs stand by the clock that ends first, and ended ones last", () => {
    const over = need([], { id: "over", ended_at: at(-1), next: { action: "none", who: "us", due_at: null } });
    const late = need([], { id: "late", next: { action: "wait", who: "place", due_at: at(-9) } });
    expect([over, need([]), late].sort(byClock).map((one) => one.id)).toEqual(["late", "n1", "over"]);
  });
});

describe("whom the person must be asked about first", () => {
  const sud = { id: "detox", name: "Detox", is_sud: true };
  it("is every place that a consent in force does not name", () => {
    expect(uncovered([place, { ...place, id: "casa" }], "consent", consent(), NOW).map((one) => one.id)).toEqual(["casa"]);
    expect(uncovered([place], "consent", consent({ withdrawn_at: at(-1) }), NOW)).toHaveLength(1);
    expect(covers(consent({ recipients: [{ service: null, name: "a place for the night" }] }), { id: "casa", is_sud: false }, NOW)).toBe(true);
  });
  it("is a place for substance use without a signature, on every basis", () => {
    const named = [{ service: "detox", name: "Detox" }];
    expect(uncovered([sud], "treatment", null, NOW)).toHaveLength(1);
    expect(covers(consent({ recipients: named, is_sud: true, how: "spoken" }), sud, NOW)).toBe(false);
    expect(covers(consent({ recipients: named, is_sud: true }), sud, NOW)).toBe(true);
    expect(uncovered([place], "treatment", null, NOW)).toHaveLength(0);
  });
  it("the consent that covers most counts, the newest of equals", () => {
    const both = consent({ id: "both", recipients: [{ service: "harbor", name: "" }, { service: "casa", name: "" }], given_at: at(-99) });
    const newer = consent({ id: "newer", given_at: at(-1) });
    expect(bestConsent([consent(), both, newer], [place, { ...place, id: "casa" }], NOW)?.id).toBe("both");
    expect(bestConsent([consent(), newer], [place], NOW)?.id).toBe("newer");
    expect(bestConsent([consent()], [{ ...place, id: "casa" }], NOW)).toBeNull();
  });
});

describe("at the door", () => {
  it("the minutes run from arriving and stop when somebody has taken over", () => {
    expect(atDoor(row(), 20, NOW)).toBeNull();
    expect(atDoor(row({ arrived_at: at(-14) }), 20, NOW)).toEqual({ seconds: 840, share: 0.7, over: false });
    expect(atDoor(row({ arrived_at: at(-60), handed_over_at: at(-45) }), 20, NOW)?.seconds).toBe(900);
    expect(atDoor(row({ arrived_at: at(-21) }), 20, NOW)?.over).toBe(true);
  });
  it("the promise is the server's clock where it has spoken, else the usual one", () => {
    expect(promiseOf(row({ arrived_at: at(-5), due_at: at(25) }))).toBe(30);
    expect(promiseOf(row({ arrived_at: at(-5), due_at: at(-25) }))).toBe(USUAL_MINUTES);
    expect(promiseOf(row())).toBe(USUAL_MINUTES);
  });
  it("connected counts calendar days to the first who came", () => {
    expect(connectedIn(need([row({ attended_at: at(4 * 1440) })]), (when) => when.slice(0, 10))).toBe(4);
    expect(connectedIn(need([row()]), (when) => when.slice(0, 10))).toBeNull();
  });
});

describe("what is typed", () => {
  it("an emergency says what it is, and without a consent something is told", () => {
    expect(lacks(blank())).toBe("words");
    expect(lacks({ ...blank(), words: "A bed", basis: "hold" })).toBe("basis_words");
    expect(lacks({ ...blank(), words: "A bed", basis: "treatment", what: [] })).toBe("what");
    expect(lacks({ ...blank(), words: "A bed" })).toBeNull();
  });
  it("an answer has who said it, a date has a time and a no has its reason", () => {
    expect(lacksOf(SAID)).toBe("answer");
    expect(lacksOf({ ...SAID, answer: "decline", name: "Rosa" })).toBe("why");
    expect(lacksOf({ ...SAID, answer: "schedule", name: "Rosa" })).toBe("when");
    expect(answerOf({ ...SAID, answer: "accept", name: " Priya ", first_action: "Tea" })).toEqual({ answer: "accept", name: "Priya", first_action: "Tea" });
    expect(answerOf({ ...SAID, answer: "accept" })).toBeNull();
  });
  it("keys of the desk rest while something is typed", () => {
    const press = (key: string) => ({ key, ctrlKey: false, metaKey: false, altKey: false });
    expect(deedOf(press("g"), { tagName: "DIV" })).toBe("log");
    expect(deedOf(press("g"), { tagName: "TEXTAREA" })).toBeNull();
    expect(deedOf(press("a"), null, false)).toBeNull();
    expect(deedOf(press("ArrowDown"), null, false)).toBe("next");
  });
});

describe("what is written here", () => {
  it("lies over a need that this device does not hold, place by place", () => {
    const written = { id: "n1", version: 0, referrals: [{ id: "r1", status: "accepted" }] } as unknown as Need;
    const shown = laid(need([row(), row({ id: "r2" })]), written);
    expect(shown.referrals.map((one) => one.status)).toEqual(["accepted", "sent"]);
    expect(shown.words).toBe("A bed");
  });
});

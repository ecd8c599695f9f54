import { describe, expect, it } from "vitest";
import type { Amendment, Disposition, OfficerReport } from "$sync/index";
import { barOf, differs } from "./begun";
import { isSigned } from "./commands";
import { asked, current, filledIn, firstFew, found, inForce, missing, openQuestion, toggled, type Beside, type Question, type Written } from "./flow";
import { answeredOf, blockNow, blockOf, changed, draftOf, EMPTY, fieldsOf } from "./force";
import { standing } from "./standing";

const ending = (code: string, group: string, en: string, more: Partial<Disposition> = {}): Disposition => ({
  id: code, version: 1, programme: "p", code, text: { en, es: en }, group, position: 0, needs_contact: true, needs_place: false, transport: "none", opens_case: false, case_rule: "",
  effective_from: "2026-01-01T00:00:00Z", effective_until: null, ...more,
} as Disposition);
const LIST: Disposition[] = [
  ending("home_plan", "home", "Stayed home, with a safety plan"),
  ending("resolved", "home", "Settled on the scene", { position: 1 }),
  ending("walk_in", "care", "Willingly to a crisis walk-in", { needs_place: true, transport: "voluntary", position: 2 }),
  ending("hold_adult", "hold", "Involuntary hold", { needs_place: true, transport: "involuntary", position: 3 }),
  ending("medical", "medical", "Medical, by ambulance", { transport: "ems", position: 4 }),
  ending("arrest", "law", "Arrested", { transport: "police", position: 5, text: { en: "Arrested and booked", es: "Arresto y traslado a prisión" } }),
  ending("no_contact", "nobody", "Attempted, no contact", { needs_contact: false, position: 6 }),
];
const NOW = Date.parse("2026-11-27T12:00:00Z");
const NONE: Beside = { plan: "", passed: [] };

/** Answers every question as it is asked, one tap or Next each; answers how many it took. */
function walk(answers: Partial<Record<Question, string>>, start: Written = {}): { steps: Question[]; written: Written } {
  let written = start;
  let beside = NONE;
  const steps: Question[] = [];
  for (let question = openQuestion(written, beside, LIST); question; question = openQuestion(written, beside, LIST)) {
    steps.push(question);
    const value = answers[question] ?? filledIn(written, question, beside, LIST);
    if (question === "plan") beside = { ...beside, plan: (value || "not_now") as Beside["plan"] };
    else if (value) written = { ...written, [question]: value };
    else beside = { ...beside, passed: [...beside.passed, question] };
  }
  return { steps, written };
}

describe("a visit that ends at home with a plan", () => {
  it("is eight questions, two of them filled in", () => {
    const { steps, written } = walk({ contact: "met", judgement: "low", plan: "made", decided_by: "person", least_restrictive: "chosen", owner_next: "Cam" });
    expect(steps).toEqual(["contact", "judgement", "plan", "disposition", "decided_by", "least_restrictive", "transport", "owner_next"]);
    expect(written).toMatchObject({ disposition: "home_plan", transport: "none" });
    expect(missing(written, LIST)).toEqual([]);
  });
});

describe("the way of the questions", () => {
  it("is one tap where nobody was met, and nothing more is missing", () => {
    const { steps, written } = walk({ contact: "no_contact" });
    expect(steps).toEqual(["contact"]);
    expect(missing(written, LIST)).toEqual([]);
  });

  it("asks what was seen where the judgement is grave, and why not where a stricter way was taken", () => {
    const way = asked({ contact: "met", judgement: "imminent", least_restrictive: "home", disposition: "hold_adult", transport: "involuntary" }, LIST);
    expect(way).toContain("observed");
    expect(way).toContain("why_not");
    expect(way.slice(-4)).toEqual(["transport", "transport_mode", "transport_place", "owner_next"]);
  });

  it("asks for a place by phone only where the ending needs one", () => {
    expect(asked({ contact: "by_phone", disposition: "resolved" }, LIST)).not.toContain("transport_place");
    expect(asked({ contact: "by_phone", disposition: "walk_in" }, LIST)).toContain("transport_place");
  });

  it("goes on past what was passed over, and comes back to what was changed to nothing", () => {
    const one: Written = { contact: "met", judgement: "high" };
    expect(openQuestion(one, NONE)).toBe("observed");
    expect(openQuestion(one, { plan: "", passed: ["observed"] })).toBe("plan");
    expect(openQuestion({ ...one, judgement: "" }, { plan: "", passed: ["observed"] })).toBe("judgement");
  });

  it("fills nothing in that does not follow", () => {
    expect(filledIn({ contact: "met" }, "disposition", { plan: "declined", passed: [] }, LIST)).toBe("");
    expect(filledIn({ contact: "met" }, "disposition", { plan: "made", passed: [] }, [])).toBe("");
    expect(filledIn({ contact: "met", disposition: "medical" }, "transport", NONE, LIST)).toBe("ems");
  });
});

describe("signing", () => {
  it("needs what the server needs, named in the order in which it is asked", () => {
    expect(missing({}, LIST)).toEqual(["contact"]);
    expect(missing({ contact: "met" }, LIST)).toEqual(["judgement", "disposition", "decided_by", "least_restrictive"]);
    expect(missing({ contact: "by_phone", judgement: "low", disposition: "walk_in", decided_by: "person", why_not: "She chose it" }, LIST)).toEqual(["transport_place"]);
  });

  it("follows clearing, and without an assignment it is all that is left", () => {
    const at = (status: string) => barOf(null, { status: status as never, ended_at: null });
    expect([at("on_scene"), at("cleared"), at("diverted"), at("assigned")]).toEqual(["clear", "sign", "sign", "assignment"]);
    expect(barOf(null, null)).toBe("sign");
    expect(barOf({ signed_at: "2026" } as never, null)).toBe("home");
  });
});

describe("the list of endings", () => {
  it("holds what is in force today and fits whom was met", () => {
    const later = ending("later", "home", "Later", { effective_from: "2027-01-01T00:00:00Z" });
    const past = ending("past", "home", "Past", { effective_until: "2026-02-01T00:00:00Z" });
    const codes = inForce([later, past, ...LIST], { contact: "met" }, NOW).map(({ code }) => code);
    expect(codes).toEqual(LIST.map(({ code }) => code));
    expect(inForce(LIST, { contact: "no_contact" }, NOW).map(({ code }) => code)).toEqual(["no_contact"]);
  });

  it("has one version of each: other words of tomorrow are not said today, and what was taken back never", () => {
    const next = ending("walk_in", "care", "Tomorrow's words", { effective_from: "2027-01-01T00:00:00Z" });
    const back = ending("hold_adult", "hold", "Taken back", { effective_from: "2026-01-02T00:00:00Z", effective_until: "2026-01-02T00:00:00Z" });
    const words = (now: number) => current([next, back, ...LIST], now).map(({ code, text }) => `${code}: ${text.en}`);
    expect(words(NOW)).toEqual(LIST.map(({ code, text }) => `${code}: ${text.en}`));
    expect(words(Date.parse("2027-01-02T00:00:00Z"))).toContain("walk_in: Tomorrow's words");
  });

  it("shows one of each kind, and always what was chosen", () => {
    expect(firstFew(LIST, "").map(({ code }) => code)).toEqual(["home_plan", "walk_in", "hold_adult", "medical"]);
    expect(firstFew(LIST, "arrest").map(({ code }) => code)).toContain("arrest");
  });

  it.each([["booked", ["arrest"]], ["PRISION", ["arrest"]], ["crisis walk", ["walk_in"]], ["zebra", []]])("is found by %s in either language", (words, codes) =>
    expect(found(LIST, words).map(({ code }) => code)).toEqual(codes));
});

describe("ticks and words that are begun", () => {
  it("none of them stands beside the others", () => {
    expect(toggled(["injury"], "none")).toEqual(["none"]);
    expect(toggled(["none"], "injury")).toEqual(["injury"]);
    expect(toggled(["injury", "illness"], "injury")).toEqual(["illness"]);
  });
  it("are written only where they say something else", () => {
    expect([differs(undefined, "a"), differs("", undefined), differs([], undefined), differs([], null), differs("", "a"), differs(["x"], [])]).toEqual([false, false, false, false, true, true]);
  });
});

describe("the officer's part", () => {
  it("is six short answers with force, two without, and none for none", () => {
    expect([fieldsOf("force").length, fieldsOf("hurt_only"), fieldsOf("none")]).toEqual([6, ["injured", "treated"], []]);
  });
  it("goes out with what was asked only", () => {
    const begun = { ...EMPTY, force: "hurt_only" as const, types: ["hands"], injured: ["person"], report_number: " R-7 " };
    expect(answeredOf(begun)).toBe(1);
    expect(blockOf(begun)).toEqual({ ...EMPTY, force: "hurt_only", injured: ["person"], report_number: "R-7" });
  });
  it("stands as it was amended after the signature, and knows what differs", () => {
    const line = (field: string, now: unknown, at: string, more: Partial<Amendment> = {}): Amendment => ({ id: at, part: "officer", field, was: null, now, reason: "r", late: false, by: "o", by_name: "Omar", at, ...more });
    const officer = { ...blockOf({ ...EMPTY, force: "none" }), version: 1, by: "o", by_name: "Omar", at: "2026-01-01", signed: true };
    const before = line("weapon", "none", "2026-01-15", { reason: "" });
    const amended = blockNow({ officer, officer_amendments: [line("force", "force", "2026-03-01"), line("weapon", "seen", "2026-03-02", { late: true, reason: "" }), before] });
    expect(amended).toMatchObject({ force: "force", weapon: "" });
    expect(changed(officer, amended!)).toEqual(["force"]);
    expect(draftOf(amended!).force).toBe("force");
  });
  it("is known to be signed by its own word, where nothing else of the visit is on the phone", () => {
    expect([isSigned(null), isSigned({ officer: null }), isSigned({ officer: { signed: true } as OfficerReport }), isSigned({ signed_at: "2026-02-01" })]).toEqual([false, false, true, true]);
  });
});

describe("what was signed", () => {
  it("is said by its newest amendment that was not too late", () => {
    const line = (now: string, at: string, late = false): Amendment => ({ id: at, part: "clinician", field: "judgement", was: "low", now, reason: "r", late, by: "c", by_name: "Casey", at });
    const one: Written = { judgement: "low", amendments: [line("high", "2026-03-02"), line("guarded", "2026-03-01"), line("imminent", "2026-03-03", true)] };
    expect(standing(one, "judgement")).toBe("high");
    expect(standing({ judgement: "low" }, "judgement")).toBe("low");
  });
});

import { readFileSync } from "node:fs";
import { Fhir } from "fhir/fhir";
import { describe, expect, it } from "vitest";
import { responseOf } from "$features/instrument/engine/response";
import { evaluate } from "$features/instrument/engine/score";
import { ABSENT, formOf, said, type Answers, type Outcome, type Questionnaire, type Scoring } from "$features/instrument/engine/shape";

interface Vector { name: string; questionnaire: Questionnaire; scoring: Scoring; cases: { answers: Answers; outcome: Outcome; response: object }[] }
const file = new URL("../../tests/encounters/vectors/engine.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vector[];

describe("the phone decides and scores as the server does", () => {
  for (const { name, questionnaire, scoring, cases } of vectors) {
    const form = formOf(questionnaire, scoring);
    it(name, () => {
      for (const { answers, outcome } of cases) expect(evaluate(form, answers), JSON.stringify(answers)).toEqual(outcome);
    });
  }
});

/** npm `fhir`, which knows nothing of us, judges what either side keeps. */
const judge = new Fhir();
const faults = (response: object): string[] => judge.validate(response).messages.filter(({ severity }) => severity !== "info").map(({ location, message }) => `${location ?? ""} ${message ?? ""}`);

describe("what is kept is a FHIR QuestionnaireResponse", () => {
  it("by the phone and by the server", () => {
    for (const { questionnaire, scoring, cases } of vectors) {
      const form = formOf(questionnaire, scoring);
      for (const { answers, outcome, response } of cases) {
        expect(faults(response)).toEqual([]);
        expect(faults(responseOf(form, answers, [], outcome, "2026-01-01T00:00:00Z"))).toEqual([]);
      }
    }
  });

  it("and the judge does object to what is none", () => {
    expect(faults({ resourceType: "QuestionnaireResponse", status: "whatever", item: [{ answer: 3 }] })).not.toEqual([]);
  });
});

const days = vectors[0]!;
const form = formOf(days.questionnaire, days.scoring);
const pick = (n: number): Answers[string] => [{ valueCoding: days.questionnaire.item[0]!.answerOption![n]!.valueCoding! }];

describe("a missing answer", () => {
  it("is never counted as zero: the range says what it leaves open", () => {
    const five = { q1: pick(3), q2: pick(2), q3: pick(2), q4: pick(2), q6: pick(2) };
    expect(evaluate(form, five)).toMatchObject({ score: 11_000, low: 11_000, high: 14_000, band: "unsettled", possible: ["unsettled", "heavy"], missing: ["q5"] });
  });

  it("has no score at all while nothing is answered", () => {
    expect(evaluate(form, {})).toMatchObject({ score: null, band: "", low: 0, high: 18_000 });
  });

  it("that was declined is set apart in the response, and what was never asked is not in it", () => {
    const answers = { q1: pick(0) };
    const made = responseOf(form, answers, ["q2"], evaluate(form, answers), "2026-01-01T00:00:00Z") as { status: string; item: unknown[] };
    expect(faults(made)).toEqual([]);
    expect(made.status).toBe("stopped");
    expect(made.item).toEqual([
      { linkId: "q1", answer: [pick(0)[0]] },
      { linkId: "q2", extension: [{ url: ABSENT, valueCode: "asked-declined" }] },
    ]);
  });
});

it("a text is said in the language asked for, else as it is written", () => {
  const beside = { extension: [{ url: "http://hl7.org/fhir/StructureDefinition/translation", extension: [{ url: "lang", valueCode: "es" }, { url: "content", valueString: "Hola" }] }] };
  expect([said("Hello", beside, "es"), said("Hello", beside, "fr"), said("Hello", undefined, "es")]).toEqual(["Hola", "Hello", "Hello"]);
});

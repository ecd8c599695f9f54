import { describe, expect, it } from "vitest";
import type { Incident, Person } from "$sync/index";
import { correctedOf, fieldsOf, typedOf } from "./commands";
import { knownHere } from "./known";
import { endWords } from "./visit-words";
import { channelsOf, isUnasked } from "./words";

const one = (id: string, more: Partial<Person> = {}): Person => ({ id, version: 1, merged_into: null, given: "Ansel", family: "Varga", ...more });
const at = (person: string | null): Incident => ({ id: `i-${person}`, person }) as Incident;

describe("without signal", () => {
  it("only people of one's own incidents are found, by how their name begins", () => {
    const people = [one("a"), one("b", { given: "José", family: "García" }), one("c", { given: "Otto" })];
    const found = (asked: string) => knownHere(people, [at("a"), at("b")], asked, 2026).map((line) => line.person);
    expect(found("")).toEqual(["a", "b"]);
    expect(found("garcia jo")).toEqual(["b"]);
    expect(found("otto")).toEqual([]);
  });
  it("a record that was joined to another is not offered, and no likeness is claimed", () => {
    expect(knownHere([one("a", { merged_into: "b" })], [at("a")], "", 2026)).toEqual([]);
    expect(knownHere([one("a", { birth_year: 1990 })], [at("a")], "", 2026)).toEqual([{ person: "a", name: "Ansel Varga", age_band: 30, why: [], near: 0 }]);
  });
});

describe("somebody new", () => {
  const typed = { given: " Ansel ", family: "", second_family: "", called: "", date_of_birth: "", age: "" };
  it("is sent as said, without what was left empty", () => expect(fieldsOf(typed)).toEqual({ given: "Ansel" }));
  it("with a mere age is sent with the likely year, with a date with the date alone", () => {
    expect(fieldsOf({ ...typed, age: "34" }).birth_year).toBe(new Date().getFullYear() - 34);
    expect(fieldsOf({ ...typed, age: "34", date_of_birth: "1992-06-03" })).toEqual({ given: "Ansel", date_of_birth: "1992-06-03" });
  });
});

describe("a contact point", () => {
  const unasked = { kind: "phone", call: "not_asked", text: "not_asked", voicemail: "not_asked", letter: "yes" } as never;
  it("of a telephone has no letters, and of an address no calls", () => {
    expect(channelsOf("phone")).not.toContain("letter");
    expect(channelsOf("address")).toEqual(["letter"]);
  });
  it("that nobody asked about says so, whatever a way it does not have says", () => expect(isUnasked(unasked)).toBe(true));
});

describe("a correction", () => {
  const shown = { given: "Ansel", family: "Vargo", second_family: "", called: "", date_of_birth: "1992-03-06", age: "" };
  it("sends only what was changed, and a date that was taken away as none", () => {
    expect(correctedOf(shown, { ...shown, family: "Varga " })).toEqual({ family: "Varga" });
    expect(correctedOf(shown, { ...shown, date_of_birth: "", age: "34" })).toEqual({ date_of_birth: null, birth_year: new Date().getFullYear() - 34 });
    expect(correctedOf(shown, shown)).toEqual({});
  });
  it("begins from what is written, an age from the year of birth", () => expect(typedOf(one("a", { birth_year: 1990 })).age).toBe(String(new Date().getFullYear() - 1990)));
});

describe("how an earlier visit ended", () => {
  const visit = { id: "v", incident: "i", team: "Mesa 2", state: "signed", contact: "met", transported: true, transport_place: "Harbor Crisis Center" } as const;
  it("is the outcome in its own words for who may read it, else only what is operational", () => {
    expect(endWords({ ...visit, disposition_text: { en: "Home, with a plan", es: "En casa, con un plan" } })).toBe("Home, with a plan");
    expect(endWords(visit)).toBe("Met, Harbor Crisis Center");
  });
});

import { describe, expect, it } from "vitest";
import { NOTICE } from "$api/generated/consent";
import type { Consent } from "$sync/index";
import { agesOf, blank, counts, dayAfter, lacks, whyNot, type Begun, type Place } from "./begun";
import { bodyOf } from "./commands";
import { dayIn, linesOf, pieces, spoken, wordsOf } from "./lines";

const TODAY = "2026-11-28";
const harbor: Place = { service: "a", name: "Harbor Light", is_sud: false };
const detox: Place = { service: "b", name: "Bayside Detox", is_sud: true };
const signed: Begun = { ...blank("Ines Abernathy", [harbor], TODAY, "en"), strokes: [[[1, 1], [90, 90]]] };

describe("what a person agrees to", () => {
  it("is five sentences of their own, in both languages, that say what is not told", () => {
    const said = { ...signed, recipients: [harbor, { service: null, name: "Casa Serena" }], discloser: "Calder County" };
    const [who, to, what, forWhat, until] = linesOf(said, "en");
    expect([who?.text, to?.text, forWhat?.text]).toEqual(["I, Ines Abernathy, decide for myself", "Harbor Light and Casa Serena", "Calder County, for my care"]);
    expect(what).toMatchObject({ text: "My name, how to reach me, how I am today, my safety plan." });
    expect(what?.not).toContain("earlier visits");
    expect(pieces(to?.text ?? "", to?.strong ?? []).filter((one) => one.strong).map((one) => one.text)).toEqual(["Harbor Light", "Casa Serena"]);
    expect(pieces("a b a", ["a", "", "x", "a"]).map((one) => one.text)).toEqual(["a", " b ", "a"]);
    expect(until?.text).toBe("Feb 26, 2027, or when I take it back");
    expect(linesOf(said, "es")[0]?.text).toBe("Yo, Ines Abernathy, decido por mi cuenta");
    expect(spoken(linesOf(said, "es"), "es").at(-1)).toContain("me ayudan igual");
    expect(NOTICE).toBe("42 CFR part 2 prohibits unauthorized use or disclosure of these records.");
    expect(Object.keys(wordsOf("en"))).toEqual(Object.keys(wordsOf("es")));
  });

  it("names the first thing that is still missing", () => {
    expect(lacks(signed, TODAY, 366)).toBeNull();
    for (const [change, missing] of [
      [{ name: " " }, "name"], [{ places: [] }, "places"], [{ what: [] }, "what"], [{ purpose: "other" }, "purpose"], [{ until: "2026-11-27" }, "until"], [{ until: "2028-01-01" }, "until"],
      [{ strokes: [[[5, 5]]] }, "signature"], [{ is_typing: true }, "typed"], [{ how: "says" }, "read"], [{ how: "says", read_aloud: true }, "witness"],
    ] as [Partial<Begun>, string][]) expect(lacks({ ...signed, ...change }, TODAY, 366)).toBe(missing);
  });

  it("is never spoken where a place treats substance use", () => {
    const says: Partial<Begun> = { how: "says", read_aloud: true, witness: "Alma" };
    expect(lacks({ ...signed, ...says }, TODAY, 366)).toBeNull();
    expect(lacks({ ...signed, ...says, places: [harbor, detox] }, TODAY, 366)).toBe("sud");
    expect(lacks({ ...signed, places: [harbor, detox] }, TODAY, 366)).toBeNull();
  });

  it("goes out with what belongs to how it was said, and with nothing else", () => {
    const drawn = bodyOf("x", { person: "p", encounter: null }, { ...signed, typed: "half", witness: "half" }, "Calder County", null);
    expect(drawn).toMatchObject({ id: "x", person: "p", how: "drawn", signature: [[[1, 1], [90, 90]]], is_sud: false, recipients: [{ service: "a", name: "Harbor Light" }] });
    expect(Object.keys(drawn)).not.toEqual(expect.arrayContaining(["typed_name"]));
    const spokenBody = bodyOf("x", { person: null, encounter: "e" }, { ...signed, how: "says", witness: " Alma " }, "Calder County", "old");
    expect(spokenBody).toMatchObject({ encounter: "e", replaces: "old", how: "spoken", witness: "Alma" });
    expect("signature" in spokenBody || "person" in spokenBody).toBe(false);
  });
});

describe("who may say yes", () => {
  it("follows from age and from the state's setting", () => {
    expect(agesOf({ date_of_birth: "2008-11-29", birth_year: null }, TODAY)).toEqual([17, 17]);
    expect(agesOf({ date_of_birth: null, birth_year: 2008 }, TODAY)).toEqual([17, 18]);
    expect(agesOf(null, TODAY)).toBeNull();
    expect([whyNot("person", [17, 17], 18), whyNot("person", [17, 18], 18), whyNot("person", null, 18)]).toEqual(["under18", null, null]);
    expect([whyNot("parent", [39, 39], 18), whyNot("parent", [9, 9], 18), whyNot("guardian", [39, 39], 18)]).toEqual(["adult", null, null]);
    expect([whyNot("minor", [16, 16], 18), whyNot("minor", [16, 16], 14), whyNot("minor", [13, 13], 14), whyNot("minor", [39, 39], 14)]).toEqual(["state", null, "state", "adult"]);
  });
});

describe("whether it counts", () => {
  const one: Pick<Consent, "withdrawn_at" | "replaced_by" | "ends_at"> = { withdrawn_at: null, replaced_by: null, ends_at: "2026-12-01T05:00:00.000Z" };
  it("ends with its last day, a newer one, or when it is taken back", () => {
    const now = Date.parse("2026-11-28T12:00:00Z");
    expect(counts(one, now)).toBe(true);
    expect(counts(one, Date.parse("2026-12-01T05:00:00Z"))).toBe(false);
    expect(counts({ ...one, replaced_by: "x" }, now)).toBe(false);
    expect(counts({ ...one, withdrawn_at: "2026-11-28T11:00:00Z" }, now)).toBe(false);
  });

  it("counts days over the ends of months and years", () => {
    expect([dayAfter("2026-12-31", 1), dayAfter("2028-02-28", 1), dayIn("2027-01-02", "es")]).toEqual(["2027-01-01", "2028-02-29", "2 de enero de 2027"]);
  });
});

import { describe, expect, it } from "vitest";
import type { Room, Service } from "$sync/index";
import { hereOf, minutesFor, passes, ranked, without, type Around } from "./fit";
import { build, Index, needsOf } from "./index";

const NOON = Date.parse("2026-11-24T20:00:00Z");
const around: Around = { lat: 32.82, lon: -116.96, at: NOON, zone: "America/Los_Angeles", freshH: 4 };

const room = (available: number | null, hoursAgo = 1): Room => ({
  id: "r", sort: "count", unit: "Beds", unit_es: "Camas", available, maximum: 6, note: "", said_by: "desk", how: "phone", by: null, by_name: "", at: new Date(NOON - hoursAgo * 3_600_000).toISOString(),
});
function service(name: string, terms: string[], more: Partial<Service> = {}): Service {
  return { id: name, version: 1, name, terms, refers: true, ...more };
}
const SHELTER = service("Alder Night", ["Emergency shelter"], { places: [{ lat: 32.83, lon: -116.95 }] });
const DETOX = service("Quarry Hill", ["Withdrawal management"], { text: "Five days with nurses." });
const COUNSEL = service("Mesa Walk-in Counseling", ["Counseling"], { facts: { languages: { value: { codes: ["es", "en"] }, at: "2026-11-01" }, way_in: { value: { walk_in: "yes" }, at: "2026-11-01" } } });
const PANTRY = service("Warm Meals", ["Food pantry"]);
const ALL = [SHELTER, DETOX, COUNSEL, PANTRY];

async function found(query: string, services: Service[] = ALL): Promise<string[]> {
  const index = await build(services);
  return ranked(services, index!.find(query), around).map((fit) => fit.service.id);
}

describe("a need in somebody's own words", () => {
  it.each([
    ["somewhere to sleep tonight", SHELTER], ["un lugar para dormir", SHELTER], ["albergue", SHELTER], ["homeless", SHELTER],
    ["detox", DETOX], ["desintoxicación", DETOX], ["desintoxicacion", DETOX], ["wants to stop drinking", DETOX],
    ["someone to talk to", COUNSEL], ["con quien hablar", COUNSEL], ["terapia", COUNSEL],
    ["hungry", PANTRY], ["tiene hambre", PANTRY], ["comida", PANTRY],
  ])("%s finds what helps, though the place says it otherwise", async (query, place) => {
    expect((await found(query))[0]).toBe(place.id);
  });

  it.each([
    ["detoks", DETOX], ["desintoxicasion", DETOX], ["counselling", COUNSEL], ["counsling", COUNSEL], ["shleter", SHELTER],
    ["albergeu", SHELTER], ["psicologo", COUNSEL], ["pantri", PANTRY], ["Quary Hill", DETOX], ["comidda", PANTRY],
  ])("%s is understood though it is misspelt", async (query, place) => {
    expect((await found(query))[0]).toBe(place.id);
  });

  it("finds a place while its name is still being typed", async () => {
    expect((await found("quar"))[0]).toBe(DETOX.id);
  });

  it("finds nothing for words that fit nothing, rather than everything", async () => {
    expect(await found("zzzqqq")).toEqual([]);
  });

  it("says two needs in one sentence", () => {
    expect(needsOf("somewhere to sleep and talk tonight")).toEqual(expect.arrayContaining(["sleep", "talk"]));
    expect(needsOf("necesita dormir y hablar")).toEqual(expect.arrayContaining(["sleep", "talk"]));
  });

  it("gives up an index that nobody waits for any more", async () => {
    const many = Array.from({ length: 4_000 }, (_, i) => service(`Place ${i}`, ["Counseling"], { text: "word ".repeat(80) }));
    expect(await build(many, () => true)).toBeNull();
  });
});

describe("the order of a list", () => {
  it("has fit first, then nearness, then room", async () => {
    const near = service("Near Shelter", ["Emergency shelter"], { places: [{ lat: 32.821, lon: -116.961 }], room: [room(0)] });
    const roomy = service("Roomy Shelter", ["Emergency shelter"], { places: [{ lat: 32.822, lon: -116.962 }], room: [room(3)] });
    const far = service("Far Shelter", ["Emergency shelter"], { places: [{ lat: 33.4, lon: -116.96 }], room: [room(9)] });
    expect(await found("shelter", [far, near, roomy, PANTRY])).toEqual([roomy.id, near.id, far.id]);
  });

  it("puts an old word about room below a fresh one and above being full", async () => {
    const at = { places: [{ lat: 32.821, lon: -116.961 }] };
    const old = service("Old Shelter", ["Shelter"], { ...at, room: [room(2, 26)] });
    const full = service("Full Shelter", ["Shelter"], { ...at, room: [room(0)] });
    const fresh = service("Fresh Shelter", ["Shelter"], { ...at, room: [room(1)] });
    const fits = ranked([full, old, fresh], null, around);
    expect(fits.map((fit) => fit.service.id)).toEqual([fresh.id, old.id, full.id]);
    expect(fits.map((fit) => fit.fresh)).toEqual([true, false, true]);
  });

  it("measures in miles, from where the phone is", () => {
    const [fit] = ranked([SHELTER], null, around);
    expect(fit!.miles).toBeGreaterThan(0.8);
    expect(fit!.miles).toBeLessThan(1);
    expect(ranked([SHELTER], null, { ...around, lat: null, lon: null })[0]!.miles).toBeNull();
  });

  it("says which filter to drop when nothing is left", () => {
    const fits = ranked(ALL, null, around);
    const filters = new Set(["spanish", "va"] as const);
    const here = hereOf(around);
    expect(fits.filter((fit) => [...filters].every((one) => passes(fit, one, here)))).toEqual([]);
    expect(without(fits, filters, here)).toEqual([{ filter: "va", n: 1 }]);
  });
});

it("an index counts what it holds", () => {
  const index = new Index();
  index.add(SHELTER);
  expect(index.size).toBe(1);
  expect(index.find("").scores.size).toBe(0);
});

describe("how long a drive takes, without a map", () => {
  it("is longer than the line, never too exact, and settled by the programme", () => {
    expect(minutesFor(3.4)).toBe(15);
    expect(minutesFor(0.1)).toBe(2);
    expect(minutesFor(2)).toBe(7);
    expect(minutesFor(30)).toBe(105);
    expect(minutesFor(30, { road_percent: 120, mph: 45 })).toBe(50);
    expect(minutesFor(3, { road_percent: 200, mph: 20 })).toBeGreaterThan(minutesFor(3) ?? 0);
  });
  it("is not said where the way is not known, or is no drive", () => {
    expect(minutesFor(null)).toBeNull();
    expect(minutesFor(900)).toBeNull();
  });
});

import type { Seat } from "./browser.ts";
import { origin } from "./browser.ts";

/** Searching 5,000 invented places on a phone at a quarter of this machine's speed: from the letter typed to the list. */
const PLACES = 5_000;
const THROTTLE = 4;
const QUERIES = [
  "somewhere to sleep tonight", "detox", "desintoxicación", "con quien hablar", "counslor", "shleter", "food pantry", "veteran housing",
  "harbor", "northgate clinic", "walk in psychiatrist", "albergue para familia", "rent help", "abogado", "quiet", "crisis",
];

const KINDS = ["Shelter", "Clinic", "Counseling", "Pantry", "Detox", "Legal Aid", "Youth House", "Respite", "Veterans Center", "Peer Support"];
const AREAS = ["Harbor", "Mesa", "Northgate", "Quarry Hill", "Alder", "Calder", "Foundry", "Pier"];
const SAID = "Offers support to people and families in the county with a calm place and staff who listen. Call ahead or come by; groups meet in the evening, meals at noon. Help with papers, transport and benefits. ";

function invented(n: number): object {
  const kind = KINDS[n % KINDS.length];
  const area = AREAS[(n * 7) % AREAS.length];
  const always = [{ days: ["MO", "TU", "WE", "TH", "FR"], opens: "09:00", closes: "17:00" }];
  return {
    id: `bench-${n}`, version: 1, name: `${area} ${kind} ${n}`, organization: `${area} Community ${n % 750}`, text: SAID.repeat(3), terms: [kind, `${area} services`], refers: true,
    places: [{ address: `${n} Pier St`, city: area, lat: 32.7 + (n % 97) / 500, lon: -117.1 + (n % 89) / 500 }],
    facts: { hours: { value: { rules: always }, at: "2026-11-01T00:00:00Z" }, languages: { value: { codes: n % 3 ? ["en"] : ["en", "es"] }, at: "2026-11-01T00:00:00Z" } },
  };
}

export interface Searched { places: number; indexMs: number; medianMs: number; worstMs: number; scanMs: number }

/** The bound is a plain look through the same texts for the same words, without needs, typing errors, order or list. */
export async function searches(seat: Seat): Promise<Searched> {
  const { page, person } = seat;
  await page.goto(`${origin(person)}/places`);
  await page.locator(".prov").first().waitFor();
  const all = Array.from({ length: PLACES }, (_, n) => invented(n));
  await page.evaluate(async (places) => {
    const done = <T>(one: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
      one.onsuccess = () => resolve(one.result);
      one.onerror = () => reject(one.error as Error);
    });
    const db = await done(indexedDB.open("directory"));
    const tx = db.transaction("services", "readwrite");
    for (const one of places) tx.objectStore("services").put(one);
    await new Promise((resolve) => (tx.oncomplete = resolve));
    db.close();
  }, all);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: THROTTLE });
  await page.reload();
  await page.locator(".prov").first().waitFor();
  const begun = Date.now();
  await page.getByRole("searchbox").fill("zzz");
  await page.locator(".prov").first().waitFor({ state: "detached", timeout: 60_000 });
  const indexMs = Date.now() - begun;
  const took = await page.evaluate(async (queries) => {
    const field = document.querySelector<HTMLInputElement>("input[type=search]")!;
    const times: number[] = [];
    for (const query of queries) {
      field.value = query;
      const before = performance.now();
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      // what follows an event is done when its microtasks are
      await Promise.resolve().then(() => undefined);
      document.body.getBoundingClientRect();
      times.push(performance.now() - before);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    return times;
  }, QUERIES);
  const scanMs = await page.evaluate(([texts, queries]) => {
    const before = performance.now();
    let found = 0;
    for (const query of queries) for (const text of texts) if (query.split(" ").some((word) => text.includes(word))) found += 1;
    return found < 0 ? 0 : (performance.now() - before) / queries.length;
  }, [all.map((one) => JSON.stringify(one).toLowerCase()), QUERIES] as const);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  const sorted = [...took].sort((a, b) => a - b);
  return { places: PLACES, indexMs, medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0, worstMs: sorted.at(-1) ?? 0, scanMs };
}

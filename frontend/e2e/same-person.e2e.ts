import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { does, free, openIncident, read, readOld, say, send, takes } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, PATIENT, shootAll, type Seat } from "./browser.ts";

/** Somebody who is met again: two records joined and taken apart, a name corrected, a threat stated, what helped at the next door. */
let browser: Browser;
let dana: Seat, sam: Seat, casey: Seat;
const SHOTS = process.env["SHOTS"];

/** For whoever looks at them beside the design; only when asked for. */
async function shoot(seat: Seat, name: string): Promise<void> {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  for (const theme of ["light", "dark"] as const) {
    await seat.page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await seat.page.waitForTimeout(300);
    await seat.page.screenshot({ path: `${SHOTS}/${name}-${theme}.png` });
  }
  await seat.page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}
/** Somebody who was met on a call that is over. */
async function known(fields: Record<string, unknown>): Promise<string> {
  const [id, incident] = [crypto.randomUUID(), await openIncident(dana, { place: "9 Elsewhere Road", call_back: "", person_name: "" })];
  await does(dana, "POST", `/api/incidents/${incident}/person`, { new: { id, ...fields } });
  await does(dana, "POST", `/api/incidents/${incident}/close`, { result: "seen" });
  return id;
}
const button = (seat: Seat, key: string, values: Record<string, string> = {}) => seat.page.getByRole("button", { name: say(key, values), exact: true });

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [dana, sam, casey] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "sam", "phone"), arrive(browser, "casey", "phone")]);
  await free(dana);
  await readOld(casey);
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  if (dana) await free(dana);
  await browser?.close();
});

describe("two records of one person", () => {
  it("are found, compared and joined by somebody who says why, and taken apart again", async () => {
    const one = await known({ given: "Wenzel", family: "Kovář", date_of_birth: "1981-04-09" });
    const other = await known({ given: "Wenzl", family: "Kovar", date_of_birth: "1981-04-09" });
    await sam.page.goto(`${origin("sam")}/person/${one}`);
    await sam.page.getByRole("link", { name: say("people_same_link") }).click();
    const line = sam.page.getByRole("radio", { name: /Wenzl Kovar/ });
    await line.waitFor(PATIENT);
    expect(await complaints(sam.page)).toEqual([]);
    await line.click();
    await shoot(sam, "same-lines");
    await button(sam, "people_same_compare").click();
    await sam.page.getByRole("row", { name: new RegExp(`^${say("people_given")}`) }).getByText(say("people_same_differs")).waitFor(PATIENT);
    await sam.page.getByLabel(say("people_same_why")).fill("Same birth, same mother");
    expect(await complaints(sam.page)).toEqual([]);
    await shoot(sam, "same-compare");
    await sam.page.getByRole("button", { name: say("people_same_yes", { name: "Wenzel Kovář" }) }).click();
    await sam.page.getByText("Same birth, same mother", { exact: false }).waitFor(PATIENT);
    await expect.poll(() => new URL(sam.page.url()).pathname).toBe(`/person/${one}`);
    expect((await read<{ id: string }>(sam, `/api/people/${other}`)).id).toBe(one);
    await shoot(sam, "same-joined");
    await button(sam, "people_take_apart").click();
    await sam.page.getByLabel(say("people_take_apart_why")).fill("His brother");
    await button(sam, "people_take_apart").click();
    await sam.page.getByText(say("people_taken_apart", { name: "Sam" }), { exact: false }).waitFor(PATIENT);
    expect((await read<{ id: string }>(sam, `/api/people/${other}`)).id).toBe(other);
    expect(sam.errors).toEqual([]);
  });

  it("has its name corrected on its page, and what stood there is still read", async () => {
    const id = await known({ given: "Ottoo", family: "Brandt" });
    await sam.page.goto(`${origin("sam")}/person/${id}`);
    await button(sam, "people_correct").click();
    await sam.page.getByLabel(say("people_given")).fill("Otto");
    expect(await complaints(sam.page)).toEqual([]);
    await shoot(sam, "person-correct");
    await button(sam, "people_keep").click();
    await sam.page.getByText(say("people_was", { field: say("people_given"), was: "Ottoo" }), { exact: false }).waitFor(PATIENT);
    await sam.page.getByText(say("people_name_former"), { exact: true }).waitFor(PATIENT);
    await shoot(sam, "person-corrected");
  });
});

describe("a serious threat", () => {
  it("is stated from the card with what police will then see, and stands there while it holds", async () => {
    const incident = await openIncident(dana, { place: "418 Alder St, Mesa", call_back: "555-0142", person_name: "Ansel Varga" });
    const { rows } = (await does(dana, "POST", `/api/incidents/${incident}/match`)) as unknown as { rows: { person: string }[] };
    const person = rows[0]!.person;
    await does(dana, "POST", `/api/incidents/${incident}/person`, { person });
    const assignment = await send(dana, incident, "Mesa 2");
    await takes(casey, assignment);
    const offer = casey.page.getByRole("button", { name: say("plan_threat"), exact: true });
    await casey.page.goto(`${origin("casey")}/plan/${person}`);
    await offer.click();
    await casey.page.getByLabel(say("plan_threat_words")).fill("He says he will use the knife on whoever comes in.");
    await button(casey, "plan_threat_person").click();
    await casey.page.getByText(say("plan_threat_sees_text")).waitFor();
    await casey.page.getByText(/Omar/).first().waitFor();
    expect(await complaints(casey.page)).toEqual([]);
    await shoot(casey, "threat-sheet");
    await casey.page.locator("button.btn--go", { hasText: say("plan_threat_do") }).click();
    await casey.page.getByRole("heading", { name: say("plan_threat_holds") }).waitFor(PATIENT);
    await shoot(casey, "threat-holds");
    await expect.poll(async () => (await read<{ bases: { kind: string; running: boolean }[] }>(casey, `/api/people/${person}/plans`)).bases.some((one) => one.kind === "threat" && one.running), PATIENT).toBe(true);
    await button(casey, "plan_end_threat").click();
    await button(casey, "plan_threat_over_sure").click();
    await offer.waitFor(PATIENT);
    expect(casey.errors).toEqual([]);
    await does(dana, "POST", `/api/assignments/${assignment}/cancel`, { reason: "the next test" });
  });
});

describe("a colleague who meets the same person again", () => {
  const WHOLE = {
    contact: "met", transport: "none", reasons: ["thoughts"], observed: ["says_die"], protective: ["accepts_help"], judgement: "guarded", judgement_why: "Speaks of tomorrow.",
    prompts: ["space"], helped: ["space"], medical: ["none"], disposition: "home_plan", decided_by: "person", least_restrictive: "chosen", note: "Sat on the stairs.",
  };
  /** Mesa 2 goes to somebody at the quarry. */
  async function called(): Promise<[string, string]> {
    await free(dana);
    const incident = await openIncident(dana, { place: "77 Quarry Rd", call_back: "", person_name: "" });
    const assignment = await send(dana, incident, "Mesa 2");
    await takes(casey, assignment);
    return [incident, assignment];
  }

  it("sees in one tap from the assignment what helped, also without signal, and opens the earlier visit", async () => {
    const [first, visit] = await called();
    const person = crypto.randomUUID();
    await does(casey, "POST", `/api/incidents/${first}/person`, { new: { id: person, given: "Petr", family: "Novak" } });
    await does(casey, "PATCH", `/api/encounters/${visit}`, WHOLE);
    await expect.poll(async () => (await read<{ person: string | null }>(casey, `/api/encounters/${visit}`)).person, PATIENT).toBe(person);
    await does(casey, "POST", `/api/encounters/${visit}/sign`);
    const [again, assignment] = await called();
    await does(dana, "POST", `/api/incidents/${again}/match`, { name: "Petr Novak" });
    await does(dana, "POST", `/api/incidents/${again}/person`, { person });
    const tap = casey.page.locator(`a[href="/plan/${person}"]`);
    await casey.page.goto(`${origin("casey")}/assignment/${assignment}`);
    await tap.waitFor();
    await casey.context.setOffline(true);
    await tap.click();
    const found = casey.page.locator(`a[href="/encounter/${visit}/read"]`);
    await found.getByText("Mesa 2", { exact: false }).waitFor(PATIENT);
    expect(await complaints(casey.page)).toEqual([]);
    await shoot(casey, "helped-before");
    await casey.context.setOffline(false);
    await found.click();
    await casey.page.getByText("Sat on the stairs.").waitFor(PATIENT);
    await casey.page.goto(`${origin("casey")}/person/${person}`);
    await casey.page.getByText(say("people_visit_by", { team: "Mesa 2" })).waitFor(PATIENT);
    await shoot(casey, "person-visits");
    await free(dana);
    expect(casey.errors).toEqual([]);
  });
});

describe("a case manager", () => {
  it("is given a plan, takes it, and goes from the cases to the plans and back", async () => {
    const cam = await arrive(browser, "cam", "phone");
    const { plans } = await read<{ plans: { id: string; name: string; status: string }[] }>(sam, "/api/plans");
    const plan = plans.find((one) => one.name === "Ansel Varga" && one.status === "approved")!.id;
    const me = (await read<{ id: string }>(sam, "/api/me")).id;
    await does(sam, "POST", `/api/plans/${plan}/hand-over`, { owner: me });
    await sam.page.goto(`${origin("sam")}/plans/${plan}`);
    await button(sam, "plan_hand_over").click();
    await sam.page.getByLabel(say("plan_hand_over_whom")).selectOption({ label: "Cam Osei" });
    expect(await complaints(sam.page)).toEqual([]);
    await shoot(sam, "plan-owner");
    await button(sam, "plan_hand_over_do", { name: "Cam Osei" }).click();
    await sam.page.getByText(say("plan_handed_waits", { owner: "Cam Osei" })).waitFor(PATIENT);
    await cam.page.getByRole("link", { name: say("plan_plans") }).click();
    await cam.page.getByText(say("plan_need_handed")).click();
    await button(cam, "plan_take").click();
    await button(cam, "plan_take").waitFor({ ...PATIENT, state: "detached" });
    await cam.page.getByRole("link", { name: say("followup_title") }).click();
    await cam.page.waitForURL(/\/cases$/);
    expect(cam.errors).toEqual([]);
  });
});

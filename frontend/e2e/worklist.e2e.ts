import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { does, free, live, openIncident, read, say, send } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, DESK, launch, origin, PHONE, readyForOffline, shootAll, type Seat } from "./browser.ts";

/** Nobody is forgotten: late ones first, a call logged by key and on the road without signal, a case handed over, and landed. */
let browser: Browser;
let dana: Seat, casey: Seat, cam: Seat, sam: Seat;
const PATIENT = { timeout: 20_000 };
const cases: Record<string, string> = {};
interface Row { id: string; owner_name: string; status: string; tries_used: number; next: { due_at: string | null }; offered_to_name: string; attempts: { channel: string; result: string; at: string; words: string }[] }
const stands = (name: string): Promise<Row> => read<Row>(cam, `/api/cases/${cases[name]}`);
const owned = async (seat: Seat): Promise<string[]> => (await read<{ rows: { case: { id: string } }[] }>(seat, "/api/cases?whose=mine")).rows.map((row) => row.case.id);
const shot = (seat: Seat, name: string): Promise<unknown> => (process.env["SHOTS"] ? seat.page.screenshot({ path: `${process.env["SHOTS"]}/${name}.png` }) : Promise.resolve());
const strip = (seat: Seat, name: string) => seat.page.locator(".strip", { hasText: name });
const narrow = (seat: Seat): Promise<number> => seat.page.evaluate(() => document.documentElement.scrollWidth);

interface Met { given: string; family: string; age: number; place: string; judgement: string; disposition: string; points: object[] }
/** Somebody is met and named, says what is safe, and the outcome asks for a case; made by the roads, as their screens have tests of their own. */
async function meet(one: Met): Promise<void> {
  await free(dana);
  const incident = await openIncident(dana, { place: one.place, person_name: one.given }, { weapon_in_hand: "no", weapon_in_reach: "no", violence_now: "no", cannot_care_for_self: "yes" });
  const visit = await send(dana, incident, "Mesa 2", { sends_police: true, override_reason: "the nearest team" });
  const person = crypto.randomUUID();
  await does(casey, "POST", `/api/assignments/${visit}/accept`);
  for (const to of ["en_route", "on_scene"]) await does(casey, "POST", `/api/assignments/${visit}/status`, { to });
  await does(casey, "POST", `/api/incidents/${incident}/person`, { new: { id: person, given: one.given, family: one.family, birth_year: new Date().getFullYear() - one.age } });
  for (const point of one.points) await does(casey, "POST", `/api/people/${person}/contact-points`, { id: crypto.randomUUID(), ...point });
  const body = { contact: "met", transport: "none", judgement: one.judgement, disposition: one.disposition, decided_by: "person", least_restrictive: "chosen", reasons: ["thoughts"], observed: ["no_sleep"], helped: ["space"], note: "Sat on the stairs." };
  await does(casey, "PATCH", `/api/encounters/${visit}`, body);
  await does(casey, "POST", `/api/encounters/${visit}/sign`);
  await does(casey, "POST", `/api/assignments/${visit}/status`, { to: "cleared" });
  for (const until = Date.now() + 20_000; !cases[one.given] && Date.now() < until; await sam.page.waitForTimeout(250)) {
    const { rows } = await read<{ rows: { case: { id: string; encounter: string } }[] }>(sam, "/api/cases?whose=team");
    cases[one.given] = rows.find((row) => row.case.encounter === visit)?.case.id ?? "";
  }
  if (!cases[one.given]) throw new Error(`no case of ${one.given}`);
}
const phone = (more: object = {}): object => ({ kind: "phone", value: "555-0188", call: "yes", text: "yes", voicemail: "no", who_else: "Mother hears the voicemail", ...more });

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [dana, casey, sam, cam] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "casey", "phone"), arrive(browser, "sam", "desk"), arrive(browser, "cam", "desk")]);
  await meet({ given: "Wren", family: "Tolliver", age: 19, place: "9 Foundry Row", judgement: "guarded", disposition: "referred", points: [phone({ value: "555-0171" })] });
  await meet({ given: "Ansel", family: "Varga", age: 34, place: "1418 Alder Court", judgement: "high", disposition: "referred", points: [phone({ label: "Own phone" }), phone({ label: "Lucía", relation: "mother", value: "555-0142", text: "no", voicemail: "not_asked" }), { kind: "address", value: "1418 Alder Court, Apt 6" }] });
  // the next step of one is over by now
  await does(cam, "POST", `/api/cases/${cases["Ansel"]}/later`, { due_at: new Date(Date.now() - 120_000).toISOString() });
}, 180_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => browser?.close());

describe("a case manager at the desk", () => {
  it("sees the late ones first and logs a call by key, with what comes next said before", async () => {
    const { page } = cam;
    await page.goto(`${origin("cam")}/cases`);
    await live(cam);
    await page.locator(".strip.is-over", { hasText: "Ansel Varga" }).waitFor(PATIENT);
    expect(await page.locator(".strip").first().getAttribute("data-case")).toBe(cases["Ansel"]);
    await page.locator("h1", { hasText: say("followup_waiting_1") }).waitFor();
    await page.locator(".side h2", { hasText: "Ansel Varga" }).waitFor();
    expect(await complaints(page)).toEqual([]);
    await shot(cam, "worklist");
    await page.keyboard.press("3");
    await page.getByText(say("followup_unsafe_voicemail")).waitFor();
    await page.getByText(say("followup_next_ladder")).waitFor();
    expect(await complaints(page)).toEqual([]);
    await shot(cam, "worklist-log");
    await page.keyboard.press("Control+Enter");
    await expect.poll(async () => (await stands("Ansel")).attempts.map((one) => [one.channel, one.result]), PATIENT).toEqual([["call", "no_answer"]]);
    await page.keyboard.press("?");
    await page.getByRole("note", { name: say("followup_key_all") }).waitFor();
    await page.keyboard.press("Escape");
  }, 60_000);

  it("keeps what is asked for in the address, and reads everything of one person over four lanes", async () => {
    const { page } = cam;
    await page.keyboard.press("f");
    await page.getByLabel(say("followup_filter_risk")).selectOption("high");
    await page.waitForURL(/risk=high/);
    await expect.poll(() => page.locator(".strip").count(), PATIENT).toBe(await page.locator(".strip", { hasText: say("followup_risk_high") }).count());
    await page.getByRole("textbox", { name: say("followup_view_name") }).fill("High risk");
    await page.getByRole("button", { name: say("followup_view_save") }).click();
    await page.getByRole("button", { name: "High risk", exact: true }).waitFor();
    expect(await complaints(page)).toEqual([]);
    await shot(cam, "worklist-filter");
    await page.getByRole("button", { name: say("followup_filter_off") }).click();
    await strip(cam, "Ansel Varga").getByRole("button", { name: "Ansel Varga", exact: true }).click();
    await page.keyboard.press("o");
    await page.waitForURL(/\/case\//);
    await page.getByText(say("followup_tl_911")).first().waitFor(PATIENT);
    await page.getByText(say("followup_tl_met", { team: "Mesa 2" })).first().waitFor();
    expect(await complaints(page)).toEqual([]);
    await shot(cam, "person");
    // from anywhere by a few letters of the name, and nobody is there who may not be known of
    await page.keyboard.press("/");
    await page.keyboard.type("wren t");
    await page.getByRole("option", { name: /Wren Tolliver/ }).waitFor(PATIENT);
    expect(await complaints(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`/case/${cases["Wren"]}`));
    await page.locator("nav.nav a", { hasText: say("followup_title") }).click();
    await page.waitForURL(/\/cases/);
  }, 60_000);

  it("moves a step, and says why", async () => {
    const { page } = cam;
    await live(cam);
    await strip(cam, "Wren Tolliver").getByRole("button", { name: "Wren Tolliver", exact: true }).click();
    const before = (await stands("Wren")).next.due_at;
    await page.keyboard.press("r");
    await page.locator(".chips button").last().click();
    await page.getByRole("textbox", { name: say("followup_later_why") }).fill("Works the night shift");
    expect(await complaints(page)).toEqual([]);
    await shot(cam, "later");
    await page.keyboard.press("Control+Enter");
    await expect.poll(async () => (await stands("Wren")).next.due_at, PATIENT).not.toBe(before);
  }, 60_000);
});

describe("a person who is not reached", () => {
  it("is sent a neutral text where texts are safe, and after the last try a person decides", async () => {
    const { page } = cam;
    await page.goto(`${origin("cam")}/cases`);
    await live(cam);
    await strip(cam, "Ansel Varga").getByRole("button", { name: "Ansel Varga", exact: true }).click();
    await page.keyboard.press("t");
    await page.getByText(say("followup_text_hint")).waitFor();
    expect(await complaints(page)).toEqual([]);
    await page.keyboard.press("Control+Enter");
    await expect.poll(async () => (await stands("Ansel")).attempts.map((one) => one.channel), PATIENT).toEqual(["call", "text"]);
    for (let tries = 0; tries < 3; tries += 1) await does(cam, "POST", `/api/cases/${cases["Ansel"]}/attempts`, { id: crypto.randomUUID(), channel: "call", result: "no_answer" });
    await page.locator(".side").getByRole("button", { name: say("followup_decide"), exact: true }).click(PATIENT);
    await page.getByText(say("followup_way_letter_not")).waitFor();
    await page.getByRole("radio", { name: say("followup_way_again") }).click();
    expect(await complaints(page)).toEqual([]);
    await shot(cam, "decide");
    await page.locator(".side").getByRole("button", { name: say("followup_decide_again"), exact: true }).click();
    await expect.poll(async () => (await stands("Ansel")).tries_used, PATIENT).toBe(0);
  }, 60_000);

  it("is visited: the board has the visit with why, and whom to ask back", async () => {
    const { page } = cam;
    for (let tries = 0; tries < 5; tries += 1) await does(cam, "POST", `/api/cases/${cases["Ansel"]}/attempts`, { id: crypto.randomUUID(), channel: "call", result: "no_answer" });
    await page.locator(".side").getByRole("button", { name: say("followup_decide"), exact: true }).click(PATIENT);
    await page.getByRole("radio", { name: new RegExp(say("followup_way_visit")) }).click();
    await page.getByText(say("followup_why_visit")).first().waitFor();
    await page.getByRole("textbox", { name: say("followup_words_visit") }).fill("No answer for two days, his sister is worried");
    expect(await complaints(page)).toEqual([]);
    await page.locator(".side").getByRole("button", { name: say("followup_decide_visit"), exact: true }).click();
    await dana.page.goto(`${origin("dana")}/board`);
    await dana.page.locator(".q", { hasText: "No answer for two days" }).first().click(PATIENT);
    await dana.page.locator(".det").getByText("Cam Osei").first().waitFor(PATIENT);
    await shot(dana, "welfare");
    const { rows } = await read<{ rows: { case: { calls: { incident: string; asked_by_us: boolean }[] } }[] }>(cam, "/api/cases?whose=mine");
    for (const call of rows.flatMap((row) => row.case.calls).filter((each) => each.asked_by_us)) await does(dana, "POST", `/api/incidents/${call.incident}/close`, { result: "no_need", words: "the next test" });
  }, 60_000);
});

describe("the same list on the road", () => {
  it("works without signal, and what is logged has its true time", async () => {
    await cam.page.setViewportSize(PHONE);
    const { page, context } = cam;
    await page.goto(`${origin("cam")}/cases`);
    await live(cam);
    await readyForOffline(cam);
    await page.locator(".ps", { hasText: "Wren Tolliver" }).waitFor(PATIENT);
    expect(await complaints(page)).toEqual([]);
    await shot(cam, "phone");
    await context.setOffline(true);
    await page.reload();
    await page.getByText(say("followup_offline_text")).waitFor(PATIENT);
    await page.locator(".ps", { hasText: "Wren Tolliver" }).locator("a.btn--icon").evaluate((link) => {
      link.addEventListener("click", (event) => event.preventDefault());
      (link as HTMLElement).click();
    });
    await page.getByRole("radio", { name: say("followup_reached"), exact: true }).click();
    await shot(cam, "phone-log");
    expect(await complaints(page)).toEqual([]);
    await page.getByRole("button", { name: say("followup_add_note") }).click();
    await page.getByRole("textbox", { name: say("followup_note") }).fill("Sleeping a little, wants evenings");
    const before = Date.now();
    await page.locator("button.btn--go").click();
    await page.locator(".ps", { hasText: "Wren Tolliver" }).getByText(say("followup_kept_here")).waitFor();
    await shot(cam, "phone-offline");
    await page.waitForTimeout(1500);
    await context.setOffline(false);
    await expect.poll(async () => (await stands("Wren")).attempts.length, PATIENT).toBe(1);
    const [logged] = (await stands("Wren")).attempts;
    expect(logged).toMatchObject({ result: "reached", words: "Sleeping a little, wants evenings" });
    expect(Math.abs(Date.parse(logged!.at) - before)).toBeLessThan(1400);
  }, 90_000);

  it.each(["cases", "case"])("is read in Spanish at night and in letters twice as big, %s", async (screen) => {
    const { page } = cam;
    await page.emulateMedia({ colorScheme: "dark" });
    await page.evaluate(() => localStorage.setItem("alongside:language", "es"));
    await page.goto(`${origin("cam")}/${screen === "cases" ? "cases" : `case/${cases["Ansel"]}`}`);
    await page.locator(screen === "cases" ? ".ps" : ".lanes time").first().waitFor(PATIENT);
    expect(await complaints(page)).toEqual([]);
    expect(await narrow(cam)).toBeLessThanOrEqual(390);
    await shot(cam, `${screen}-es-night`);
    await page.setViewportSize({ width: 195, height: 422 });
    expect(await narrow(cam)).toBeLessThanOrEqual(195);
    await shot(cam, `${screen}-large`);
    await page.setViewportSize(PHONE);
  }, 60_000);
});

describe("the end of a day", () => {
  it("hands a whole shift over at once, which is accepted at once, and given back", async () => {
    const { page } = cam;
    await page.evaluate(() => localStorage.setItem("alongside:language", "en"));
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize(DESK);
    await page.goto(`${origin("cam")}/cases`);
    await live(cam);
    await strip(cam, "Wren Tolliver").waitFor(PATIENT);
    const [cams, sams] = [await owned(cam), await owned(sam)];
    await page.keyboard.press("h");
    await page.locator(".side h2", { hasText: say("followup_hand_shift") }).waitFor();
    await page.getByRole("radio", { name: /Sam/ }).click();
    expect(await complaints(page)).toEqual([]);
    await shot(cam, "bulk");
    await page.locator(".side").getByRole("button", { name: say("followup_offer_do", { name: "Sam" }), exact: true }).click();
    await page.getByText(say("followup_next_offer_waits", { name: "Sam" })).first().waitFor(PATIENT);
    await sam.page.goto(`${origin("sam")}/cases?whose=mine`);
    await strip(sam, "Wren Tolliver").waitFor(PATIENT);
    await shot(sam, "bulk-offered");
    await sam.page.getByRole("button", { name: new RegExp(say("followup_accept_all", { n: "\\d+" })) }).click();
    await expect.poll(async () => [(await stands("Wren")).owner_name, (await stands("Ansel")).owner_name], PATIENT).toEqual(["Sam", "Sam"]);
    // the other journeys find everybody's cases as they were
    const back = (await read<{ owners: { id: string; name: string }[] }>(sam, "/api/cases/owners")).owners.find((one) => one.name.startsWith("Cam"))!.id;
    await expect.poll(async () => (await owned(sam)).length, PATIENT).toBe(sams.length + cams.length);
    for (const id of cams) await does(sam, "POST", `/api/cases/${id}/give`, { user: back });
  }, 60_000);

  it("closes a case with a reason, and opens it again when that was wrong", async () => {
    const { page } = cam;
    await strip(cam, "Ansel Varga").getByRole("button", { name: "Ansel Varga", exact: true }).click(PATIENT);
    await page.locator(".side").getByRole("button", { name: say("followup_close"), exact: true }).click();
    await page.getByRole("radio", { name: say("followup_end_moved_away") }).click();
    await page.locator(".side").getByRole("button", { name: say("followup_close_do"), exact: true }).click();
    await expect.poll(async () => (await stands("Ansel")).status, PATIENT).toBe("closed");
    await page.getByRole("button", { name: new RegExp(say("followup_bay_ended")) }).click();
    await strip(cam, "Ansel Varga").getByRole("button").first().click(PATIENT);
    await page.locator(".side").getByRole("button", { name: say("followup_reopen"), exact: true }).click();
    await page.getByRole("textbox", { name: say("followup_words") }).fill("He is back in town");
    expect(await complaints(page)).toEqual([]);
    await page.locator(".side").getByRole("button", { name: say("followup_reopen_do"), exact: true }).click();
    await expect.poll(async () => (await stands("Ansel")).status, PATIENT).toBe("open");
    await expect.poll(() => strip(cam, "Ansel Varga").count(), PATIENT).toBe(1);
    await page.setViewportSize(PHONE);
  }, 60_000);
});

describe("a case that goes on with somebody else", () => {
  it("is offered, accepted, and lands with words", async () => {
    await cam.page.evaluate(() => localStorage.setItem("alongside:language", "en"));
    await cam.page.emulateMedia({ colorScheme: "light" });
    await cam.page.goto(`${origin("cam")}/cases`);
    await live(cam);
    await cam.page.locator(".ps", { hasText: "Wren Tolliver" }).getByRole("button").click();
    await shot(cam, "phone-deeds");
    await cam.page.getByRole("button", { name: say("followup_hand_over"), exact: true }).click();
    await cam.page.getByRole("radio", { name: /Sam/ }).click();
    await cam.page.getByRole("textbox", { name: say("followup_words_for") }).fill("Call after six");
    await shot(cam, "phone-offer");
    expect(await complaints(cam.page)).toEqual([]);
    await cam.page.locator("button.btn--go", { hasText: say("followup_offer_do", { name: "Sam" }) }).click();
    await expect.poll(async () => (await stands("Wren")).offered_to_name, PATIENT).not.toBe("");
    // what only Cam's device holds is not said to be missing
    await sam.page.goto(`${origin("sam")}/case/${cases["Wren"]}`);
    await sam.page.getByText(say("followup_not_here", { name: "Cam" })).first().waitFor();
    await sam.page.goto(`${origin("sam")}/cases?whose=mine`);
    await strip(sam, "Wren Tolliver").getByRole("button").first().click();
    await shot(sam, "offered");
    expect(await complaints(sam.page)).toEqual([]);
    await sam.page.getByRole("button", { name: say("followup_accept"), exact: true }).click();
    await expect.poll(async () => (await stands("Wren")).owner_name, PATIENT).toBe("Sam");
    await sam.page.locator(".side").getByRole("button", { name: say("followup_land"), exact: true }).click();
    await sam.page.getByRole("textbox", { name: say("followup_words") }).fill("Goes to the youth walk-in each Monday");
    await sam.page.locator(".side").getByRole("button", { name: say("followup_land_do"), exact: true }).click();
    await expect.poll(async () => (await stands("Wren")).status, PATIENT).toBe("landed");
    await strip(sam, "Wren Tolliver").waitFor({ ...PATIENT, state: "detached" });
    await sam.page.getByRole("button", { name: new RegExp(say("followup_bay_ended")) }).click();
    await strip(sam, "Wren Tolliver").waitFor(PATIENT);
    expect([cam, sam].flatMap(({ errors }) => errors)).toEqual([]);
  }, 90_000);
});

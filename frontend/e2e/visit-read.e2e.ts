import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { FORCE_WORDS } from "../src/api/generated/visit.ts";
import { does, free, openIncident, read, readOld, say, send, takes } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, PATIENT, shootAll, type Seat } from "./browser.ts";

/** A finished visit as each reads it: the clinician the whole, the officer only the own report, its case's owner and the supervisor. */
let browser: Browser;
let dana: Seat, casey: Seat, omar: Seat, cam: Seat;
let visit: string;
const NOTE = "Sat with us on the stairs; his sister stays the night.";
const shoot = (seat: Seat, name: string): Promise<unknown> =>
  process.env["SHOOT"] ? seat.page.screenshot({ path: `${process.env["SHOOT"]}/${name}.png` }) : Promise.resolve();
const open = async (seat: Seat, path: string): Promise<void> => {
  await seat.page.goto(`${origin(seat.person)}${path}`);
  await seat.page.locator("main").first().waitFor();
};
/** A rule of the page itself: nothing of it is bigger than the phone, and axe is content. */
async function sound(seat: Seat): Promise<void> {
  expect(await complaints(seat.page)).toEqual([]);
  expect(await seat.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
}

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  dana = await arrive(browser, "dana", "desk");
  await free(dana);
  const back = await send(dana, await openIncident(dana, { place: "3 Ferry Steps" }), "Mesa 2", { sends_police: true, override_reason: "the nearest team" });
  await does(dana, "POST", `/api/assignments/${back}/cancel`, { reason: "calm again" });
  [casey, omar] = await Promise.all([arrive(browser, "casey", "phone"), arrive(browser, "omar", "phone", { theme: "night", language: "es" })]);
  await Promise.all([readOld(casey), readOld(omar)]);
  const incident = await openIncident(dana);
  visit = await send(dana, incident, "Mesa 2", { sends_police: true, override_reason: "the nearest team" });
  await Promise.all([casey, omar].map((seat) => takes(seat, visit)));
  const body = { contact: "met", transport: "voluntary", transport_place: "Casa Serena", transport_mode: "team_car", judgement: "guarded", disposition: "stabilization",
    decided_by: "person", least_restrictive: "chosen", reasons: ["thoughts"], observed: ["no_sleep"], helped: ["space"], note: NOTE };
  await does(omar, "POST", `/api/encounters/${visit}/officer`, { force: "force", types: ["hands"], reason: "hurting_self", injured: [], treated: "not_needed" });
  await does(casey, "PATCH", `/api/encounters/${visit}`, body);
  await does(casey, "POST", `/api/encounters/${visit}/sign`);
  await does(casey, "POST", `/api/encounters/${visit}/amend`, { id: crypto.randomUUID(), part: "clinician", field: "judgement", value: "low", reason: "Slept and ate at Casa Serena." });
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  if (dana) await free(dana);
  await browser?.close();
});

describe("a finished visit", () => {
  it("is read whole by its clinician, with what was amended under what was signed", async () => {
    await open(casey, `/encounter/${visit}/read`);
    const { page } = casey;
    await page.getByText(NOTE).waitFor();
    await page.getByText("Slept and ate at Casa Serena.").waitFor();
    await page.getByText("Willingly to crisis stabilization").waitFor();
    await page.getByRole("link", { name: say("visit_amend") }).waitFor();
    await sound(casey);
    await shoot(casey, "read-clinician");
  });

  it("shows the officer the own report, that there was a transport and where to, and nothing clinical", async () => {
    await open(omar, `/encounter/${visit}/read`);
    const { page } = omar;
    await page.getByText(say("visit_officer_sees", {}, "es")).waitFor();
    await page.getByText("Casa Serena").waitFor();
    const words = await page.locator("main").innerText();
    for (const word of [NOTE, "Con reserva", "estabilización", "Guarded"]) expect(words).not.toContain(word);
    await sound(omar);
    await shoot(omar, "read-officer");
  });

  it("waits as a case for its owner, who reads it and only whether there was force", async () => {
    cam = await arrive(browser, "cam", "phone");
    await cam.page.waitForURL(/\/cases/);
    const mine = async (): Promise<string | undefined> => (await read<{ rows: { case: { id: string; encounter: string } }[] }>(cam, "/api/cases?whose=mine")).rows.find((row) => row.case.encounter === visit)?.case.id;
    await expect.poll(mine, PATIENT).toBeTruthy();
    await cam.page.goto(`${origin("cam")}/case/${await mine()}`);
    await cam.page.getByText(say("visit_rule_after_care")).first().waitFor();
    await sound(cam);
    await shoot(cam, "cases");
    await cam.page.locator(`a[href="/encounter/${visit}/read"]`).first().click();
    await cam.page.getByText(say("visit_force_yes")).waitFor();
    await cam.page.getByText(NOTE).waitFor();
    expect(await cam.page.locator("main").innerText()).not.toContain("Held by hand");
  });

  it("stands on the sheet that the shift hands over, for the officer without its clinical words", async () => {
    await open(casey, "/handover");
    await casey.page.getByText("Willingly to crisis stabilization").first().waitFor();
    await casey.page.getByText(say("visit_case_of", { name: "Cam" })).first().waitFor();
    await sound(casey);
    await shoot(casey, "handover-clinician");
    await open(omar, "/handover");
    await omar.page.getByText("Casa Serena").first().waitFor();
    expect(await omar.page.locator("main").innerText()).not.toContain("estabilización");
    await sound(omar);
    await shoot(omar, "handover-officer");
    await casey.page.locator("article", { hasText: "3 Ferry Steps" }).getByText(say("phone_status_cancelled")).waitFor();
    const stillOpen = casey.page.locator("section", { has: casey.page.locator("#ho-open") });
    expect(await stillOpen.getByText("3 Ferry Steps").count()).toBe(0);
    await does(dana, "POST", `/api/assignments/${visit}/correct`, { to: "cleared", reason: "by radio" });
  });

  it("is printed in the colours of the day and without a button, also from a phone in the night", async () => {
    const { page } = omar;
    await page.emulateMedia({ media: "print" });
    const ink = () => page.evaluate(() => [getComputedStyle(document.documentElement).colorScheme, getComputedStyle(document.querySelector("h1")!).color]);
    await expect.poll(ink).toEqual(["light", "rgb(18, 33, 31)"]);
    for (const gone of [".bar", ".top button", "article a", ".top .link"]) expect(await page.locator(gone).filter({ visible: true }).count(), gone).toBe(0);
    if (process.env["SHOOT"]) await page.pdf({ path: `${process.env["SHOOT"]}/handover.pdf`, format: "Letter" });
    await page.emulateMedia({ media: "screen" });
  });

  it("is amended by the officer on his phone, with a reason that those who may see force read", async () => {
    const { page } = omar;
    await page.getByRole("link", { name: say("visit_read", {}, "es") }).and(page.locator(`[href*="${visit}"]`)).click();
    await page.getByRole("link", { name: say("visit_amend", {}, "es") }).click();
    await page.getByRole("button", { name: new RegExp(`^${say("scene_field_force", {}, "es")}`) }).click();
    await page.getByRole("group", { name: say("scene_force_treated", {}, "es"), exact: true }).getByRole("button", { name: FORCE_WORDS.treated.find(({ code }) => code === "hospital")!.es, exact: true }).click();
    const go = page.locator("button.btn--go");
    await expect.poll(() => go.getAttribute("aria-disabled")).toBe("true");
    await page.getByLabel(say("scene_amend_why", {}, "es")).fill("El hospital llamó");
    await sound(omar);
    await shoot(omar, "amend-officer");
    await page.locator('button.btn--go:not([aria-busy="true"])').click();
    await page.getByText(/El hospital llamó/).waitFor();
    await shoot(omar, "amended-officer");
    await open(casey, `/encounter/${visit}/read`);
    await casey.page.getByText("El hospital llamó").waitFor();
  });

  it("is read by the supervisor, who is not given it unasked but called when something grave is reported", async () => {
    const sam = await arrive(browser, "sam", "desk");
    const held = await read<{ objects: { kind: string }[] }>(sam, "/api/snapshot");
    expect(held.objects.filter(({ kind }) => kind === "encounter")).toEqual([]);
    await open(sam, `/encounter/${visit}/read`);
    await sam.page.getByText(NOTE).waitFor();
    await open(sam, "/board");
    await does(omar, "POST", `/api/encounters/${visit}/amend`, { id: crypto.randomUUID(), part: "officer", field: "treated", value: "serious", reason: "the hospital called" });
    await sam.page.getByText(say("visit_grave")).waitFor();
    await shoot(sam, "grave");
    await sam.page.getByRole("link", { name: say("visit_grave_open") }).click();
    await sam.page.getByText("the hospital called").waitFor();
    expect([dana, casey, omar, cam, sam].flatMap(({ errors }) => errors)).toEqual([]);
  });
});

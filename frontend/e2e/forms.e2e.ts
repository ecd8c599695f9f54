import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { does, free, kept, openIncident, press, read, readOld, say, send, takes } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, PATIENT, PIN, readyForOffline, shootAll, sit, type Seat } from "./browser.ts";

/** A clinician at the door without signal: a form is asked, a plan is written with the person, and goes with them. */
let browser: Browser;
let dana: Seat, casey: Seat, omar: Seat;
let assignment: string;
interface Held { kind: string; id: string; object: { encounter?: string; score?: number; band?: string; parts?: Record<string, string[]>; given?: { how: string; opened_at: string | null }[] } }

const choose = ({ page }: Seat, name: string) => page.getByRole("radio", { name, exact: true }).tap();
const question = ({ page }: Seat) => page.locator(".ask__q");
async function snapshot(seat: Seat, kind: string): Promise<Held[]> {
  return (await read<{ objects: Held[] }>(seat, "/api/snapshot")).objects.filter((item) => item.kind === kind);
}
async function answer(name: string): Promise<void> {
  const before = await question(casey).textContent();
  await choose(casey, name);
  await casey.page.waitForFunction((was) => document.querySelector(".ask__q")?.textContent !== was, before);
}

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [dana, casey, omar] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "casey", "phone"), arrive(browser, "omar", "phone")]);
  await free(dana);
  await readOld(casey);
  await readyForOffline(casey);
  const incident = await openIncident(dana, { person_name: "Ansel Reyes" }, { weapon_in_hand: "no", weapon_in_reach: "no", violence_now: "no", cannot_care_for_self: "yes" });
  assignment = await send(dana, incident, "Mesa 2", { sends_police: true, override_reason: "the nearest team" });
  await takes(casey, assignment);
  await does(omar, "POST", `/api/assignments/${assignment}/accept`);
  for (const to of ["en_route", "on_scene"]) await does(casey, "POST", `/api/assignments/${assignment}/status`, { to });
}, 120_000);
afterAll(async () => {
  await shootAll("forms");
  if (dana) await free(dana);
  await browser?.close();
});

describe("without signal", () => {
  it("a form is asked one question at a time, and what was not said is no zero", async () => {
    const form = (await snapshot(casey, "instrument"))[0];
    expect(form).toBeDefined();
    await casey.page.goto(`${origin("casey")}/encounter/${assignment}/instrument/${form?.id ?? ""}`);
    await question(casey).waitFor();
    await casey.context.setOffline(true);
    for (const name of ["Not at all", "One day", "A little", "One day"]) await answer(name);
    expect(await complaints(casey.page)).toEqual([]);
    await casey.page.getByRole("button", { name: "Español" }).tap();
    await question(casey).filter({ hasText: "Ayer" }).waitFor();
    await casey.page.getByRole("button", { name: "English" }).tap();
    await kept(casey, () => casey.page.getByRole("button", { name: new RegExp(say("forms_rather_not")) }).tap());
    await casey.page.waitForFunction(() => document.querySelector(".ask__q")?.textContent?.includes("tomorrow"));
    await casey.page.reload();
    await choose(casey, "A little");
    await casey.page.locator(".bands").waitFor();
    for (const said of ["Most days are hard now", say("forms_missing_range", { low: 11, high: 14 })]) await casey.page.locator("main", { hasText: said }).waitFor();
    expect(await complaints(casey.page)).toEqual([]);
    await press(casey, "forms_keep");
    await casey.page.waitForURL((url) => url.pathname === `/encounter/${assignment}`);
  }, 90_000);

  it("a plan is written, read by the person while all else is locked, and printed from the same page", async () => {
    const { page } = casey;
    await page.goto(`${origin("casey")}/safety-plan?encounter=${assignment}`);
    const lines = ["I stop sleeping.", "Walk Pilot to the canal.", "", "Mamá 555-0142", "", "Mamá keeps the pills.", "Pilot."];
    for (const [i, line] of lines.entries()) {
      await page.locator("textarea").fill(line);
      if (i === 0) expect(await complaints(page)).toEqual([]);
      if (i < 6) await page.locator(".bar .btn--go").tap();
    }
    await press(casey, "safety_save");
    await page.locator(".plan__list").waitFor();
    await expect.poll(() => page.locator("a.plan__call--go").count()).toBe(1);
    await expect.poll(() => page.locator(".btn--go").count()).toBe(0);
    expect(await complaints(page)).toEqual([]);

    await page.getByRole("button", { name: say("safety_hand_over") }).tap();
    await page.locator(".bar").waitFor({ state: "detached" });
    await page.goBack().catch(() => null);
    await page.waitForTimeout(300);
    await expect.poll(() => page.locator(".plan__list").count()).toBe(1);
    expect(await page.locator("a[href^='/']:visible").count()).toBe(0);
    await page.getByRole("button", { name: "Español" }).tap();
    await page.getByText(say("safety_part_reasons", {}, "es")).waitFor();
    await page.getByRole("button", { name: say("safety_hand_back") }).tap();
    await page.locator("input[type=password]").fill("000000");
    await page.getByText(say("safety_hand_back_wrong")).waitFor();
    expect(await page.locator(".bar").count()).toBe(0);
    await page.locator("input[type=password]").fill(PIN);
    await page.locator(".bar").waitFor();
    await page.emulateMedia({ media: "print" });
    await page.locator(".bar").waitFor({ state: "hidden" });
    await page.emulateMedia({ media: "screen" });
  }, 90_000);
});

describe("when signal comes back", () => {
  it("both are on the server, scored there, and the officer's phone holds neither", async () => {
    await casey.context.setOffline(false);
    await expect.poll(async () => (await snapshot(casey, "screening")).map(({ object }) => [object.score, object.band]), PATIENT).toEqual([[11, "unsettled"]]);
    await expect.poll(async () => (await snapshot(casey, "safety_plan"))[0]?.object.parts?.["people"], PATIENT).toEqual(["Mamá 555-0142"]);
    for (const kind of ["instrument", "screening", "safety_plan"]) expect(await snapshot(omar, kind), kind).toEqual([]);
  }, 60_000);

  it("the person opens the plan on a phone of their own with the code and their word", async () => {
    const { page } = casey;
    await page.getByRole("button", { name: say("safety_link") }).tap();
    await page.getByRole("textbox", { name: say("safety_link_word") }).fill("Canción");
    await page.getByRole("button", { name: say("safety_link_make") }).tap();
    const code = (await page.locator(".code b", { hasText: /\w/ }).textContent()) ?? "";
    await expect.poll(async () => (await snapshot(casey, "safety_plan"))[0]?.object.given?.some(({ how }) => how === "link"), PATIENT).toBe(true);
    expect(await complaints(page)).toEqual([]);
    const own = await sit(browser, "ansel", "phone");
    await own.page.goto(`${origin("casey").replace("casey.", "")}/p/plan#${code}`);
    await expect.poll(() => own.page.locator("#code").inputValue()).toBe(code);
    await expect.poll(() => own.page.url()).not.toContain(code);
    expect(await complaints(own.page)).toEqual([]);
    await own.page.locator("#word").fill("cancion");
    await own.page.locator("button").tap();
    await own.page.getByText("Walk Pilot to the canal.").waitFor();
    expect(await complaints(own.page)).toEqual([]);
    await expect.poll(async () => Boolean((await snapshot(casey, "safety_plan"))[0]?.object.given?.find(({ how }) => how === "link")?.opened_at), PATIENT).toBe(true);
    expect([...casey.errors, ...own.errors]).toEqual([]);
  }, 60_000);
});

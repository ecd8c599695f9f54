import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { does, openIncident, say } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, PHONE, shootAll, DESK, type Seat } from "./browser.ts";

/** A supervisor's day and month: what needs her, what came of it, and the rows behind a number. */
let browser: Browser;
let dana: Seat, sam: Seat;
const SHOTS = process.env["SHOTS"];

/** For whoever looks at them beside the design: day and night, both languages, desk and phone; only when asked for. */
async function shoot(name: string): Promise<void> {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  for (const [theme, language, size] of [["light", "en", DESK], ["dark", "es", PHONE], ["light", "en", PHONE], ["dark", "en", DESK]] as const) {
    await sam.page.setViewportSize(size);
    await sam.page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await sam.page.evaluate((wanted) => localStorage.setItem("alongside:language", wanted), language);
    await sam.page.reload();
    await sam.page.locator("h1").first().waitFor();
    await sam.page.locator("h2").nth(2).waitFor();
    await sam.page.waitForTimeout(600);
    await sam.page.screenshot({ path: `${SHOTS}/${name}-${theme}-${language}-${size.width}.png` });
    console.log(name, theme, language, size.width, await complaints(sam.page), await sam.page.evaluate(() => document.documentElement.scrollWidth));
    await sam.page.evaluate(() => document.querySelector(".rep-page, .td")?.scrollTo(0, 1300));
    await sam.page.waitForTimeout(200);
    await sam.page.screenshot({ path: `${SHOTS}/${name}-${theme}-${language}-${size.width}-2.png` });
  }
  await sam.page.setViewportSize(DESK);
  await sam.page.evaluate(() => localStorage.setItem("alongside:language", "en"));
  await sam.page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await sam.page.reload();
}

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [dana, sam] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "sam", "desk")]);
}, 60_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  await browser?.close();
});

describe("a supervisor", () => {
  it("begins with the day: a level that a person changed stands there and leads to the call", async () => {
    expect(new URL(sam.page.url()).pathname).toBe("/today");
    const incident = await openIncident(dana, { place: "Foundry shelter" });
    await does(dana, "POST", `/api/incidents/${incident}/level`, { level: 2, reason: "Knife seen in the bag, not in hand." });
    await sam.page.getByRole("link", { name: /Foundry shelter/ }).waitFor();
    expect(await complaints(sam.page)).toEqual([]);
    if (SHOTS?.endsWith("all")) await shoot("today");
    await sam.page.getByRole("link", { name: /Foundry shelter/ }).click();
    await sam.page.waitForURL(/\/board\//);
  });

  it("reads the month, opens the rows behind a number, and takes it along", async () => {
    const { page } = sam;
    await page.goto(`${origin("sam")}/outcomes`);
    await page.getByRole("heading", { name: say("outcomes_funnel") }).waitFor();
    expect(await complaints(page)).toEqual([]);
    const attended = page.getByRole("row", { name: /Attended within 7 days/ });
    expect(await attended.first().innerText()).toMatch(/\d+%/);
    await shoot("outcomes");
    await page.getByRole("button", { name: say("outcomes_open_rows", { what: "Placed on a hold" }) }).click();
    await page.locator("dialog li").first().waitFor();
    expect(await complaints(page)).toEqual([]);
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/rows.png` });
    await page.keyboard.press("Escape");
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "PDF" }).click()]);
    expect(file.suggestedFilename()).toMatch(/^outcomes-\d{4}-\d\d\.pdf$/);
    if (SHOTS) await file.saveAs(`${SHOTS}/month.pdf`);
  });

  it("lets nobody else in: whoever sends teams has no such screen", async () => {
    await dana.page.goto(`${origin("dana")}/outcomes`);
    await dana.page.getByText(say("nothing_here")).first().waitFor();
  });
});

import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readOld, say } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, readyForOffline, shootAll, type Seat } from "./browser.ts";

/** A place is found in own words, also without signal; what somebody was told about its room reaches everybody. */
let browser: Browser;
let casey: Seat, omar: Seat, cam: Seat;
const SHOTS = process.env["SHOTS"];

/** For whoever looks at them beside the design; only when asked for. */
async function shoot(seat: Seat, name: string): Promise<void> {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  for (const theme of ["light", "dark"] as const) {
    await seat.page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await seat.page.waitForTimeout(500);
    await seat.page.screenshot({ path: `${SHOTS}/${name}-${theme}.png` });
    expect(await complaints(seat.page), `${name} ${theme}`).toEqual([]);
  }
  await seat.page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}
const rows = (seat: Seat) => seat.page.locator(".prov");

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [casey, omar, cam] = await Promise.all([arrive(browser, "casey", "phone"), arrive(browser, "omar", "phone"), arrive(browser, "cam", "desk")]);
  await Promise.all([readOld(casey), readOld(omar)]);
  await readyForOffline(casey);
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  await browser?.close();
});

describe("the directory", () => {
  it("finds a place by a need in somebody's own words, in both languages, misspelt too", async () => {
    await casey.page.goto(`${origin("casey")}/places`);
    await rows(casey).first().waitFor();
    const search = casey.page.getByRole("searchbox", { name: say("directory_search") });
    await search.fill("somewhere to sleep and talk tonight");
    await rows(casey).filter({ hasText: "Harbor Light" }).waitFor();
    await casey.page.getByRole("button", { name: say("directory_spanish"), exact: true }).click();
    await rows(casey).filter({ hasText: "Casa Serena" }).waitFor();
    expect(await complaints(casey.page)).toEqual([]);
    await shoot(casey, "find");
    await casey.page.getByRole("button", { name: say("directory_spanish"), exact: true }).click();
    await search.fill("desintoxicasion");
    await rows(casey).first().filter({ hasText: "Quarry Hill Detox" }).waitFor();
    await search.fill("zzzz");
    await casey.page.getByText(say("directory_nothing")).waitFor();
  });

  it("works without signal, and what was told there in two taps reaches the other phone", async () => {
    await casey.context.setOffline(true);
    await casey.page.reload();
    await rows(casey).first().waitFor();
    await casey.page.getByRole("searchbox").fill("crisis chair");
    const harbor = rows(casey).filter({ hasText: "Harbor Light" });
    await harbor.getByRole("button", { name: say("directory_correct"), exact: true }).click();
    await casey.page.getByRole("button", { name: "6", exact: true }).click();
    expect(await complaints(casey.page)).toEqual([]);
    await shoot(casey, "correct");
    await casey.page.getByRole("button", { name: say("directory_front_desk") }).click();
    await harbor.getByText("6 crisis chairs").waitFor();
    await harbor.getByText(say("directory_pending")).waitFor();
    await shoot(casey, "pending");
    await omar.page.goto(`${origin("omar")}/places`);
    await rows(omar).first().waitFor();
    await omar.page.getByRole("searchbox").fill("crisis chair");
    await casey.context.setOffline(false);
    await rows(omar).filter({ hasText: "Harbor Light" }).getByText("6 crisis chairs").waitFor();
  });

  it("shows each fact with who said it, and gives the place a link of its own that works without scripts", async () => {
    await cam.page.goto(`${origin("cam")}/places`);
    await rows(cam).first().waitFor();
    await cam.page.getByRole("searchbox").fill("Harbor Light");
    await rows(cam).filter({ hasText: "Harbor Light" }).locator(".prov__main").click();
    await cam.page.getByText(say("directory_still_says", { words: "555-1501" })).waitFor();
    expect(await complaints(cam.page)).toEqual([]);
    await shoot(cam, "service");
    await cam.page.getByRole("button", { name: say("directory_link_make") }).click();
    const link = new URL(await cam.page.locator("input[readonly]").inputValue());
    expect(link.search).toBe("?language=en");
    const there = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    const page = await there.newPage();
    await page.goto(link.href);
    await page.getByLabel("Code of your link").fill(link.hash.slice(1));
    await page.getByRole("button", { name: "Show my numbers" }).click();
    await page.getByRole("textbox", { name: "Crisis chairs" }).fill("1");
    await page.getByLabel(/Your name/).fill("Ines, front desk");
    await page.getByRole("button", { name: "This is right" }).click();
    await page.getByText("Teams see it now").waitFor();
    await there.close();
    await rows(omar).filter({ hasText: "Harbor Light" }).getByText("Ines, front desk").waitFor();
  });

  it("opens the provider's page by itself where scripts run, readable by day and by night and in Spanish", async () => {
    const there = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const page = await there.newPage();
    const seat = { ...cam, page, context: there };
    await page.goto((await cam.page.locator("input[readonly]").inputValue()).replace("language=en", "language=es"));
    await page.getByText("¿Cuánto hay libre en").waitFor();
    await expect.poll(() => page.url()).not.toContain("#");
    expect(await complaints(page)).toEqual([]);
    await shoot(seat, "room");
    await page.getByRole("button", { name: "Está bien así" }).click();
    await page.getByText("Los equipos ya lo ven").waitFor();
    expect(await complaints(page)).toEqual([]);
    await shoot(seat, "room-done");
    await there.close();
  });
});

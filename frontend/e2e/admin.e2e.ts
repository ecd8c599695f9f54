import { mkdirSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, shootAll, type Seat } from "./browser.ts";

/** An administrator's pages: everything is reached, nothing complains, on a desk and in a hand. */
let browser: Browser;
let ada: Seat;
const SHOTS = process.env["SHOTS"];
const PAGES = ["", "accounts/user/", "accounts/user/add/", "accounts/device/", "incidents/matrix/", "office/matrix/", "encounters/disposition/", "directory/service/", "notifications/message/", "audit/auditevent/", "office/jobs/", "office/reminders/", "office/review/", "office/settings/", "office/ladder/", "office/codes/", "office/imports/", "office/sud/"];
/** One of each layout: start, list, form, table, side by side. */
const IN_A_HAND = ["", "accounts/user/", "accounts/user/add/", "audit/auditevent/", "office/jobs/"];

/** What is wrong with a page, each with its name; a picture of it when asked for. */
async function wrong(page: Page, name: string): Promise<string[]> {
  if (SHOTS) {
    mkdirSync(SHOTS, { recursive: true });
    await page.screenshot({ path: `${SHOTS}/${name.replaceAll("/", "-")}.png` });
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const apart = await page.evaluate(() => {
    const at = (cells: string) => [...document.querySelectorAll(`#result_list ${cells}`)].filter((one) => one.getClientRects().length > 0).map((one) => Math.round(one.getBoundingClientRect().x));
    const heads = at("thead th");
    return heads.length > 0 && heads.join() !== at("tbody:nth-of-type(1) tr:first-child > *").join();
  });
  const found = await complaints(page);
  return [...found, ...(apart ? ["columns that do not stand under their heads"] : []), ...(wide > 0 ? [`${wide} px wider than its screen`] : [])].map((one) => `${name}: ${one}`);
}

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  ada = await arrive(browser, "ada", "desk");
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  await browser?.close();
});

describe("the administration", () => {
  it("has pages without a complaint on a desk and in a hand", async () => {
    const found: string[] = [];
    for (const [width, height, pages] of [[1440, 900, PAGES], [390, 844, IN_A_HAND]] as const) {
      await ada.page.setViewportSize({ width, height });
      for (const page of pages) {
        const answer = await ada.page.goto(`${origin("ada")}/admin/${page}`);
        expect(answer?.status(), page).toBe(200);
        found.push(...(await wrong(ada.page, `${width}-${page || "start"}`)));
      }
    }
    expect(found).toEqual([]);
  }, 120_000);
  it("writes the next matrix and shows what past calls would get", async () => {
    await ada.page.setViewportSize({ width: 1440, height: 900 });
    await ada.page.goto(`${origin("ada")}/admin/office/matrix/begin/`);
    await ada.page.getByRole("button", { name: "Write the next version" }).click();
    await ada.page.getByText("All", { exact: false }).filter({ hasText: /^All \d+ rules$/ }).click();
    await ada.page.getByRole("link", { name: "A weapon is within reach" }).first().click();
    await ada.page.getByLabel("At least level").selectOption("4");
    await ada.page.getByLabel("In English").fill("A weapon is within reach, or was put away today");
    await ada.page.getByRole("button", { name: "Change the rule" }).click();
    await ada.page.getByRole("heading", { name: /past calls would get another level/ }).waitFor();
    const found = await wrong(ada.page, "1440-matrix-draft");
    await ada.page.setViewportSize({ width: 390, height: 844 });
    found.push(...(await wrong(ada.page, "390-matrix-draft")));
    expect(found).toEqual([]);
    await ada.page.getByRole("link", { name: "Submit to the supervisors" }).click();
    await ada.page.getByRole("button", { name: "Submit to the supervisors" }).click();
    await ada.page.getByText("waits for a supervisor").waitFor();
    const sam = await arrive(browser, "sam", "desk");
    await sam.page.goto(`${origin("sam")}/admin/matrix-approval/`);
    await sam.page.getByRole("link", { name: "Approve and publish" }).waitFor();
    expect((await sam.page.locator("#main").boundingBox())?.width).toBeGreaterThan(900);
    expect(await wrong(sam.page, "1440-matrix-approval")).toEqual([]);
    await ada.page.getByRole("link", { name: "Give it up" }).click();
    await ada.page.getByRole("button", { name: "Give it up" }).click();
    await ada.page.getByRole("heading", { name: "The next matrix" }).waitFor();
  }, 60_000);
});

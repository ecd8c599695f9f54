import type { Locator, Page } from "playwright-core";
import { origin } from "./browser.ts";

/** The demo's mailbox: what left the building for a place. */
const letters = (page: Page, name: string): Locator => page.locator("article", { hasText: `A request is waiting for ${name}` });
const texts = (page: Page, name: string): Locator => page.locator("article", { hasText: `opens the request to ${name}` });

/** How many of each it has already, of the demo's own needs and of other tests. */
export async function had(page: Page, name: string): Promise<[number, number]> {
  await page.goto(`${origin("place")}/p/mailbox`);
  return [await letters(page, name).count(), await texts(page, name).count()];
}

/** What came since: the link of its newest e-mail and the digits of its newest text. */
export async function mailbox(page: Page, name: string, before: [number, number]): Promise<{ link: string; digits: string }> {
  for (let tries = 0; tries < 100; tries += 1) {
    const now = await had(page, name);
    if (now[0] > before[0] && now[1] > before[1]) {
      const link = (await letters(page, name).first().locator("a", { hasText: "/p/place#" }).first().getAttribute("href")) ?? "";
      const digits = /\b\d{6}\b/.exec((await texts(page, name).first().locator(".body").innerText()))?.[0] ?? "";
      return { link, digits };
    }
    await page.waitForTimeout(200);
  }
  throw new Error(`nothing came for ${name}`);
}

/** The place opens the request that came since, with both its keys. */
export async function openRequest(page: Page, name: string, before: [number, number]): Promise<void> {
  const { link, digits } = await mailbox(page, name, before);
  await page.goto(link);
  await page.waitForFunction(() => location.hash === "");
  await page.getByLabel("6-digit code").fill(digits);
  await page.getByRole("button", { name: "Open" }).click();
  await page.waitForURL(/\/p\/place\/request/);
}

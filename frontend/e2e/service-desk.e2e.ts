import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { say } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, shootAll, type Seat } from "./browser.ts";

/** What only the desk writes of a place: where it is reached, its own link by message, its own system, what its name made us guess. */
let browser: Browser;
let sam: Seat;
const SHOTS = process.env["SHOTS"];

async function shoot(name: string): Promise<void> {
  expect(await complaints(sam.page), name).toEqual([]);
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  for (const scheme of ["light", "dark"] as const) for (const [width, height] of [[1440, 900], [390, 844]] as const) {
    await sam.page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await sam.page.setViewportSize({ width, height });
    await sam.page.waitForTimeout(400);
    await sam.page.screenshot({ path: `${SHOTS}/${name}-${scheme}-${width}.png` });
    if (scheme === "dark") expect(await complaints(sam.page), `${name} ${width}`).toEqual([]);
  }
  await sam.page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await sam.page.setViewportSize({ width: 1440, height: 900 });
}

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  sam = await arrive(browser, "sam", "desk");
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  await browser?.close();
});

it("is written at the desk: addresses as they said them, their link by message, their system with a secret shown once", async () => {
  const { page } = sam;
  await page.goto(`${origin("sam")}/places`);
  await page.locator(".prov").first().waitFor();
  await page.getByRole("searchbox").fill("Harbor Light");
  await page.locator(".prov").filter({ hasText: "Harbor Light" }).first().locator(".prov__main").click();
  await page.getByRole("link", { name: say("directory_desk") }).click();
  await page.getByRole("heading", { name: say("directory_to_title") }).waitFor();
  await shoot("desk");

  await page.getByRole("button", { name: say("directory_to_change") }).click();
  await page.getByLabel(say("directory_to_email")).fill("no address");
  await page.getByLabel(say("directory_name_there")).fill("Priya Nair");
  await page.getByRole("button", { name: say("directory_keep_it"), exact: true }).click();
  await page.getByRole("alert").filter({ hasText: say("directory_to_email") }).waitFor();
  await page.getByLabel(say("directory_to_email")).fill("intake@places.example");
  await page.getByRole("button", { name: say("directory_keep_it"), exact: true }).click();
  await page.getByText("intake@places.example").waitFor();

  await page.getByRole("button", { name: say("directory_link_send_email") }).click();
  await page.getByRole("status").filter({ hasText: say("directory_link_sent_email") }).waitFor();

  await page.getByRole("button", { name: say("directory_sys_make") }).click();
  await page.getByLabel(say("directory_sys_name")).fill("Harbor Light records");
  await page.getByRole("button", { name: say("directory_sys_make"), exact: true }).click();
  const secret = await page.getByLabel(say("directory_sys_secret")).inputValue();
  const opens = (): Promise<number> => page.evaluate(async (bearer) => (await fetch("/fhir/Task", { headers: { Authorization: `Bearer ${bearer}` } })).status, secret);
  expect(await opens()).toBe(200);
  await shoot("desk-written");
  await page.getByRole("button", { name: say("directory_sys_revoke") }).click();
  await page.getByRole("button", { name: say("directory_sys_sure") }).click();
  await page.getByText(say("directory_sys_none")).waitFor();
  expect(await opens()).toBe(401);

  await page.getByRole("button", { name: say("directory_sud_is"), exact: true }).click();
  await page.getByText(say("directory_sud_yes")).waitFor();
  await page.getByRole("button", { name: say("directory_sud_is_not") }).click();
  await page.getByText(say("directory_sud_no")).waitFor();
});

import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { say } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, passLock, shootAll, type Seat } from "./browser.ts";

/** A passkey of the phone's own, by the browser's virtual authenticator. */
let browser: Browser;
let riley: Seat;

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  riley = await arrive(browser, "riley", "phone");
  const wire = await riley.context.newCDPSession(riley.page);
  await wire.send("WebAuthn.enable");
  await wire.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, hasPrf: true },
  });
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  await browser?.close();
});

describe("a passkey", () => {
  it("is added with the PIN, and opens the store from then on, also while wrong PINs wait", async () => {
    const { page } = riley;
    await page.bringToFront();
    await page.getByRole("button", { name: say("menu") }).click();
    await page.getByRole("button", { name: say("lock_make_passkey") }).click();
    await page.getByText(say("lock_make_passkey_text")).waitFor();
    expect(await complaints(page)).toEqual([]);
    await passLock(page);
    await page.locator(".link").first().waitFor();
    await Promise.all([page.waitForEvent("load"), page.evaluate(() => location.reload())]);
    for (let i = 1; i <= 3; i += 1) {
      await page.locator('.pin[aria-busy="false"] .pad:not(.flat)').waitFor();
      await page.keyboard.type("111222");
      await page.getByText(say("lock_wrong", { n: i })).waitFor();
    }
    expect(await complaints(page)).toEqual([]);
    await page.getByRole("button", { name: say("lock_use_passkey") }).click();
    await page.getByRole("button", { name: say("menu") }).waitFor();
    expect(riley.errors).toEqual([]);
  });
});

import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { does, live } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, leave, origin, readyForOffline, shootAll, signIn, sit } from "./browser.ts";

let browser: Browser;

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
});
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
  await leave();
});
afterAll(async () => {
  await browser?.close();
});

describe("signing in", () => {
  it("shows the notice first and asks nothing else until it is read", async () => {
    const { page, context } = await sit(browser, "casey", "phone");
    await context.addInitScript(() => localStorage.removeItem("alongside:notice"));
    await page.goto(origin("casey"));
    await page.getByRole("heading", { name: "For authorised use only" }).waitFor();
    expect(await complaints(page)).toEqual([]);
    await page.getByRole("button", { name: "I understand" }).click();
    await page.getByLabel("Work e-mail").waitFor();
  });

  it.each([
    ["day", "en"],
    ["night", "es"],
  ] as const)("has nothing that axe finds, %s, %s", async (theme, language) => {
    const { page } = await sit(browser, "casey", "phone", { theme, language });
    await page.goto(origin("casey"));
    await page.locator('input[name="email"]').waitFor();
    expect(await complaints(page)).toEqual([]);
    await page.locator("button.btn--go").click();
    await page.locator(".errsum").waitFor();
    expect(await complaints(page)).toEqual([]);
  });

  it("says that e-mail and password do not match, without saying which", async () => {
    const { page } = await sit(browser, "casey", "phone");
    await page.goto(origin("casey"));
    await page.locator('input[name="email"]').fill("nobody@example.org");
    await page.locator('input[name="password"]').fill("not the password");
    await page.locator("button.btn--go").click();
    await page.getByText("E-mail and password do not match").waitFor();
  });

  it("says that there is no connection, and that the radio is the way", async () => {
    const { page, context } = await sit(browser, "casey", "phone");
    await page.goto(origin("casey"));
    await page.locator('input[name="email"]').fill("casey@example.org");
    await page.locator('input[name="password"]').fill("whatever it is");
    await context.setOffline(true);
    await page.locator("button.btn--go").click();
    await page.getByText("Use the radio until then").waitFor();
  });

  it("leads each role to its own first screen", async () => {
    const [desk, phone] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "casey", "phone")]);
    // the board opens what waits longest, where something does
    expect(new URL(desk.page.url()).pathname).toMatch(/^\/board(\/|$)/);
    expect(new URL(phone.page.url()).pathname).toBe("/home");
    expect([...desk.errors, ...phone.errors]).toEqual([]);
  });

  it("keeps the field out of the desk, with the words of what is not there", async () => {
    const { page } = await arrive(browser, "casey", "phone");
    await page.goto(`${origin("casey")}/board`);
    await page.getByRole("heading", { name: "Nothing here" }).first().waitFor();
    expect(await complaints(page)).toEqual([]);
  });
});

describe("the phone without a network", () => {
  it("opens from what it holds, after a reload, and says so", async () => {
    const phone = await arrive(browser, "riley", "phone");
    await readyForOffline(phone);
    await phone.context.setOffline(true);
    await phone.page.reload();
    await phone.page.getByText("No signal").first().waitFor();
    expect(new URL(phone.page.url()).pathname).toBe("/home");
    expect(await complaints(phone.page)).toEqual([]);
    await phone.context.setOffline(false);
    await live(phone);
  });

  it("goes on after the server ended the session, and sends once the person is back", async () => {
    const phone = await arrive(browser, "riley", "phone");
    await live(phone);
    await phone.page.evaluate(async () => {
      const csrf = ((await (await fetch("/api/csrf")).json()) as { token: string }).token;
      await fetch("/_allauth/browser/v1/auth/session", { method: "DELETE", headers: { "X-CSRFToken": csrf } });
    });
    await phone.page.reload();
    await phone.page.getByText("Signed out by the server").waitFor();
    expect(new URL(phone.page.url()).pathname).toBe("/home");
    await signIn(phone);
    await live(phone);
  });
});

describe("a screen at rest", () => {
  it.each([
    ["casey", "phone"],
    ["dana", "desk"],
  ] as const)("asks the server for next to nothing: %s", async (person, kind) => {
    const seat = await arrive(browser, person, kind);
    const asked: number[] = [];
    seat.page.on("request", (request) => void (new URL(request.url()).pathname.startsWith("/api/") && asked.push(Date.now())));
    await live(seat);
    // what a fresh device asks at first is over, whenever that is; from then on nothing is asked for seconds
    await expect.poll(() => Date.now() - (asked.at(-1) ?? 0)).toBeGreaterThan(3000);
  });
});

describe("the menu", () => {
  it("changes language and light at once, and keeps both", async () => {
    const phone = await arrive(browser, "casey", "phone");
    const { page } = phone;
    await page.getByRole("button", { name: "Menu" }).click();
    expect(await complaints(page)).toEqual([]);
    await page.getByRole("button", { name: "Español" }).click();
    await page.getByText("Idioma").waitFor();
    await page.getByRole("button", { name: "Noche" }).click();
    await page.locator('html[data-theme="night"]').waitFor();
    expect(await complaints(page)).toEqual([]);
    await page.reload();
    await page.getByRole("button", { name: "Menú" }).waitFor();
    await page.locator('html[data-theme="night"][lang="es"]').waitFor();
    await does(phone, "POST", "/api/me/language", { language: "en" }); // as it was found, for the other files
  });

  it("signs out, and nothing of the person is left in the store", async () => {
    const { page } = await arrive(browser, "casey", "phone");
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Work e-mail").waitFor();
    // the disk may still be at it when the screen is there
    const left = (): Promise<number> => page.evaluate(async () => (await indexedDB.databases()).filter((one) => one.name!.startsWith("alongside-")).length);
    await expect.poll(left).toBe(0);
  });
});

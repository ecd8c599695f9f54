import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { does, free, openIncident, read, send } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, shootAll, type Seat } from "./browser.ts";
import { had, mailbox } from "./mailbox.ts";

/** A place without an account: its e-mail, its text, its page; without JavaScript and with, by night, in Spanish. */
let browser: Browser;
let dana: Seat, casey: Seat;
let encounter: string;
const places: Page[] = [];
const NARROW = { width: 320, height: 640 };
const shoot = (page: Page, name: string): Promise<unknown> =>
  process.env["SHOOT"] ? page.screenshot({ path: `${process.env["SHOOT"]}/${name}.png`, fullPage: true }) : Promise.resolve();

interface Place { id: string; name: string }

async function place(name: string): Promise<Place> {
  const { services } = await read<{ services: Place[] }>(casey, "/api/directory");
  const found = services.find((each) => each.name === name);
  if (!found) throw new Error(`no place ${name}`);
  return found;
}

/** Asks these places for the person of the visit, with whom nothing may go wrong: on treatment, told the least. */
async function ask(...names: string[]): Promise<string> {
  const id = crypto.randomUUID();
  const asked = await Promise.all(names.map(async (name) => ({ referral: crypto.randomUUID(), service: (await place(name)).id })));
  await does(casey, "POST", "/api/needs", { id, encounter, words: "A chair tonight and someone to talk to", urgency: "now", basis: "treatment", what: ["name", "today"], places: asked });
  return id;
}

/** Somebody at the place, on a phone of 320 px. */
async function visitor(look: { javaScript?: boolean; night?: boolean; language?: string; width?: number } = {}): Promise<Page> {
  const context: BrowserContext = await browser.newContext({
    viewport: { ...NARROW, width: look.width ?? NARROW.width }, javaScriptEnabled: look.javaScript ?? true,
    colorScheme: look.night ? "dark" : "light", locale: look.language ?? "en-US",
  });
  const page = await context.newPage();
  places.push(page);
  return page;
}

async function sound(page: Page): Promise<void> {
  expect(await complaints(page)).toEqual([]);
  const { wide, seen } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, seen: innerWidth }));
  expect(wide).toBeLessThanOrEqual(seen);
  const small = await page.evaluate(() => [...document.querySelectorAll("button, select, .choice, summary, input:not([type=hidden]):not([type=radio])")]
    .filter((each) => (each as HTMLElement).offsetParent && each.getBoundingClientRect().height < 47.5).map((each) => each.outerHTML.slice(0, 80)));
  expect(small).toEqual([]);
}

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [dana, casey] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "casey", "phone")]);
  await free(dana);
  const incident = await openIncident(dana);
  encounter = await send(dana, incident, "Mesa 2", { sends_police: true, override_reason: "the nearest team" });
  await does(casey, "POST", `/api/assignments/${encounter}/accept`);
  await does(casey, "POST", `/api/encounters/${encounter}/begin`);
  await does(casey, "POST", `/api/incidents/${incident}/person`, { new: { id: crypto.randomUUID(), given: "Ines", family: "Alvarado" } });
  await does(casey, "PATCH", `/api/encounters/${encounter}`, { reasons: ["thoughts"], observed: ["no_sleep"], judgement: "guarded", judgement_why: "Tired and calm now; her sister stays." });
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  if (dana) await free(dana);
  await browser?.close();
});

describe("a place's page", () => {
  it("asks for the printed code and the second factor without JavaScript, and takes a yes with two touches", async () => {
    const scripted = await visitor(), page = await visitor({ javaScript: false });
    const before = await had(scripted, "Harbor Light Crisis Center");
    // not the place of the next test: a message of this one that is late would be taken for its own
    await ask("Harbor Light Crisis Center", "Northgate Stabilization");
    const { link, digits } = await mailbox(scripted, "Harbor Light Crisis Center", before);
    await page.goto(link.split("#")[0] ?? "");
    await page.getByLabel("Code in the message").fill(link.split("#")[1] ?? "");
    await page.getByLabel("6-digit code").fill("000000");
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByRole("alert").getByText("That did not open.").waitFor();
    await page.getByLabel("Code in the message").fill(link.split("#")[1] ?? "");
    await page.getByLabel("6-digit code").fill(digits);
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByRole("heading", { name: "Can Harbor Light Crisis Center see Ines today?" }).waitFor();
    await shoot(page, "place-plain");
    await page.setViewportSize({ width: 1176, height: 800 });
    await shoot(page, "place-wide");
    await page.setViewportSize(NARROW);
    await page.getByText("Yes, come now").click();
    await page.getByLabel("Your name, for the record").first().fill("Priya Nair");
    await page.getByLabel("First thing you will do").fill("Meet her at the side door");
    await page.getByRole("button", { name: "Send the answer" }).click();
    await page.getByRole("heading", { name: "You said yes." }).waitFor();
    await page.getByText("Priya Nair answered").waitFor();
    await shoot(page, "place-yes");
  });

  it("takes the code out of the address, and is sound at 320 px by night in Spanish", async () => {
    const page = await visitor({ night: true, language: "es-MX" });
    const before = await had(page, "Casa Serena Respite");
    await ask("Casa Serena Respite");
    const { link, digits } = await mailbox(page, "Casa Serena Respite", before);
    await sound(page);
    await shoot(page, "place-mailbox");
    await page.goto(link);
    await page.waitForFunction(() => location.hash === "");
    await expect.poll(() => page.getByLabel("Code in the message").inputValue()).toMatch(/^(\w{4}-){3}\w{4}$/);
    await sound(page);
    await shoot(page, "place-ask-night");
    await page.getByLabel("6-digit code").fill(digits);
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByRole("heading", { name: "¿Puede Casa Serena Respite recibir a Ines hoy?" }).waitFor();
    await expect.poll(() => page.title()).toBe("Una solicitud para Casa Serena Respite · Alongside");
    expect(page.url()).not.toContain("Ines");
    await page.getByText("Sí, en otro momento").click();
    await page.getByLabel("Día").first().waitFor({ state: "visible" });
    await sound(page);
    await shoot(page, "place-night-es");
  });
});

import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { command, does, free, live, onBoard, openIncident, press, read, readOld, say, send } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, readyForOffline, shootAll, type Seat } from "./browser.ts";

/** Somebody who is known is met again: what helps is one tap away for both at the door, also without signal. */
let browser: Browser;
let dana: Seat, casey: Seat, omar: Seat, cam: Seat, sam: Seat;
let incident: string, assignment: string, person: string;
const FIRST = "Is it okay if we talk out here?";
const SHOTS = process.env["SHOTS"];

/** For whoever looks at them beside the design; only when asked for. */
async function shoot(seat: Seat, name: string): Promise<void> {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  for (const [theme, language] of [["light", "en"], ["dark", "es"]] as const) {
    await seat.page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    if (language === "es") {
      await seat.page.evaluate(() => localStorage.setItem("alongside:language", "es"));
      await seat.page.reload();
    }
    await seat.page.waitForTimeout(900);
    await seat.page.screenshot({ path: `${SHOTS}/${name}-${theme}-${language}.png` });
  }
  expect(await complaints(seat.page)).toEqual([]);
  await seat.page.evaluate(() => localStorage.setItem("alongside:language", "en"));
  await seat.page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await seat.page.reload();
}

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [dana, casey, omar] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "casey", "phone"), arrive(browser, "omar", "phone")]);
  [cam, sam] = await Promise.all([arrive(browser, "cam", "desk"), arrive(browser, "sam", "desk")]);
  await free(dana);
  await Promise.all([live(dana), readOld(casey), readOld(omar)]);
  await readyForOffline(omar);
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  if (dana) await free(dana);
  await browser?.close();
});

describe("what helps somebody who is met again", () => {
  it("is found by the number, and is on both phones with the assignment", async () => {
    incident = await openIncident(dana, { place: "418 Alder St, Mesa", call_back: "555-0142", person_name: "Ansel Varga" });
    const found = await command(dana, "POST", `/api/incidents/${incident}/match`);
    const lines = (found as unknown as { rows: { person: string; has_plan?: boolean }[] }).rows;
    expect(lines[0]?.has_plan).toBe(true);
    person = lines[0]!.person;
    await does(dana, "POST", `/api/incidents/${incident}/person`, { person });
    assignment = await send(dana, incident, "Mesa 2");
    await Promise.all([casey, omar].map((phone) => phone.page.waitForURL(/\/alert\//)));
    await casey.page.getByRole("link", { name: new RegExp(say("plan_helps")) }).click();
    await casey.page.getByText(FIRST).waitFor();
    expect(new URL(casey.page.url()).pathname).toBe(`/plan/${person}`);
    expect(await complaints(casey.page)).toEqual([]);
    await shoot(casey, "card");
    await casey.page.goto(`${origin("casey")}/alert/${assignment}`);
    await shoot(casey, "alert");
    await press(casey, "phone_got_it");
    await shoot(casey, "assignment");
  });

  it("is read by the officer without signal, because the person agreed, and bettered in three taps", async () => {
    await press(omar, "phone_got_it");
    await omar.page.getByRole("link", { name: new RegExp(say("plan_helps")) }).waitFor();
    await omar.context.setOffline(true);
    await omar.page.getByRole("link", { name: new RegExp(say("plan_helps")) }).click();
    await omar.page.getByText(FIRST).waitFor();
    await omar.page.getByRole("button", { name: say("plan_suggest") }).click();
    await omar.page.getByRole("button", { name: "Radio turned low" }).click();
    await omar.page.getByLabel(say("plan_own_words")).fill("He came out when we offered to walk the dog.");
    expect(await complaints(omar.page)).toEqual([]);
    if (SHOTS) await omar.page.screenshot({ path: `${SHOTS}/suggest-light-en.png` });
    await omar.page.getByRole("button", { name: say("plan_send_to", { name: "Cam" }) }).click();
    await omar.page.getByText(say("plan_suggested", { name: "Cam Osei" })).waitFor();
    await omar.context.setOffline(false);
  });

  it("is said aloud by the dispatcher from the board", async () => {
    await onBoard(dana, incident);
    await dana.page.getByText(say("plan_read_open")).click();
    await dana.page.getByText(FIRST).waitFor();
    await shoot(dana, "board");
  });

  it("is written anew by its owner with what the field said, and approved by another person", async () => {
    await cam.page.goto(`${origin("cam")}/plans`);
    await cam.page.getByText(say("plan_need_suggestion", { n: 1 })).waitFor();
    expect(await complaints(cam.page)).toEqual([]);
    await shoot(cam, "plans");
    await cam.page.getByRole("link", { name: /Ansel Varga/ }).first().click();
    await cam.page.getByRole("button", { name: say("plan_take_in") }).click();
    await cam.page.getByText(say("plan_taken_in")).waitFor();
    await cam.page.getByRole("button", { name: say("plan_new_version") }).click();
    await cam.page.getByLabel(new RegExp(`^${say("plan_helps")}`)).fill("One voice, sit down\nRadio turned low\nOffer to walk Pilot together");
    await cam.page.getByLabel(say("plan_ends")).fill(new Date(Date.now() + 120 * 86_400_000).toISOString().slice(0, 10));
    await shoot(cam, "write");
    await cam.page.getByLabel(say("plan_ends")).waitFor();
    await cam.page.getByRole("button", { name: say("plan_submit") }).click();
    await cam.page.getByText(say("plan_check_own")).first().waitFor();
    await sam.page.goto(`${origin("sam")}/plans`);
    await sam.page.getByRole("link", { name: /Ansel Varga/ }).first().click();
    await sam.page.getByRole("heading", { name: say("plan_h_approve", { n: 2 }) }).waitFor();
    await sam.page.locator("ins", { hasText: "Offer" }).waitFor();
    await shoot(sam, "approve");
    await sam.page.getByRole("heading", { name: say("plan_h_approve", { n: 2 }) }).waitFor();
    await sam.page.keyboard.press("Control+Enter");
    await sam.page.getByRole("heading", { name: say("plan_h_force", { n: 2 }) }).waitFor();
    await omar.page.goto(`${origin("omar")}/plan/${person}`);
    await omar.page.getByText("Offer to walk Pilot together").waitFor();
  });

  it("is gone from the officer's phone the moment the person takes it back, but for the hazard", async () => {
    await casey.page.goto(`${origin("casey")}/plan/${person}`);
    await casey.page.getByRole("button", { name: say("plan_take_back") }).click();
    await casey.page.getByRole("button", { name: say("plan_take_back_sure") }).click();
    await omar.page.getByText("Offer to walk Pilot together").waitFor({ state: "detached" });
    await omar.page.getByText("Dog, Pilot, friendly, loud").waitFor();
    expect(await omar.page.getByText(say("plan_why")).count()).toBe(0);
    expect(await complaints(omar.page)).toEqual([]);
    const plans = (await read<{ objects: { kind: string; object: object }[] }>(omar, "/api/snapshot")).objects.filter((one) => one.kind === "plan");
    expect(plans.map((one) => Object.keys(one.object).sort())).toEqual([["hazards", "id", "person", "version"]]);
    if (SHOTS) await omar.page.screenshot({ path: `${SHOTS}/officer-no-basis.png` });
    for (const seat of [dana, casey, omar, cam, sam]) expect(seat.errors).toEqual([]);
  });
});

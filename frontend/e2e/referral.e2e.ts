import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { does, free, openIncident, press, read, readOld, say, send, takes } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, PATIENT, readyForOffline, shootAll, type Seat } from "./browser.ts";

/** Somebody is referred to three places without signal; one says yes, the person is handed over, and the desk reads it. */
let browser: Browser;
let dana: Seat, casey: Seat, sam: Seat;
let visit: string, need: string;
const NEED = "Quillmother wants a bed tonight";
const PLACES = ["Harbor Light Crisis Center", "Casa Serena Respite", "Alder Night Shelter"];
interface Row { id: string; service_name: string; status: string; end_reason: string; handed_over_to: string; attended_at: string | null }
const stands = async (): Promise<Row[]> => (await read<{ referrals?: Row[] }>(casey, `/api/needs/${need}`)).referrals ?? [];
/** The desk's row of this need, opened beside the list. */
const choose = (): Promise<void> => sam.page.locator(".rf", { hasText: NEED }).getByRole("button").click();
const shot = (seat: Seat, name: string): Promise<unknown> => (process.env["SHOTS"] ? seat.page.screenshot({ path: `${process.env["SHOTS"]}/${name}.png` }) : Promise.resolve());

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [dana, casey, sam] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "casey", "phone"), arrive(browser, "sam", "desk")]);
  await free(dana);
  await readOld(casey);
  await readyForOffline(casey);
  const incident = await openIncident(dana, { place: "77 Foundry Row", place_detail: "", person_name: "Ansel", person_age: 34 }, { weapon_in_hand: "no", weapon_in_reach: "no", violence_now: "no", cannot_care_for_self: "yes" });
  visit = await send(dana, incident, "Mesa 2", { sends_police: true, override_reason: "the nearest team" });
  await takes(casey, visit);
  for (const to of ["en_route", "on_scene"]) await does(casey, "POST", `/api/assignments/${visit}/status`, { to });
  // the copy of the directory is on the phone
  await casey.page.goto(`${origin("casey")}/places`);
  await casey.page.getByRole("button", { name: PLACES[0]! }).first().waitFor();
}, 180_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  if (dana) await free(dana);
  await browser?.close();
});

describe("a referral without signal", () => {
  it("asks three places on a signed consent, and shows at once that they wait", async () => {
    const { page, context } = casey;
    await page.goto(`${origin("casey")}/refer/${visit}`);
    await page.getByRole("heading", { name: say("referral_for", { name: "Ansel" }) }).waitFor();
    await context.setOffline(true);
    await page.getByRole("textbox", { name: say("referral_words", { name: "Ansel" }) }).fill(NEED);
    expect(await complaints(page)).toEqual([]);
    await shot(casey, "ask");
    await press(casey, "referral_find");
    const search = page.getByRole("searchbox");
    for (const place of PLACES) {
      await search.fill(place);
      await page.locator(".prov__main", { hasText: place }).click();
    }
    await shot(casey, "places");
    expect(await complaints(page)).toEqual([]);
    await page.locator("button.btn--go", { hasText: say("referral_ask_first", { name: "Ansel" }) }).click();
    await page.getByRole("heading", { name: say("consent_decides", { name: "Ansel" }) }).waitFor();
    await page.getByRole("button", { name: say("consent_type_instead") }).click();
    await page.getByRole("textbox", { name: say("consent_type_label") }).fill("Ansel");
    await page.locator("button.btn--go", { hasText: say("consent_agrees", { name: "Ansel" }) }).click();
    await page.getByRole("heading", { name: say("referral_ready") }).waitFor();
    await shot(casey, "ready");
    await page.locator("button.btn--go", { hasText: say("referral_ask_n", { n: 3 }) }).click();
    await page.waitForURL(/\/need\//);
    need = new URL(page.url()).pathname.split("/").at(-1)!;
    await page.getByText(say("referral_at_queued")).nth(2).waitFor();
    await shot(casey, "need-offline");
    expect(await complaints(page)).toEqual([]);
  }, 90_000);

  it("goes out when the signal is back; the first yes takes it and the others are released", async () => {
    await casey.context.setOffline(false);
    await expect.poll(async () => (await stands()).map((row) => row.status), PATIENT).toEqual(["sent", "sent", "sent"]);
    await sam.page.goto(`${origin("sam")}/referrals`);
    await sam.page.getByRole("heading", { name: say("referral_d_ready") }).waitFor();
    await shot(sam, "desk-waiting");
    await choose();
    await sam.page.getByRole("button", { name: say("referral_d_again") }).click();
    await sam.page.getByText(say("referral_d_sent_again")).waitFor();
    await sam.page.keyboard.press("g");
    await sam.page.getByRole("radio", { name: say("referral_says_no"), exact: true }).click();
    expect(await complaints(sam.page)).toEqual([]);
    await shot(sam, "desk-log");
    const first = (await stands()).find((row) => row.service_name === PLACES[0])!;
    await does(sam, "POST", `/api/referrals/${first.id}/answer`, { answer: "accept", name: "Priya Nair, nurse in charge", first_action: "Quiet room, tea, nurse at 6:30" });
    await casey.page.getByText(/Priya Nair, nurse in charge/).first().waitFor();
    await casey.page.getByText(say("referral_at_released")).nth(1).waitFor();
    await shot(casey, "need-yes");
    expect((await stands()).filter((row) => row.end_reason === "released")).toHaveLength(2);
  }, 60_000);

  it("is handed over at the door without signal, with its own times, and counts as attended", async () => {
    const { page, context } = casey;
    await page.locator("a.btn--go").click();
    await page.getByRole("heading", { name: say("referral_w_of", { name: "Ansel" }) }).waitFor();
    await context.setOffline(true);
    await page.locator("button.btn--go", { hasText: say("referral_w_leave", { name: "Ansel" }) }).click();
    await press(casey, "referral_w_arrive");
    await page.getByRole("timer").waitFor();
    await page.getByRole("button", { name: say("referral_w_risk"), exact: true }).click();
    await shot(casey, "handoff");
    expect(await complaints(page)).toEqual([]);
    await page.locator("button.btn--go", { hasText: say("referral_w_has", { name: "Priya" }) }).click();
    await page.getByText(say("referral_w_not_spoken", { what: "" }).trim().slice(0, 12)).waitFor();
    await shot(casey, "handoff-done");
    await context.setOffline(false);
    await expect.poll(async () => (await stands()).find((row) => row.attended_at)?.handed_over_to ?? "", PATIENT).toBe("Priya Nair, nurse in charge");
  }, 60_000);

  it("stands at the desk among those who attended", async () => {
    const { page } = sam;
    await page.goto(`${origin("sam")}/referrals`);
    await page.getByText(NEED).first().waitFor();
    await page.getByText(/Priya Nair/).first().waitFor();
    expect(await complaints(page)).toEqual([]);
    await shot(sam, "desk");
    await page.keyboard.press("?");
    await page.getByRole("note", { name: say("referral_k_all") }).waitFor();
    await page.keyboard.press("Escape");
    await choose();
    await page.getByRole("button", { name: say("referral_helped"), exact: true }).click();
    await expect.poll(async () => (await stands()).map((row) => row.end_reason), PATIENT).toContain("helped");
  }, 60_000);

  it.each(["refer", "need", "handoff"])("is read in Spanish at night, %s", async (screen) => {
    const { page } = casey;
    const row = (await stands()).find((one) => one.attended_at)!;
    await page.emulateMedia({ colorScheme: "dark" });
    await page.evaluate(() => localStorage.setItem("alongside:language", "es"));
    await page.goto(`${origin("casey")}/${screen}/${{ refer: visit, need, handoff: row.id }[screen]}`);
    await page.locator("main .card, main textarea").first().waitFor();
    expect(await complaints(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await shot(casey, `${screen}-es-night`);
  }, 60_000);
});

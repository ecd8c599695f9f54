import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { does, free, openIncident, press, read, readOld, say, send, takes } from "./acts.ts";
import { agrees, choosePlaces } from "./acts-care.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, PATIENT, readyForOffline, shootAll, type Seat } from "./browser.ts";
import { had, mailbox, openRequest } from "./mailbox.ts";

/** Somebody is referred to three places without signal; one says yes by its link, the person is handed over, and the desk reads it. */
let browser: Browser;
let dana: Seat, casey: Seat, sam: Seat;
let place: Page;
let visit: string, need: string, person: string, late: string;
const NEED = "Quillmother wants a bed tonight";
const PLACES = ["Harbor Light Crisis Center", "Casa Serena Respite", "Alder Night Shelter"];
interface Row { id: string; service_name: string; status: string; end_reason: string; end_words: string; handed_over_to: string; attended_at: string | null; arrived_at: string | null; appointment_at: string | null }
const stands = async (of = need): Promise<Row[]> => (await read<{ referrals?: Row[] }>(casey, `/api/needs/${of}`)).referrals ?? [];
/** The desk's row of this need, opened beside the list. */
const choose = (): Promise<void> => sam.page.locator(".rf", { hasText: NEED }).getByRole("button").click();
const shot = (seat: Seat, name: string): Promise<unknown> => (process.env["SHOTS"] ? seat.page.screenshot({ path: `${process.env["SHOTS"]}/${name}.png` }) : Promise.resolve());

/** A need on treatment, asked of these places; answers its id. */
async function ask(words: string, urgency: string, ...names: string[]): Promise<string> {
  const { services } = await read<{ services: { id: string; name: string }[] }>(casey, "/api/directory");
  const id = crypto.randomUUID();
  const places = names.map((name) => ({ referral: crypto.randomUUID(), service: services.find((one) => one.name === name)!.id }));
  await does(casey, "POST", "/api/needs", { id, encounter: visit, words, urgency, basis: "treatment", what: ["name"], places });
  return id;
}

/** Something that was said hours ago and comes only now, as from a phone that had no signal. */
async function longAgo(url: string, body: unknown, hours: number): Promise<void> {
  const status = await casey.page.evaluate(async ([url, raw, hours]) => {
    const { token } = (await (await fetch("/api/csrf")).json()) as { token: string };
    const at = new Date(Date.now() - Number(hours) * 3_600_000).toISOString();
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": crypto.randomUUID(), "X-Op-Version": "1", "X-Occurred-At": at };
    return (await fetch(url!, { method: "POST", body: raw!, headers })).status;
  }, [url, JSON.stringify(body), String(hours)] as const);
  expect(status).toBeLessThan(300);
}

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
  person = crypto.randomUUID();
  await does(casey, "POST", `/api/incidents/${incident}/person`, { new: { id: person, given: "Ansel", family: "Quillmother" } });
  place = await (await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-US" })).newPage();
  for (const to of ["en_route", "on_scene"]) await does(casey, "POST", `/api/assignments/${visit}/status`, { to });
  // late for so long that it goes on to the supervisor: the sweeps have time until the last test
  late = await ask("A ride home, asked long ago", "now", PLACES[1]!);
  await longAgo(`/api/referrals/${(await stands(late))[0]!.id}/answer`, { answer: "needs_client", name: "Rosa Ibarra", words: "Have her call us" }, 6);
  // the copy of the directory is on the phone
  await casey.page.goto(`${origin("casey")}/places`);
  await casey.page.getByRole("button", { name: PLACES[0]! }).first().waitFor();
}, 180_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  await place?.context().close();
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
    await choosePlaces(page, PLACES);
    await shot(casey, "places");
    expect(await complaints(page)).toEqual([]);
    await agrees(casey, "Ansel");
    await shot(casey, "ready");
    await page.locator("button.btn--go", { hasText: say("referral_ask_n", { n: 3 }) }).click();
    await page.waitForURL(/\/need\//);
    need = new URL(page.url()).pathname.split("/").at(-1)!;
    await page.getByText(say("referral_at_queued")).nth(2).waitFor();
    await shot(casey, "need-offline");
    expect(await complaints(page)).toEqual([]);
  }, 90_000);

  it("goes out when the signal is back; the first yes takes it and the others are released", async () => {
    const first = await had(place, PLACES[0]!);
    await casey.context.setOffline(false);
    await expect.poll(async () => (await stands()).map((row) => row.status), PATIENT).toEqual(["sent", "sent", "sent"]);
    await mailbox(place, PLACES[0]!, first);
    await sam.page.goto(`${origin("sam")}/referrals`);
    await sam.page.getByRole("heading", { name: say("referral_d_ready") }).waitFor();
    await shot(sam, "desk-waiting");
    await choose();
    const before = (await sam.page.locator(".side .det__sec b").first().innerText()) === PLACES[0] ? await had(place, PLACES[0]) : first;
    await sam.page.getByRole("button", { name: say("referral_d_again") }).click();
    await sam.page.getByText(say("referral_d_sent_again")).waitFor();
    await sam.page.keyboard.press("g");
    await sam.page.getByRole("radio", { name: say("referral_says_no"), exact: true }).click();
    expect(await complaints(sam.page)).toEqual([]);
    await shot(sam, "desk-log");
    await openRequest(place, PLACES[0]!, before);
    await place.getByText("Yes, come now").click();
    await place.getByLabel("Your name, for the record").first().fill("Priya Nair, nurse in charge");
    await place.getByLabel("First thing you will do").fill("Quiet room, tea, nurse at 6:30");
    await place.getByRole("button", { name: "Send the answer" }).click();
    await place.getByRole("heading", { name: "You said yes." }).waitFor();
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
    // a slip of the thumb: they are not there yet
    await page.getByRole("button", { name: say("referral_w_undo") }).click();
    await page.getByRole("timer").waitFor({ state: "detached" });
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
    await page.locator(".rf", { hasText: NEED }).getByText(say("referral_connected")).waitFor();
  }, 60_000);

  it("has every telling in the accounting: by link, by phone, face to face, each with what was needed", async () => {
    const { page } = sam;
    await page.goto(`${origin("sam")}/person/${person}/told`);
    await page.locator(".line").nth(1).waitFor();
    const { disclosures } = await read<{ disclosures: { recipient: string; way: string; what: string[]; basis: string }[] }>(sam, `/api/people/${person}/disclosures`);
    expect(disclosures.every((one) => one.what[0] === "needs")).toBe(true);
    const agreed = disclosures.filter((one) => one.basis === "consent");
    expect([...new Set(agreed.map((one) => one.way))].sort()).toEqual(["in_person", "link"]);
    expect(agreed.every((one) => one.recipient === PLACES[0])).toBe(true);
    // the answer of the ride home, which staff logged for the place
    expect(disclosures.filter((one) => one.basis === "treatment").map((one) => [one.recipient, one.way])).toEqual([[PLACES[1], "phone"]]);
    await page.getByText(say("consent_told_needs")).first().waitFor();
    expect(await complaints(page)).toEqual([]);
    await shot(sam, "told");
  }, 60_000);

  it("is booked at a time that the place offers with one tap, on the phone and at the desk", async () => {
    const { page } = casey;
    const before = await had(place, PLACES[1]!);
    const other = await ask("Somebody to talk to on Thursday", "now", PLACES[1]!);
    await openRequest(place, PLACES[1]!, before);
    await place.getByText("Propose times instead").click();
    const form = place.locator('form[action="/p/place/times"]');
    for (const [i, hour] of ["10:00", "14:30"].entries()) {
      await form.locator('input[type="date"]').nth(i).fill(new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10));
      await form.locator('input[type="time"]').nth(i).fill(hour);
    }
    await form.getByLabel("Your name, for the record").fill("Rosa Ibarra");
    await form.getByRole("button", { name: "Propose these" }).click();
    await place.getByText(/Proposed:/).waitFor();
    await page.goto(`${origin("casey")}/need/${other}`);
    const offers = (seat: Seat) => seat.page.getByRole("group", { name: say("referral_times_of", { place: PLACES[1]! }) });
    await offers(casey).getByText(/Rosa Ibarra/).waitFor();
    expect(await complaints(page)).toEqual([]);
    await shot(casey, "times");
    await offers(casey).getByRole("button").first().click();
    await offers(casey).getByText(say("referral_time_booked", { when: "" }).trim()).waitFor();
    await expect.poll(async () => (await stands(other)).map((row) => row.status), PATIENT).toEqual(["scheduled"]);
    const first = (await stands(other))[0]!.appointment_at;
    await sam.page.goto(`${origin("sam")}/referrals?state=scheduled`);
    await sam.page.locator(".rf", { hasText: "on Thursday" }).getByRole("button").first().click();
    await offers(sam).getByRole("button").click();
    await expect.poll(async () => (await stands(other))[0]!.appointment_at, PATIENT).not.toBe(first);
    await shot(sam, "desk-times");
  }, 60_000);

  it("is given to a colleague, marked as a mistake, called off and confirmed, and ended, each with its words", async () => {
    const { page } = casey;
    const other = await ask("A place for the dog, too", "now", ...PLACES);
    await page.goto(`${origin("casey")}/need/${other}`);
    await page.locator("section.card", { has: page.getByRole("heading", { name: PLACES[2]! }) }).getByRole("button", { name: say("referral_error") }).click();
    await page.getByRole("textbox", { name: say("referral_error_why") }).fill("The wrong shelter");
    expect(await complaints(page)).toEqual([]);
    await shot(casey, "mistake");
    await page.getByRole("button", { name: say("referral_error_do") }).click();
    await expect.poll(async () => (await stands(other)).map((row) => row.end_words), PATIENT).toContain("The wrong shelter");
    const yes = (await stands(other)).find((row) => row.service_name === PLACES[0])!;
    await does(casey, "POST", `/api/referrals/${yes.id}/answer`, { answer: "accept", name: "Priya Nair" });
    await page.getByRole("button", { name: say("referral_give"), exact: true }).click();
    await page.getByRole("radio", { name: /Sam/ }).click();
    await shot(casey, "give");
    expect(await complaints(page)).toEqual([]);
    await page.getByRole("button", { name: /^Give it to Sam/ }).click();
    await expect.poll(async () => (await read<{ owner_name: string }>(casey, `/api/needs/${other}`)).owner_name, PATIENT).toMatch(/Sam/);

    await sam.page.goto(`${origin("sam")}/referrals?whose=mine`);
    await sam.page.locator(".rf", { hasText: "for the dog" }).getByRole("button").first().click();
    await sam.page.keyboard.press("x");
    await sam.page.getByRole("button", { name: say("referral_withdraw_person") }).click();
    await expect.poll(async () => (await stands(other)).map((row) => row.status), PATIENT).toContain("cancel_requested");
    await sam.page.getByRole("button", { name: say("referral_confirm_do") }).first().click();
    await sam.page.getByText(say("referral_confirm_text")).waitFor();
    expect(await complaints(sam.page)).toEqual([]);
    await shot(sam, "desk-confirm");
    await sam.page.locator(".form").getByRole("button", { name: say("referral_confirm_do") }).click();
    await expect.poll(async () => (await stands(other)).map((row) => row.status), PATIENT).not.toContain("cancel_requested");
    await sam.page.getByRole("button", { name: say("referral_end"), exact: true }).click();
    await sam.page.getByRole("textbox", { name: say("referral_end_why") }).fill("He moved in with his sister");
    await shot(sam, "desk-end");
    await sam.page.locator(".form").getByRole("button", { name: say("referral_end_do"), exact: true }).click();
    await expect.poll(async () => (await read<{ ended_at: string | null }>(casey, `/api/needs/${other}`)).ended_at, PATIENT).not.toBeNull();
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

  it("stands late and with the supervisor at the head of the desk, is filtered by the address, and each has an owner", async () => {
    const { page } = sam;
    await expect.poll(async () => (await read<{ escalated_at: string | null }>(casey, `/api/needs/${late}`)).escalated_at, { timeout: 80_000 }).not.toBeNull();
    await page.goto(`${origin("sam")}/referrals`);
    await page.locator(".is-over", { hasText: "asked long ago" }).getByText(say("referral_d_told", { when: "" }).trim()).waitFor();
    expect(await complaints(page)).toEqual([]);
    await shot(sam, "desk-late");
    await casey.page.goto(`${origin("casey")}/need/${late}`);
    await casey.page.getByRole("alert").getByText(say("referral_escalated", { when: "" }, "es").slice(0, 20)).waitFor();
    expect(await complaints(casey.page)).toEqual([]);
    await shot(casey, "need-late");
    await page.keyboard.press("f");
    await page.getByRole("combobox", { name: say("referral_f_state") }).selectOption("needs_client");
    await page.waitForURL(/state=needs_client/);
    await page.locator(".rf", { hasText: "asked long ago" }).waitFor();
    expect(await complaints(page)).toEqual([]);
    await shot(sam, "desk-filter");
    await page.getByRole("button", { name: say("referral_d_unowned", { n: 0 }) }).click();
    await page.waitForURL(/whose=none/);
    await page.getByText(say("referral_d_all_owned")).waitFor();
    await does(sam, "POST", `/api/needs/${late}/end`, { words: "The test is over" });
  }, 120_000);
});

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { VISIT_WORDS } from "../src/api/generated/visit.ts";
import { free, gotNews, live, press, read, readOld, say } from "./acts.ts";
import { order, sendFromBoard, takeCall } from "./acts-call.ts";
import { agrees, choosePlaces, needs } from "./acts-care.ts";
import { answer, meetsNew, next, noForce, word } from "./acts-visit.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, PATIENT, shootAll, type Seat } from "./browser.ts";
import { had, openRequest } from "./mailbox.ts";
import { goOn } from "./moving-clock.ts";

/** From the call to the day on which she has landed: five people at their own screens, weeks of the demo's clock. */
let browser: Browser;
let dana: Seat, casey: Seat, omar: Seat, cam: Seat, sam: Seat;
let place: Page;
let before: [number, number];
let incident: string, visit: string, need: string, followed: string;
const [GIVEN, FAMILY] = ["Marisol", "Duarte"];
const NAME = `${GIVEN} ${FAMILY}`;
const PLACE = "Casa Serena Respite";
const shot = (seat: Seat, name: string): Promise<unknown> => (process.env["SHOTS"] ? seat.page.screenshot({ path: `${process.env["SHOTS"]}/${name}.png` }) : Promise.resolve());
const strip = () => cam.page.locator(`.strip[data-case="${followed}"]`);
interface Shown { status: string; owner_name: string; next: { action: string; who: string; due_at: string }; rungs: { name: string; state: string; due_at: string }[]; attempts: { channel: string; result: string }[] }
const stands = (): Promise<Shown> => read<Shown>(cam, `/api/cases/${followed}`);

const state = (name: string, one: Shown): string | undefined => one.rungs.find((rung) => rung.name === name)?.state;
const DAY_MS = 86_400_000;
const all = (): Seat[] => [dana, casey, omar, cam, sam];
const goOnTime = async (): Promise<number> => Date.parse((await read<{ server_time: string }>(cam, "/api/me")).server_time);

/** What came of a call, by its key, on the worklist where she is chosen. */
async function logs(key: string, result: string): Promise<void> {
  const { page } = cam;
  const had = (await stands()).attempts.length;
  await page.keyboard.press(key);
  await page.getByRole("radio", { name: result, checked: true }).waitFor();
  await page.keyboard.press("Control+Enter");
  await expect.poll(async () => (await stands()).attempts.length, PATIENT).toBe(had + 1);
}

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [dana, casey, omar, cam, sam] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "casey", "phone"), arrive(browser, "omar", "phone"), arrive(browser, "cam", "desk"), arrive(browser, "sam", "desk")]);
  place = await (await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-US", timezoneId: "America/Los_Angeles" })).newPage();
  await free(dana);
  // it begins in the morning, so that no quiet hour falls into it, whenever it is run
  await Promise.all([live(dana), live(cam), live(sam), readOld(casey), readOld(omar)]);
  await goOn([dana, casey, omar, cam, sam], 0, 10);
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  await place?.context().close();
  if (dana) await free(dana);
  await browser?.close();
});

describe("a call", () => {
  it("is taken on the board, and its team is at the door", async () => {
    incident = await takeCall(dana, { place: "212 Wharf Street, Harbor", detail: "blue door, 1st floor", words: "Daughter, 41. Has not eaten for days, says it is no use. Asks for no sirens." });
    visit = await sendFromBoard(dana, incident, "Mesa 2");
    for (const phone of [casey, omar]) {
      await phone.page.waitForURL(/\/alert\//);
      await press(phone, "phone_got_it");
      await phone.page.waitForURL(/\/assignment\//);
    }
    await dana.page.getByText(say("board_of", { n: 2, of: 2 })).first().waitFor();
    await press(casey, "phone_status_en_route");
    await press(casey, "phone_tap_staged");
    await dana.page.locator(".asg", { hasText: say("board_status_staged") }).waitFor();
    await Promise.all([casey, omar].map((phone) => phone.page.getByText(say("phone_hold_title")).first().waitFor()));
    await order(dana, "s");
    await Promise.all([gotNews(casey), gotNews(omar)]);
    await press(casey, "phone_status_on_scene");
    await dana.page.locator(".asg", { hasText: say("board_status_on_scene") }).waitFor();
    await shot(dana, "1-board"); await shot(omar, "1-omar");
  });

  it("becomes a person who is met, and a visit that each writes on a phone of their own", async () => {
    const { page } = casey;
    await meetsNew(casey, GIVEN, FAMILY);
    await expect.poll(async () => (await read<{ person: string | null }>(dana, `/api/incidents/${incident}`)).person, PATIENT).not.toBeNull();
    await page.getByRole("link", { name: say("people_open_record") }).click();
    await page.getByRole("button", { name: say("people_add_point") }).click();
    await page.getByRole("textbox", { name: say("people_value_phone") }).fill("555-0177");
    for (const [channel, safe] of [["call", "yes"], ["text", "yes"], ["voicemail", "no"]] as const) {
      await page.getByRole("group", { name: say("people_safe_question", { channel: say(`people_${channel}`) }) }).getByRole("button", { name: say(`people_safe_${safe}`), exact: true }).click();
    }
    await page.getByRole("button", { name: say("people_keep"), exact: true }).click();
    await page.getByText("555-0177").first().waitFor();
    await shot(casey, "2-person");
    await page.goto(`${origin("casey")}/assignment/${visit}`);
    await Promise.all([noForce(omar), writes(page)]);
    await shot(casey, "2-visit"); await shot(omar, "2-force");
  });

  it("asks a place before they part, on a consent that she signs", async () => {
    const { page } = casey;
    before = await had(place, PLACE);
    await page.getByRole("link", { name: say("referral_ask_new"), exact: true }).click();
    await page.waitForURL(/\/refer\//);
    await needs(casey, GIVEN, "Somebody to talk to, once a week");
    await choosePlaces(page, [PLACE]);
    await agrees(casey, GIVEN);
    await page.locator("button.btn--go", { hasText: say("referral_ask_one") }).click();
    await page.waitForURL(/\/need\//);
    need = new URL(page.url()).pathname.split("/").at(-1)!;
  });

  it("is signed and cleared, and is Cam's by name at that moment", async () => {
    const { page } = casey;
    await page.goto(`${origin("casey")}/encounter/${visit}`);
    await press(casey, "scene_clear");
    await press(casey, "scene_sign");
    await page.getByRole("heading", { name: say("scene_signed"), exact: true }).waitFor();
    const ours = async () => (await read<{ rows: { case: { id: string; encounter: string } }[] }>(cam, "/api/cases")).rows.find((row) => row.case.encounter === visit)?.case.id ?? "";
    await expect.poll(ours, PATIENT).not.toBe("");
    followed = await ours();
    await strip().getByText(NAME).waitFor(PATIENT);
    await order(dana, "c", (board) => board.getByRole("radio", { name: say("board_result_seen") }).click());
    await shot(cam, "4-worklist");
    expect(await stands()).toMatchObject({ status: "open", owner_name: "Cam", next: { action: "await_place", who: "place" } });
  });

  it("is answered by the place through its link, with a day on which she is expected", async () => {
    await openRequest(place, PLACE, before);
    await place.getByText("Yes, at another time").click();
    const day = new Date((await goOnTime()) + 9 * DAY_MS);
    await place.locator("#day").fill(day.toISOString().slice(0, 10));
    await place.locator("#hour").fill("14:00");
    await place.getByLabel("Your name, for the record").first().fill("Rosa Ibarra");
    await place.getByRole("button", { name: "Send the answer" }).click();
    await place.getByRole("heading", { name: "You said yes." }).waitFor();
    await strip().getByText(new RegExp(say("followup_ref_scheduled"))).waitFor(PATIENT);
    await shot(cam, "5-scheduled");
  });
});

describe("the weeks after", () => {
  it("each step comes due by itself on the open screen; who does not answer is called again", async () => {
    await goOn(all(), 2, 14);
    await cam.page.locator(`.strip.is-over[data-case="${followed}"]`).waitFor(PATIENT);
    await strip().getByRole("button", { name: NAME, exact: true }).click();
    await shot(cam, "6-late");
    await logs("3", say("followup_no_answer"));
    await shot(cam, "6-no-answer");
    await logs("1", say("followup_reached"));
    await shot(cam, "6-reached");
    expect((await stands()).attempts.map((one) => one.result).sort()).toEqual(["no_answer", "reached"]);
  });

  it("the day before the visit she is reminded, and after it somebody asks whether she came", async () => {
    await goOn(all(), 6, 15);
    for (let tries = 0; tries < 4 && state("before_visit", await stands()) !== "done"; tries += 1) await logs("1", say("followup_reached"));
    expect(state("before_visit", await stands())).toBe("done");
    await shot(cam, "7-before");
    await Promise.all([casey.page.goto(`${origin("casey")}/need/${need}`), sam.page.goto(`${origin("sam")}/referrals`)]);
    await goOn(all(), 1, 17);
    await strip().getByText(say("followup_rung_did_attend")).waitFor(PATIENT);
    await shot(cam, "7-ask");
    // Casey asked the place, so Cam's device holds nothing of it: the step itself leads to her, and to nobody else
    await cam.page.getByRole("link", { name: say("followup_ask_attended") }).click();
    await cam.page.waitForURL(`**/need/${need}`);
    await shot(cam, "7-need");
    await cam.page.getByRole("button", { name: say("referral_attended"), exact: true }).click();
    await cam.page.getByText(/Connected in 9 days/).first().waitFor(PATIENT);
    await casey.page.getByText(/Connected in 9 days/).first().waitFor(PATIENT);
    await sam.page.locator(".rf", { hasText: NAME }).getByText(/attended/).first().waitFor(PATIENT);
    await Promise.all([shot(casey, "7-casey"), shot(cam, "7-attended"), shot(sam, "7-sam")]);
  });

  it("a month later she has landed, in Cam's words, and everybody's screen tells of the same day", async () => {
    await cam.page.goto(`${origin("cam")}/cases`);
    await goOn(all(), 21, 11);
    await strip().getByRole("button", { name: NAME, exact: true }).click();
    await shot(cam, "8-month");
    await logs("1", say("followup_reached"));
    await shot(cam, "8-decide");
    await cam.page.locator(".side").getByRole("button", { name: say("followup_land"), exact: true }).click();
    await cam.page.getByRole("textbox", { name: say("followup_words") }).fill("Goes to Casa Serena each Friday and sleeps");
    await cam.page.locator(".side").getByRole("button", { name: say("followup_land_do"), exact: true }).click();
    await expect.poll(async () => (await stands()).status, PATIENT).toBe("landed");
    await sam.page.goto(`${origin("sam")}/case/${followed}`);
    await sam.page.getByText(say("followup_tl_landed")).first().waitFor(PATIENT);
    for (const lane of [say("followup_tl_911"), say("followup_tl_met", { team: "Mesa 2" }), say("followup_tl_attended", { place: PLACE })]) await sam.page.getByText(lane).first().waitFor();
    for (const seat of all()) await shot(seat, `8-${seat.person}`);
    // weeks later nobody's device is called wrong, and the board says of which day its times are
    await dana.page.locator(".tl.dated").waitFor();
    for (const { page } of all()) expect(await page.getByText(/clock is .* (behind|ahead)/).count()).toBe(0);
    expect(await complaints(sam.page)).toEqual([]);
    expect(all().flatMap(({ errors }) => errors)).toEqual([]);
  });
});

/** The clinician's questions, from the assignment to the end of them. */
async function writes(page: Page): Promise<void> {
  await page.locator('button.btn--go:not([aria-busy="true"])', { hasText: say("scene_open") }).click();
  await page.getByRole("heading", { name: say("scene_ask_contact") }).waitFor();
  await answer(page, word(VISIT_WORDS.contact, "met"), say("scene_ask_judgement"));
  await answer(page, word(VISIT_WORDS.judgement, "guarded"), say("scene_ask_plan"));
  await answer(page, say("scene_plan_declined"), say("scene_ask_disposition"));
  await page.getByRole("button", { name: new RegExp(`^${say("scene_something_else")}`) }).click();
  await page.getByRole("searchbox").fill("referred");
  await page.locator(".over").getByRole("radio", { name: "Referred, no transport" }).click();
  await page.getByRole("heading", { name: say("scene_ask_decided_by"), exact: true }).waitFor();
  await answer(page, word(VISIT_WORDS.decided_by, "person"), say("scene_ask_least_restrictive"));
  await answer(page, word(VISIT_WORDS.least_restrictive, "chosen"), say("scene_ask_transport"));
  await next(page, say("scene_ask_owner_next"));
  await next(page, say("scene_ready"));
}

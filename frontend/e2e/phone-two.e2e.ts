import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clearScene, does, free, gotNews, live, onBoard, openIncident, press, read, readOld, say, send, unread } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, PATIENT, readyForOffline, signIn, sitAt, type Seat } from "./browser.ts";

/** Two phones of one team: what takes them, what they keep without signal and through a crash, and what comes of it. */
let browser: Browser;
let dana: Seat, casey: Seat, omar: Seat;
let incident: string, assignment: string;
const folder = mkdtempSync(join(tmpdir(), "alongside-phone-"));
const CALM = { weapon_in_hand: "no", weapon_in_reach: "no", violence_now: "no", cannot_care_for_self: "yes" };
const POLICE = { sends_police: true, override_reason: "the nearest team" };
interface Line { kind: string; text: string; by_name: string; occurred_at: string; received_at: string; facts: Record<string, unknown> }

const entries = async (): Promise<Line[]> => (await read<{ entries: Line[] }>(dana, `/api/incidents/${incident}/timeline`)).entries;
interface TeamRow { name: string; assignment: { id: string } | null; members: unknown[] }
const teams = async (): Promise<TeamRow[]> => (await read<{ teams: TeamRow[] }>(dana, "/api/teams")).teams;
async function go(seat: Seat, path: string): Promise<void> {
  await seat.page.goto(`${origin(seat.person)}${path}`);
  await seat.page.locator("h1").first().waitFor();
}
const onAssignment = (seat: Seat) => seat.page.waitForURL(/\/assignment\//);

/** The browser's process dies, as when a phone runs out of power. */
async function kill(seat: Seat): Promise<void> {
  const gone = new Promise((resolve) => seat.context.once("close", resolve));
  const wire = await seat.context.newCDPSession(seat.page);
  void wire.send("Browser.crash").catch(() => undefined);
  await gone;
}

async function sendMesa(fields: Record<string, unknown>): Promise<void> {
  incident = await openIncident(dana, fields, CALM);
  assignment = await send(dana, incident, "Mesa 2", POLICE);
}

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  const own = await sitAt(folder, "casey");
  [dana, casey, omar] = await Promise.all([arrive(browser, "dana", "desk"), signIn(own), arrive(browser, "omar", "phone", { theme: "night", language: "es" })]);
  await free(dana);
  await Promise.all([readOld(casey), readOld(omar)]);
  await readyForOffline(casey);
}, 120_000);
afterAll(async () => {
  await casey?.context.close().catch(() => undefined);
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("what takes the phone", () => {
  it("is an order, from any screen, and no half-written word is lost", async () => {
    await go(casey, "/new");
    expect(await complaints(casey.page)).toEqual([]);
    await casey.page.getByLabel(say("phone_new_words")).fill("Man at the bus stop");
    await sendMesa({ place: "12 Quarry Rd", place_detail: "" });
    await casey.page.waitForURL(/\/alert\//);
    await Promise.all([casey, omar].map(({ page }) => page.getByRole("alertdialog").waitFor()));
    expect(await complaints(omar.page)).toEqual([]);
    await casey.page.goBack();
    await casey.page.waitForURL(/\/alert\//);
  });

  it("takes a no with a reason, can be told otherwise, and says who knows", async () => {
    const { page } = casey;
    await page.getByRole("button", { name: say("phone_cannot") }).click();
    await page.getByRole("radio", { name: say("phone_reason_other") }).click();
    expect(await complaints(page)).toEqual([]);
    await page.locator("button.btn--go[aria-disabled=true]").waitFor();
    await page.getByRole("radio", { name: say("phone_reason_too_far") }).click();
    await press(casey, "phone_short_too_far");
    await page.getByText(say("phone_told_title", { desk: "Dana" })).waitFor();
    expect(await complaints(page)).toEqual([]);
    await page.getByRole("button", { name: say("phone_can_after_all") }).click();
    await onAssignment(casey);
    await page.goBack();
    await expect.poll(() => page.getByLabel(say("phone_new_words")).inputValue(), PATIENT).toBe("Man at the bus stop");
    await page.goForward();
    await onAssignment(casey);
    await omar.page.locator("button.btn--go").click();
    await onAssignment(omar);
    await omar.page.getByText("12 Quarry Rd").first().waitFor();
    expect(await complaints(omar.page)).toEqual([]);
  });

  it("is everything about one assignment at once, and one Got it", async () => {
    await does(dana, "PATCH", `/api/incidents/${incident}`, { place: "14 Quarry Rd" });
    await does(dana, "POST", `/api/incidents/${incident}/answers`, { item: "weapon_in_hand", answer: "yes" });
    await casey.page.getByText(say("phone_news_level", { level: 4 })).waitFor();
    await casey.page.getByText(say("phone_hold_title")).first().waitFor();
    await casey.page.getByText(say("phone_place_was", { place: "12 Quarry Rd" })).waitFor();
    await omar.page.waitForURL(/\/news\//);
    expect(await complaints(casey.page)).toEqual([]);
    expect(await complaints(omar.page)).toEqual([]);
    await press(casey, "phone_got_it_staging");
    await onAssignment(casey);
    await expect.poll(() => unread(casey)).toBe(0);
    expect(new URL(casey.page.url()).pathname).toBe(`/assignment/${assignment}`);
    await omar.page.locator("button.btn--go").click();
    await onAssignment(omar);
  });
});

describe("a phone without signal", () => {
  it("keeps every tap and remark, and says so", async () => {
    const { page, context } = casey;
    await page.getByText("14 Quarry Rd").first().waitFor();
    await context.setOffline(true);
    await press(casey, "phone_status_en_route");
    await press(casey, "phone_tap_staged");
    await page.getByText(say("kept_not_sent")).first().waitFor();
    await page.locator("button.btn--go[aria-disabled=true]", { hasText: say("phone_wait_for_clear") }).waitFor();
    await page.locator('a[href^="/remarks/"]').click();
    await page.getByRole("button", { name: say("phone_ready_no_answer") }).click();
    await page.locator("button.btn--go", { hasText: say("phone_send") }).click();
    await page.locator(".is-wait", { hasText: say("phone_ready_no_answer") }).waitFor();
    expect(await complaints(page)).toEqual([]);
  });

  it("still has all of it after its browser was killed, and after a reload", async () => {
    await kill(casey);
    casey = await sitAt(folder, "casey");
    // a crash may take the session's cookie with it: what was kept does not hang on it
    await casey.context.clearCookies();
    await casey.context.setOffline(true);
    await go(casey, `/assignment/${assignment}`);
    await casey.page.getByText(say("phone_offline_title", { n: 3 })).first().waitFor();
    await casey.page.getByText("14 Quarry Rd").first().waitFor();
    await casey.page.getByRole("heading", { name: say("phone_status_staged") }).waitFor();
    await go(casey, "/needs-you");
    await casey.page.getByText(say("phone_status_en_route")).first().waitFor();
    expect(await complaints(casey.page)).toEqual([]);
  });

  it("asks to sign in again without closing anything, and sends it in order with its true time, once", async () => {
    const back = Date.now();
    await casey.context.setOffline(false);
    await go(casey, `/assignment/${assignment}`);
    await casey.page.getByText(say("session_ended")).waitFor();
    await casey.page.getByText("14 Quarry Rd").first().waitFor();
    await signIn(casey);
    await go(casey, `/assignment/${assignment}`);
    await live(casey);
    await expect.poll(async () => (await entries()).filter((line) => ["status", "remark"].includes(line.kind)).length, PATIENT).toBe(3);
    const lines = (await entries()).filter((line) => ["status", "remark"].includes(line.kind)).sort((a, b) => a.occurred_at.localeCompare(b.occurred_at));
    expect(lines.map((line) => line.facts["status"] ?? line.text)).toEqual(["en_route", "staged", say("phone_ready_no_answer")]);
    for (const line of lines) expect(Date.parse(line.occurred_at)).toBeLessThan(back);
    await expect.poll(() => casey.page.getByText(say("kept_not_sent")).count(), PATIENT).toBe(0);
  });

  it("keeps a tap that came too late in the timeline, where the desk reads it, and asks nobody", async () => {
    await does(dana, "POST", `/api/assignments/${assignment}/clear`);
    await gotNews(casey);
    await omar.page.waitForURL(/\/news\//);
    await casey.context.setOffline(true);
    await press(casey, "phone_status_on_scene");
    await does(dana, "POST", `/api/assignments/${assignment}/cancel`, { reason: "Police are there already" });
    await casey.context.setOffline(false);
    await casey.page.getByText(say("phone_ended_cancelled")).first().waitFor();
    await casey.page.getByText("Police are there already").waitFor();
    await gotNews(casey);
    await expect.poll(async () => (await entries()).find((line) => line.kind === "late")?.facts["status"], PATIENT).toBe("on_scene");
    await onBoard(dana, incident);
    await dana.page.getByText(say("board_tl_late_back", { what: "Mesa 2 on scene" })).first().waitFor();
    expect(await complaints(dana.page)).toEqual([]);
    await go(casey, "/needs-you");
    await casey.page.getByText(say("needs_you_empty")).waitFor();
    await casey.page.getByText(say("error_kept_in_timeline")).waitFor();
    expect(await complaints(casey.page)).toEqual([]);
  });
});

describe("what a team does by itself", () => {
  it("starts an incident without signal, works it, and its partner learns of it", async () => {
    await go(casey, "/home");
    await casey.page.getByText(say("phone_available"), { exact: true }).waitFor();
    expect(await complaints(casey.page)).toEqual([]);
    await casey.context.setOffline(true);
    await casey.page.getByRole("button", { name: say("phone_start_here") }).click();
    await casey.page.getByLabel(say("phone_new_place")).fill("Bus stop, 5th and Main");
    await press(casey, "phone_new_do");
    await onAssignment(casey);
    assignment = new URL(casey.page.url()).pathname.split("/")[2]!;
    await casey.page.getByText(say("kept_not_sent")).first().waitFor();
    await casey.page.reload();
    await casey.page.getByText("Bus stop, 5th and Main").first().waitFor();
    await casey.context.setOffline(false);
    await omar.page.waitForURL(new RegExp(`/alert/${assignment}`));
    await omar.page.locator('[role="alertdialog"] button.btn--go').waitFor();
    // at the door it is too late for "I can't"
    expect(await omar.page.getByRole("button", { name: say("phone_cannot", {}, "es") }).count()).toBe(0);
    await omar.page.locator("button.btn--go").click();
    await onAssignment(omar);
  });

  it("takes back a tap that cleared the scene, though the incident had left the phone", async () => {
    await live(casey);
    await clearScene(casey);
    await casey.page.getByRole("heading", { name: say("phone_ended_cleared") }).waitFor();
    await omar.page.getByRole("heading", { name: say("phone_ended_cleared", {}, "es") }).waitFor();
    expect(await complaints(casey.page)).toEqual([]);
    await casey.page.locator(".undo button").click();
    await casey.page.getByText("Bus stop, 5th and Main").first().waitFor();
    await omar.page.getByText("Bus stop, 5th and Main").first().waitFor();
    await clearScene(casey);
    await casey.page.getByRole("button", { name: say("phone_back_home") }).click();
    await casey.page.getByText(say("phone_available"), { exact: true }).waitFor();
  });

  it("ends its shift and begins another, which the partner confirms with one tap", async () => {
    await go(omar, "/home");
    for (const { page } of [casey, omar]) {
      await page.locator("main button.btn--quiet").click();
      await page.locator("main .btn--heed").click();
      await page.locator("button.btn--go").waitFor();
    }
    const riding = async (): Promise<number> => (await teams()).find((team) => team.name === "Mesa 2")!.members.length;
    await expect.poll(riding, PATIENT).toBe(0);
    await casey.page.locator("button.btn--go", { hasText: say("phone_start_shift") }).click();
    await casey.page.waitForURL(/\/shift$/);
    await casey.page.getByRole("radio", { name: "Mesa 2" }).click();
    await casey.page.getByRole("radio", { name: "Omar" }).click();
    expect(await complaints(casey.page)).toEqual([]);
    await casey.page.locator("button.btn--go", { hasText: say("phone_start_with", { name: "Omar" }) }).click();
    await casey.page.waitForURL(/\/woken$/);
    await casey.page.getByRole("button", { name: say("waking_go_on_waiting") }).or(casey.page.getByRole("button", { name: say("waking_go_on_open") })).click();
    await casey.page.getByText(say("phone_home_unconfirmed", { name: "Omar" })).waitFor();
    await omar.page.waitForURL(/\/news\//);
    expect(await complaints(omar.page)).toEqual([]);
    await omar.page.locator("button.btn--go").click();
    await casey.page.getByText(say("phone_home_both")).waitFor();
  });

  it("made no page complain", () => {
    expect([...dana.errors, ...casey.errors, ...omar.errors]).toEqual([]);
  });
});

import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { clearScene, does, free, gotNews, live, onBoard, press, read, readOld, say } from "./acts.ts";
import { sendFromBoard, takeCall } from "./acts-call.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, readyForOffline, shootAll, type Seat } from "./browser.ts";

/** A call comes in and becomes a team at the door, seen by a board and two phones at once, one of them without signal. */
let browser: Browser;
let dana: Seat, casey: Seat, omar: Seat;
let incident: string, assignment: string;
/** When Omar had said yes without signal. */
let tappedBy: number;

const entries = async () => (await read<{ entries: { kind: string; text: string; occurred_at: string; received_at: string }[] }>(dana, `/api/incidents/${incident}/timeline`)).entries;

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [dana, casey, omar] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "casey", "phone"), arrive(browser, "omar", "phone")]);
  await free(dana);
  await Promise.all([live(dana), readOld(casey), readOld(omar)]);
  await Promise.all([readyForOffline(casey), readyForOffline(omar)]);
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  if (dana) await free(dana);
  await browser?.close();
});

describe("a call becomes a team at the door", () => {
  it("is typed at the desk with the keyboard, and gets its level with the because", async () => {
    const { page } = dana;
    incident = await takeCall(dana, { place: "1418 Alder Court, Apt 6", detail: "gate 4407, 2nd floor", words: "Son, 34. Awake four nights, hears threats. Asks for no sirens." });
    expect(await complaints(page)).toEqual([]);
  });

  it("is sent from the board and is on both phones by itself", async () => {
    await onBoard(dana, incident);
    expect(await complaints(dana.page)).toEqual([]);
    assignment = await sendFromBoard(dana, incident, "Mesa 2");
    await Promise.all([casey, omar].map((phone) => phone.page.waitForURL(/\/alert\//)));
    await Promise.all([casey, omar].map((phone) => phone.page.getByRole("heading", { name: say("phone_assigned_to", { team: "Mesa 2" }) }).waitFor()));
    await dana.page.locator(".who tr", { hasText: "Casey" }).getByText(say("board_who_seen")).waitFor();
    await dana.page.locator(".who tr", { hasText: "Omar" }).getByText(say("board_who_seen")).waitFor();
    expect(await complaints(casey.page)).toEqual([]);
  });

  it("is taken by one, and the board says one of two", async () => {
    await press(casey, "phone_got_it");
    await casey.page.waitForURL(/\/assignment\//);
    await dana.page.getByText(say("board_of", { n: 1, of: 2 })).first().waitFor();
    await dana.page.locator(".who tr", { hasText: "Casey" }).getByText(say("board_who_yes")).waitFor();
    expect(await complaints(casey.page)).toEqual([]);
  });

  it("is taken by the other without signal, who is told that it is kept", async () => {
    await omar.context.setOffline(true);
    await press(omar, "phone_got_it");
    tappedBy = Date.now();
    await omar.page.waitForURL(/\/assignment\//);
    await omar.page.getByText(say("kept_not_sent")).first().waitFor();
    await omar.page.getByText(say("phone_offline_title", { n: 1 })).first().waitFor();
    expect(await complaints(omar.page)).toEqual([]);
    // airplane mode and a reload: the shell and the assignment are still there
    await omar.page.reload();
    await omar.page.getByText("1418 Alder Court").first().waitFor();
  });

  it("goes on with the phone that has signal, undo included", async () => {
    await press(casey, "phone_status_en_route");
    await dana.page.locator(".asg", { hasText: say("board_status_en_route") }).waitFor();
    // also after a reload: the ten seconds are the person's, not the page's
    await casey.page.reload();
    await casey.page.locator(".undo button").click();
    await dana.page.locator(".asg", { hasText: say("board_status_acknowledged") }).waitFor();
    await press(casey, "phone_status_en_route");
    await dana.page.locator(".asg", { hasText: say("board_status_en_route") }).waitFor();
  });

  it("tells both ways within a moment what somebody writes", async () => {
    await dana.page.keyboard.press("n");
    await dana.page.getByLabel(say("board_remark_label")).fill("Mother waits at the gate");
    await dana.page.keyboard.press("Enter");
    await casey.page.getByText("Mother waits at the gate").first().waitFor();
  });

  it("brings what was written without signal in order, with its true time, once there is signal", async () => {
    const writtenBy = Date.now();
    await omar.page.waitForTimeout(Math.max(0, tappedBy + 2500 - Date.now())); // mostly over by now
    await omar.context.setOffline(false);
    await live(omar);
    await dana.page.getByText(say("board_of", { n: 2, of: 2 })).first().waitFor();
    await expect.poll(async () => (await entries()).filter((entry) => entry.kind === "accepted").length).toBe(2);
    const late = (await entries()).filter((entry) => entry.kind === "accepted").sort((a, b) => a.received_at.localeCompare(b.received_at)).at(-1)!;
    expect(Date.parse(late.occurred_at)).toBeLessThan(writtenBy);
    expect(Date.parse(late.received_at) - Date.parse(late.occurred_at)).toBeGreaterThan(2000);
    await omar.page.getByText(say("kept_not_sent")).first().waitFor({ state: "hidden" });
  });

  it("holds at the staging point until somebody says clear", async () => {
    await press(casey, "phone_tap_staged");
    await dana.page.locator(".asg", { hasText: say("board_status_staged") }).waitFor();
    await casey.page.getByText(say("phone_hold_title")).first().waitFor();
    await casey.page.locator("button.btn--go[aria-disabled=true]").waitFor();
    await does(dana, "POST", `/api/assignments/${assignment}/clear`);
    await casey.page.getByText(say("phone_clear_title")).first().waitFor();
    await omar.page.getByText(say("phone_clear_title")).first().waitFor();
    expect(await complaints(casey.page)).toEqual([]);
    await Promise.all([gotNews(casey), gotNews(omar)]);
  });

  it("reaches the door and is cleared, and the board says that it is to be closed", async () => {
    await press(casey, "phone_status_on_scene");
    await dana.page.locator(".asg", { hasText: say("board_status_on_scene") }).waitFor();
    await clearScene(omar);
    await dana.page.locator(`#row-${incident}`).getByText(say("board_row_to_close", { team: "Mesa 2" })).waitFor();
    await does(dana, "POST", `/api/incidents/${incident}/close`, { result: "seen", words: "" });
    await casey.page.getByRole("button", { name: say("phone_back_home") }).click();
    await casey.page.getByText(say("phone_available"), { exact: true }).first().waitFor();
  });

  it("made no page complain", () => {
    expect([...dana.errors, ...casey.errors, ...omar.errors]).toEqual([]);
  });
});

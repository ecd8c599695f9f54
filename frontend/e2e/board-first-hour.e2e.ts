import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { command, does, live, openIncident, read, say, send } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, type Seat } from "./browser.ts";

/** What goes wrong in a dispatcher's first hour, each step seen on the board: no reload anywhere. */
let browser: Browser;
let dana: Seat, priya: Seat, casey: Seat, omar: Seat;

const LEVEL_2 = {
  weapon_in_hand: "no", weapon_in_reach: "no", violence_now: "no", credible_threat: "no", medical_now: "no", attempt_now: "no",
  suicide_thoughts: "no", cannot_care_for_self: "yes", wants_police_absent: "yes",
};
/** Another house each run: what an earlier run left open is not taken for this one's. */
const house = 100 + Math.floor(Math.random() * 9000);
const [DECLINE, WISH, DIVERT] = [`${house} Decline Way`, `${house} Wish Way`, `${house} Divert Road`];
const row = (seat: Seat, place: string) => seat.page.locator(".queue .q", { hasText: place });
const press = (seat: Seat, key: string) => seat.page.keyboard.press(key);
const act = (seat: Seat, key: string) => seat.page.locator(".det__act button", { hasText: say(key) });
/** Opens an incident from the queue, as a dispatcher does: nothing is loaded anew. */
async function onBoard(seat: Seat, id: string): Promise<void> {
  await seat.page.locator(`#row-${id}`).click();
  await seat.page.waitForURL(`**/board/${id}`);
  await seat.page.locator(".rec li").first().waitFor();
}
/** Letters belong to a field that has the focus; out of it first. */
const board = async (seat: Seat) => seat.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
/** A key that leads into a field: what is typed next belongs there. */
async function into(seat: Seat, key: string): Promise<void> {
  await press(seat, key);
  await seat.page.locator("input:focus, textarea:focus").waitFor();
}
async function order(seat: Seat, key: string, words?: string): Promise<void> {
  await board(seat);
  await press(seat, key);
  const form = seat.page.locator("form.order");
  await form.waitFor();
  if (words !== undefined) await form.locator("input.input").fill(words);
}
const give = async (seat: Seat) => {
  await press(seat, "Control+Enter");
  await seat.page.locator("form.order").waitFor({ state: "detached" });
};
const assignmentOf = async (seat: Seat, incident: string) =>
  (await read<{ assignment_ids: string[] }>(seat, `/api/incidents/${incident}`)).assignment_ids.at(-1)!;

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [dana, priya, casey, omar] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "priya", "desk"), arrive(browser, "casey", "phone"), arrive(browser, "omar", "phone")]);
  // what an earlier file left under way is not this hour's
  const { teams } = await read<{ teams: { assignment: { id: string } | null }[] }>(dana, "/api/teams");
  for (const team of teams) if (team.assignment) await does(dana, "POST", `/api/assignments/${team.assignment.id}/cancel`, { reason: "over" });
  await Promise.all([dana, priya].map(live));
}, 120_000);
afterAll(async () => {
  await browser?.close();
});

describe("a decline", () => {
  let incident: string;
  it("alarms the desk that sent, and the other desk, with who and why", async () => {
    incident = await openIncident(dana, { place: DECLINE });
    await onBoard(dana, incident);
    await send(dana, incident, "Mesa 2");
    await does(omar, "POST", `/api/assignments/${await assignmentOf(dana, incident)}/accept`);
    await does(casey, "POST", `/api/assignments/${await assignmentOf(dana, incident)}/decline`, { reason: "too_far", words: "" });
    for (const seat of [dana, priya]) await seat.page.locator(".alarmbar", { hasText: "Casey Moreno" }).filter({ hasText: say("board_reason_too_far") }).waitFor();
    expect(await complaints(dana.page)).toEqual([]);
  });
  it("ends at both desks when one says that it has it, names who, and stays in the row until it is answered", async () => {
    await board(dana);
    await press(dana, "a");
    for (const seat of [dana, priya]) await seat.page.locator(".alarmbar").waitFor({ state: "detached" });
    await onBoard(priya, incident);
    await priya.page.getByText(/Dana has this, since/).waitFor();
    await row(dana, DECLINE).getByText(say("board_row_declined", { team: "Mesa 2" })).waitFor();
  });
  it("returns the incident to the queue when the team is taken back, with the reason in the timeline", async () => {
    await order(dana, "x", "Casey is too far");
    await give(dana);
    await dana.page.locator(".tl", { hasText: "Casey is too far" }).waitFor();
    await row(priya, DECLINE).getByText(say("board_row_could_not", { team: "Mesa 2" })).waitFor();
    await order(dana, "c");
    await dana.page.getByRole("radio", { name: say("board_result_no_need") }).click();
    await give(dana);
  });
});

describe("two dispatchers at once", () => {
  it("let one send, and tell the other who was faster and when", async () => {
    const [one, two] = [await openIncident(dana, { place: "1 Race Street" }), await openIncident(dana, { place: "2 Race Street" })];
    await onBoard(dana, one);
    await onBoard(priya, two);
    await board(priya);
    await press(priya, "2");
    await act(priya, "board_send_none").filter({ hasText: "Mesa 2" }).waitFor();
    // both pressed in the same moment; the other desk's order is the first to arrive
    await priya.page.evaluate(() => {
      const page = window as unknown as { arrived: () => void };
      const first = new Promise<void>((resolve) => (page.arrived = resolve));
      const real = window.fetch;
      // in the page: what a service worker lets through is not always seen by a route
      window.fetch = async (...asked) => {
        if (asked[1]?.method === "POST" && String(asked[0]).endsWith("/api/assignments")) await first;
        return real(...asked);
      };
    });
    await press(priya, "d");
    await send(dana, one, "Mesa 2");
    await priya.page.evaluate(() => (window as unknown as { arrived: () => void }).arrived());
    const refused = priya.page.locator(".ask--no");
    await refused.waitFor();
    // where the two seconds passed first, the desk is told to ask again; the same order then has its answer
    const again = refused.getByRole("button", { name: say("board_again") });
    await expect.poll(async () => {
      if (await again.isVisible()) await again.click({ timeout: 1000 }).catch(() => undefined);
      return refused.textContent();
    }).toContain("Dana sent Mesa 2");
    await refused.getByText(say("board_yours_not_sent", { team: "Mesa 2" })).waitFor();
    expect(await complaints(priya.page)).toEqual([]);
    await press(priya, "Escape");
    await does(dana, "POST", `/api/assignments/${await assignmentOf(dana, one)}/cancel`, { reason: "test" });
    for (const id of [one, two]) await does(dana, "POST", `/api/incidents/${id}/close`, { result: "no_need" });
  });
});

describe("level 2", () => {
  let incident: string;
  it("asks once before police are sent, and shows the person's wish", async () => {
    incident = await openIncident(dana, { place: WISH }, LEVEL_2);
    await onBoard(dana, incident);
    await board(dana);
    await press(dana, "2");
    await press(dana, "d");
    const asked = dana.page.locator(".ask--heed", { hasText: "no police" });
    await asked.waitFor();
    expect(await complaints(dana.page)).toEqual([]);
    await asked.getByRole("button", { name: say("board_send_police") }).click();
    await dana.page.getByText(say("board_sent_police", { name: "Dana" })).waitFor();
  });
  it("diverts the team to another incident, and the first one waits again", async () => {
    const other = await openIncident(dana, { place: DIVERT });
    await order(dana, "v");
    await dana.page.getByRole("radio", { name: new RegExp(DIVERT) }).click();
    await give(dana);
    await dana.page.locator(".tl", { hasText: say("board_tl_diverted", { team: "Mesa 2" }) }).waitFor();
    await row(priya, WISH).getByText(say("board_row_no_team")).waitFor();
    await row(priya, DIVERT).getByText(say("board_row_sent", { team: "Mesa 2" })).waitFor();
    await onBoard(dana, other);
    await dana.page.locator(".det h1, .det__top h1", { hasText: DIVERT }).first().waitFor();
    await dana.page.locator(".who").waitFor();
    await order(dana, "f", "They said so by radio");
    await dana.page.getByRole("radio", { name: say("board_status_cleared") }).click();
    await give(dana);
    await row(dana, DIVERT).getByText(say("board_row_to_close", { team: "Mesa 2" })).waitFor();
    expect((await command(priya, "POST", `/api/incidents/${other}/close`, { result: "seen" })).status).toBe(200);
    await dana.page.locator(".det__clk", { hasText: say("board_result_seen") }).waitFor();
  });
  it("opens again with a reason, and is linked as told twice", async () => {
    await order(dana, "r", "He called back");
    await give(dana);
    await row(dana, DIVERT).waitFor();
    await order(dana, "u");
    await dana.page.getByRole("radio", { name: new RegExp(WISH) }).click();
    await give(dana);
    await dana.page.locator(".det__clk", { hasText: say("board_result_duplicate") }).waitFor();
    await does(dana, "POST", `/api/incidents/${incident}/close`, { result: "by_phone" });
  });
});

describe("level and staging", () => {
  it("takes another level with a reason, a staging point, and who was told", async () => {
    const incident = await openIncident(dana, { place: "5 Override Court" });
    await onBoard(dana, incident);
    await order(dana, "l", "He has put the knives away");
    await dana.page.getByRole("radio", { name: say("level_2_long") }).click();
    await give(dana);
    await dana.page.locator(".det__rule", { hasText: "Level 2" }).waitFor();
    await order(dana, "s", "Alder and 4th");
    await dana.page.getByRole("radio", { name: say("board_form_stage_yes") }).click();
    await give(dana);
    await dana.page.locator(".tagrow", { hasText: "Alder and 4th" }).waitFor();
    await order(dana, "t", "asked to wait");
    await dana.page.getByRole("radio", { name: say("board_whom_police") }).click();
    await give(dana);
    await dana.page.locator(".tl", { hasText: "asked to wait" }).waitFor();
    await does(dana, "POST", `/api/incidents/${incident}/close`, { result: "police_only" });
  });
  it("says what is missing in a form, in words, and sends nothing", async () => {
    const incident = await openIncident(dana, { place: "6 Override Court" });
    await onBoard(dana, incident);
    await order(dana, "l", "");
    await press(dana, "Control+Enter");
    await dana.page.locator("form.order .err", { hasText: say("board_form_choose") }).waitFor();
    await dana.page.getByRole("radio", { name: say("level_2_long") }).click();
    await press(dana, "Control+Enter");
    await dana.page.locator("form.order .err", { hasText: say("board_form_words") }).waitFor();
    expect(await complaints(dana.page)).toEqual([]);
    await press(dana, "Escape");
    await does(dana, "POST", `/api/incidents/${incident}/close`, { result: "no_need" });
  });
});

describe("the desk", () => {
  it("sends a remark that the other desk has by itself", async () => {
    const incident = await openIncident(dana, { place: `${house} Remark Lane` });
    await onBoard(dana, incident);
    await onBoard(priya, incident);
    await board(dana);
    await into(dana, "n");
    await dana.page.keyboard.type("Knife is in the sink now");
    await press(dana, "Enter");
    await priya.page.locator(".tl", { hasText: "Knife is in the sink now" }).waitFor();
    await does(dana, "POST", `/api/incidents/${incident}/close`, { result: "no_need" });
  });
  it("finds yesterday's and today's incidents, and shows its keys", async () => {
    await board(dana);
    await into(dana, "/");
    await dana.page.keyboard.type(`${house} remark`);
    await dana.page.getByRole("button", { name: say("board_find_today") }).click();
    await dana.page.locator(".mid .q", { hasText: `${house} Remark Lane` }).waitFor();
    expect(await complaints(dana.page)).toEqual([]);
    await board(dana);
    await press(dana, "Escape");
    await press(dana, "?");
    await dana.page.locator(".keymap").waitFor();
    expect(await complaints(dana.page)).toEqual([]);
    await press(dana, "Escape");
    await dana.page.locator(".keymap").waitFor({ state: "detached" });
  });
  it("says plainly that it lost the server, refuses to send, and keeps a remark", async () => {
    const incident = await openIncident(dana, { place: "8 Silent Street" });
    await onBoard(dana, incident);
    await dana.context.setOffline(true);
    await dana.page.locator(".alarmbar", { hasText: say("board_lost_text") }).waitFor({ timeout: 60_000 });
    await expect.poll(() => act(dana, "board_send_none").first().getAttribute("aria-disabled")).toBe("true");
    await board(dana);
    await into(dana, "n");
    await dana.page.keyboard.type("Said by radio");
    await press(dana, "Enter");
    await dana.page.locator(".tl li", { hasText: "Said by radio" }).getByText(say("kept_not_sent")).waitFor();
    expect(await complaints(dana.page)).toEqual([]);
    await dana.context.setOffline(false);
    await live(dana);
    await dana.page.locator(".tl li", { hasText: "Said by radio" }).getByText(say("kept_not_sent")).waitFor({ state: "detached" });
    await does(dana, "POST", `/api/incidents/${incident}/close`, { result: "no_need" });
    expect([...dana.errors, ...priya.errors]).toEqual([]);
  });
});

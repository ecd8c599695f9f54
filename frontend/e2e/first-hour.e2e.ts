import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { command, does, free, gotNews, live, onBoard, openIncident, press, readOld, say, send, teamCalled } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, shootAll, type Seat } from "./browser.ts";

/** A dispatcher's first hour: what goes wrong on an ordinary evening, each step seen on the board and on the phones. */
let browser: Browser;
let dana: Seat, priya: Seat, casey: Seat, omar: Seat;
let incident: string, assignment: string;

const whoRow = (name: string) => dana.page.locator(".who tr", { hasText: name });
const toAlert = (phone: Seat, id: string) => phone.page.waitForURL(new RegExp(`/alert/${id}`));

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [dana, priya, casey, omar] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "priya", "desk"), arrive(browser, "casey", "phone"), arrive(browser, "omar", "phone")]);
  await free(dana);
  await Promise.all([live(dana), live(priya), readOld(casey), readOld(omar)]);
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  if (dana) await free(dana);
  await browser?.close();
});

describe("a dispatcher's first hour", () => {
  it("sends a team, and both take it", async () => {
    incident = await openIncident(dana);
    await onBoard(dana, incident);
    await onBoard(priya, incident);
    assignment = await send(dana, incident, "Mesa 2");
    await Promise.all([toAlert(casey, assignment), toAlert(omar, assignment)]);
    await press(casey, "phone_got_it");
    await press(omar, "phone_got_it");
    await dana.page.getByText(say("board_of", { n: 2, of: 2 })).first().waitFor();
    await priya.page.getByText(say("board_of", { n: 2, of: 2 })).first().waitFor();
  });

  it("had the wrong address: the change is an alert on both phones", async () => {
    await does(dana, "PATCH", `/api/incidents/${incident}`, { place: "1481 Alder Court" });
    await Promise.all([casey, omar].map((phone) => phone.page.getByText("1481 Alder Court").first().waitFor()));
    await casey.page.getByText(say("phone_news_moved")).first().waitFor();
    expect(await complaints(casey.page)).toEqual([]);
    await Promise.all([gotNews(casey), gotNews(omar)]);
    await dana.page.locator(".det__top h1", { hasText: "1481 Alder Court" }).waitFor();
  });

  it("two desks cannot send the same team twice, and the slower one is told who was faster", async () => {
    const other = await openIncident(priya, { place: "Harbor Library, front steps", place_detail: "" });
    const refused = await command(priya, "POST", "/api/assignments", { id: crypto.randomUUID(), incident: other, team: await teamCalled(priya, "Mesa 2") });
    expect([refused.status, refused.code]).toEqual([409, "team_taken"]);
    await does(priya, "POST", `/api/incidents/${other}/duplicate`, { of: incident });
    await dana.page.locator(".q", { hasText: "Harbor Library" }).first().waitFor();
  });

  it("diverts the team to somebody who needs it more, and the first waits again", async () => {
    const worse = await openIncident(dana, { place: "Canal footbridge, Quarry Hill", place_detail: "" }, { plan: "yes" }).catch(() => openIncident(dana, { place: "Canal footbridge, Quarry Hill", place_detail: "" }));
    const next = crypto.randomUUID();
    await does(dana, "POST", `/api/assignments/${assignment}/divert`, { id: next, incident: worse, override_reason: "Closer", sends_police: true });
    await Promise.all([toAlert(casey, next), toAlert(omar, next)]);
    await casey.page.getByText("Canal footbridge").first().waitFor();
    await dana.page.locator(".q", { hasText: "1481 Alder Court" }).getByText(say("board_row_no_team")).waitFor();
    assignment = next;
    incident = worse;
    await onBoard(dana, incident);
  });

  it("hears that one cannot go, with the reason, and the other still does", async () => {
    await casey.page.getByRole("button", { name: say("phone_cannot") }).click();
    expect(await complaints(casey.page)).toEqual([]);
    await casey.page.getByRole("radio", { name: say("phone_reason_too_far") }).click();
    await casey.page.locator("button.btn--go").click();
    await whoRow("Casey").getByText(say("board_who_no")).waitFor();
    await dana.page.locator("[role=alert]", { hasText: "Mesa 2" }).first().waitFor();
    expect(await complaints(dana.page)).toEqual([]);
    await press(omar, "phone_got_it");
    await dana.page.getByText(say("board_of", { n: 1, of: 2 })).first().waitFor();
  });

  it("takes the team back, and both phones say that they need not go", async () => {
    await does(dana, "POST", `/api/assignments/${assignment}/cancel`, { reason: "Harbor 1 is nearer" });
    await omar.page.getByText(say("phone_ended_cancelled")).first().waitFor();
    await casey.page.getByText(say("phone_ended_cancelled")).first().waitFor();
    await dana.page.locator(".q", { hasText: "Canal footbridge" }).first().waitFor();
  });

  it("closes what is done, and the board is calm again", async () => {
    const closed = await command(dana, "POST", `/api/incidents/${incident}/close`, { result: "cancelled", words: "Picked up by his sister" });
    expect(closed.status).toBe(200);
    await dana.page.locator(".q", { hasText: "Canal footbridge" }).getByText(say("board_result_cancelled")).first().waitFor();
  });

  it("made no page complain", () => {
    expect([...dana.errors, ...priya.errors, ...casey.errors, ...omar.errors]).toEqual([]);
  });
});

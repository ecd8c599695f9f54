import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { does, free, live, openIncident, press, read, readOld, say, send } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, passLock, PATIENT, readyForOffline, shootAll, signIn, sit, type Seat } from "./browser.ts";

/** What two people wrote apart, what two tabs and two phones of one person keep, and that nothing of it is lost or doubled. */
let browser: Browser;
let dana: Seat, casey: Seat, second: Seat;
let incident: string, assignment: string;
interface Line { kind: string; text: string; facts: Record<string, unknown>; occurred_at: string; clock_off_s?: number | null }

const entries = async (): Promise<Line[]> => (await read<{ entries: Line[] }>(dana, `/api/incidents/${incident}/timeline`)).entries;
const now = async (): Promise<Record<string, unknown>> => (await read<{ incident?: Record<string, unknown> }>(dana, `/api/incidents/${incident}`)) as Record<string, unknown>;
const go = async ({ page, person }: Seat, path: string): Promise<void> => {
  await page.goto(`${origin(person)}${path}`);
  await page.locator("h1").first().waitFor();
};

async function correct(page: Page, fields: Record<string, string>): Promise<void> {
  await page.getByRole("button", { name: say("phone_edit") }).click();
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(say(label)).fill(text);
  await page.getByRole("button", { name: say("phone_edit_keep") }).click();
}

async function remark(page: Page, text: string): Promise<void> {
  await page.locator("textarea, .write input").first().fill(text);
  await page.locator("button.btn--go", { hasText: say("phone_send") }).click();
  await page.getByText(text).first().waitFor();
}

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [dana, casey] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "casey", "phone")]);
  await free(dana);
  await readOld(casey);
  await readyForOffline(casey);
  incident = await openIncident(dana, { place_detail: "gate 4407", hazards: "" });
  assignment = await send(dana, incident, "Mesa 2", { sends_police: true, override_reason: "the nearest team" });
  await casey.page.waitForURL(/\/alert\//);
  await press(casey, "phone_got_it");
  await casey.page.waitForURL(/\/assignment\//);
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  if (dana) await free(dana);
  await browser?.close();
});

describe("what two people wrote apart", () => {
  it("lies side by side with names and times, and nothing is chosen beforehand", async () => {
    const { page, context } = casey;
    await context.setOffline(true);
    await correct(page, { phone_edit_detail: "gate 4408", phone_edit_hazards: "dog in the yard" });
    await does(dana, "PATCH", `/api/incidents/${incident}`, { place_detail: "gate 4409" });
    await context.setOffline(false);
    await live(casey);
    await go(casey, "/needs-you");
    await page.getByRole("heading", { name: say("needs_you_two", { field: say("intake_place_detail") }) }).waitFor();
    await page.getByRole("radio", { name: /gate 4408/ }).waitFor();
    await page.getByRole("radio", { name: /Dana.*gate 4409/ }).waitFor();
    expect(await page.getByRole("radio", { checked: true }).count()).toBe(0);
    expect(await page.locator("button.btn--go").count()).toBe(0);
    expect(await now()).toMatchObject({ place_detail: "gate 4409", hazards: "" });
    expect(await complaints(page)).toEqual([]);
  });

  it("stands as the person chose: the button names it, and what nobody contested goes in with it", async () => {
    const { page } = casey;
    await page.getByRole("radio", { name: /gate 4408/ }).click();
    expect(await complaints(page)).toEqual([]);
    await page.locator("button.btn--go", { hasText: say("needs_you_keep", { what: "gate 4408" }) }).click();
    await page.getByText(say("needs_you_empty")).waitFor();
    await page.getByText(say("needs_you_kept_mine")).waitFor();
    await expect.poll(now, PATIENT).toMatchObject({ place_detail: "gate 4408", hazards: "dog in the yard" });
  });

  it("may stay theirs, decided without signal, and is told to the server once", async () => {
    const { page, context } = casey;
    await go(casey, `/assignment/${assignment}`);
    await context.setOffline(true);
    await correct(page, { phone_edit_detail: "gate 1" });
    await does(dana, "PATCH", `/api/incidents/${incident}`, { place_detail: "gate 2" });
    await context.setOffline(false);
    await live(casey);
    await page.getByRole("button", { name: new RegExp(say("menu")) }).click();
    await page.getByRole("link", { name: new RegExp(say("menu_needs_you")) }).click();
    await context.setOffline(true);
    await page.getByRole("radio", { name: /gate 2/ }).click();
    await page.locator("button.btn--go").click();
    await page.getByText(say("action_op_settle")).waitFor();
    await context.setOffline(false);
    await page.getByText(say("needs_you_empty")).waitFor(PATIENT);
    await page.getByText(say("needs_you_kept_theirs")).waitFor();
    expect(await now()).toMatchObject({ place_detail: "gate 2" });
  });
});

describe("two tabs and two phones of one person", () => {
  it("send each word once, and each tab says how it stands", async () => {
    const tab = await casey.context.newPage();
    await Promise.all([casey.page, tab].map((page) => page.goto(`${origin("casey")}/remarks/${incident}`)));
    await passLock(tab);
    // a welcome that comes after the line was cut would be believed until the next beat stays away
    for (const page of [casey.page, tab]) await live({ ...casey, page });
    await casey.context.setOffline(true);
    for (const n of [1, 2, 3]) {
      await remark(casey.page, `first tab ${n}`);
      await remark(tab, `second tab ${n}`);
    }
    for (const page of [casey.page, tab]) await page.getByText(say("phone_offline_title", { n: 6 })).waitFor();
    await casey.context.setOffline(false);
    const said = async (): Promise<string[]> => (await entries()).filter(({ kind, text }) => kind === "remark" && text.includes("tab")).map(({ text }) => text).sort();
    await expect.poll(said, PATIENT).toEqual(["first tab 1", "first tab 2", "first tab 3", "second tab 1", "second tab 2", "second tab 3"]);
    for (const page of [casey.page, tab]) await expect.poll(() => page.locator(".is-wait").count(), PATIENT).toBe(0);
    expect((await said()).length).toBe(6);
    await tab.close();
  });

  it("double nothing: the same tap on two phones is one status", async () => {
    second = await signIn(await sit(browser, "casey", "phone"));
    await Promise.all([casey, second].map((seat) => go(seat, `/assignment/${assignment}`)));
    for (const { page } of [casey, second]) await page.locator("button.btn--go", { hasText: say("phone_status_en_route") }).waitFor();
    await Promise.all([casey, second].map((seat) => seat.context.setOffline(true)));
    for (const seat of [casey, second]) await press(seat, "phone_status_en_route");
    await Promise.all([casey, second].map((seat) => seat.context.setOffline(false)));
    const onTheWay = async (): Promise<number> => (await entries()).filter(({ kind, facts }) => kind === "status" && facts["status"] === "en_route").length;
    await expect.poll(onTheWay, PATIENT).toBe(1);
    for (const seat of [casey, second]) {
      await go(seat, "/needs-you");
      await seat.page.getByText(say("needs_you_empty")).waitFor();
    }
    expect(await onTheWay()).toBe(1);
  });
});

describe("a phone whose clock is off", () => {
  it("is told so, and what it writes carries the true time", async () => {
    const { page, context } = second;
    await context.clock.install({ time: Date.now() + 6 * 60_000 });
    await go(second, `/remarks/${incident}`);
    await page.getByText(say("clock_ahead", { n: say("span_minutes", { n: 6 }) })).waitFor();
    expect(await complaints(page)).toEqual([]);
    const before = Date.now();
    await remark(page, "by a wrong clock");
    await expect.poll(async () => (await entries()).some(({ text }) => text === "by a wrong clock"), PATIENT).toBe(true);
    const line = (await entries()).find(({ text }) => text === "by a wrong clock")!;
    expect(Math.abs(Date.parse(line.occurred_at) - before)).toBeLessThan(60_000);
  });

  it("made no page complain", () => {
    expect([...dana.errors, ...casey.errors, ...second.errors]).toEqual([]);
  });
});

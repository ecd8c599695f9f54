import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { does, free, live, openIncident, press, read, readOld, say, send } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, fillIn, launch, origin, passLock, PATIENT, PIN, shootAll, sit, signIn, type Seat } from "./browser.ts";

/** One phone, two people, and a phone that is taken away: whose work is whose, and what is left for whom. */
let browser: Browser;
let dana: Seat, phone: Seat;
let incident: string, assignment: string;
const CALM = { weapon_in_hand: "no", weapon_in_reach: "no", violence_now: "no", cannot_care_for_self: "yes" };
const POLICE = { sends_police: true, override_reason: "the nearest team" };
const RILEYS_PIN = "580246";
const PLACE = "31 Harbour Steps";

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [dana, phone] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "casey", "phone")]);
  await free(dana);
  await readOld(phone);
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  if (dana) await free(dana);
  await browser?.close();
});

const lockNow = async ({ page }: Seat): Promise<void> => {
  await page.getByRole("button", { name: say("menu") }).click();
  await page.getByRole("button", { name: say("lock_now"), exact: true }).click();
  await page.locator(".pin").waitFor();
};
const person = (name: string) => phone.page.getByRole("radio", { name: new RegExp(name) });

describe("a shared phone", () => {
  it("locks over an assignment only by hand, says how much is unsent, and what an alert says stays hidden", async () => {
    await lockNow(phone);
    expect(await complaints(phone.page)).toEqual([]);
    incident = await openIncident(dana, { place: PLACE, place_detail: "" }, CALM);
    assignment = await send(dana, incident, "Mesa 2", POLICE);
    await person("Casey").getByText(say("lock_waiting")).waitFor(PATIENT);
    expect(await phone.page.locator("body").innerText()).not.toContain(PLACE);
    await passLock(phone.page);
    await phone.page.waitForURL(/\/alert\//);
    await press(phone, "phone_got_it");
    await phone.page.waitForURL(/\/assignment\//);
    await phone.context.setOffline(true);
    await press(phone, "phone_status_en_route");
    await phone.page.getByText(say("kept_not_sent")).first().waitFor();
    await lockNow(phone);
    await person("Casey").getByText(/^[12] unsent, kept safely/).waitFor();
    expect(await phone.page.locator("body").innerText()).not.toContain(PLACE);
  });

  it("takes wrong PINs, makes the fourth wait, and a restart does not help", async () => {
    for (let i = 1; i <= 3; i += 1) {
      await phone.page.keyboard.type("111222");
      await phone.page.getByText(say("lock_wrong", { n: i })).waitFor();
    }
    await phone.page.locator(".pad.flat").waitFor();
    expect(await complaints(phone.page)).toEqual([]);
    await phone.context.setOffline(false);
    await Promise.all([phone.page.waitForEvent("load"), phone.page.evaluate(() => location.reload())]);
    await phone.page.locator(".pad.flat").waitFor();
    await phone.page.getByText(say("lock_wrong", { n: 3 })).waitFor();
  });

  it("gives a colleague a store of their own, in which nothing of the first is", async () => {
    await phone.page.getByRole("button", { name: say("lock_other_person") }).click();
    await fillIn(phone, "riley", RILEYS_PIN);
    await live(phone);
    expect(await phone.page.locator("body").innerText()).not.toContain(PLACE);
    await lockNow(phone);
    await person("Casey").getByText(/^[12] unsent, sealed with Casey/).waitFor();
    await person("Riley").getByText(say("lock_unsent_none")).waitFor();
    expect(await complaints(phone.page)).toEqual([]);
    await phone.page.emulateMedia({ colorScheme: "dark" });
    expect(await complaints(phone.page)).toEqual([]);
  });

  it("opens the first one's work again with their PIN, and sends it once, for them", async () => {
    await phone.page.clock.install();
    await person("Casey").click();
    await phone.page.clock.fastForward(31_000);
    await phone.page.locator(".pad:not(.flat)").waitFor();
    await phone.page.keyboard.type(RILEYS_PIN);
    await phone.page.getByText(say("lock_wrong", { n: 4 })).waitFor();
    await phone.page.clock.fastForward(125_000);
    await phone.page.locator(".pad:not(.flat)").waitFor();
    await phone.page.keyboard.type(PIN);
    await phone.page.getByText(say("session_other_title")).waitFor();
    await phone.page.locator(".banner", { hasText: say("session_other_title") }).getByRole("button", { name: say("sign_in_do") }).click();
    await fillIn(phone, "casey");
    await live(phone);
    const statuses = async (): Promise<unknown[]> => {
      const { entries } = await read<{ entries: { kind: string; facts: Record<string, unknown>; by_name: string }[] }>(dana, `/api/incidents/${incident}/timeline`);
      return entries.filter((line) => line.kind === "status").map((line) => [line.facts["status"], line.by_name]);
    };
    await expect.poll(statuses, PATIENT).toEqual([["en_route", "Casey"]]);
    await does(dana, "POST", `/api/assignments/${assignment}/cancel`, { reason: "Done" });
  });
});

/** The phone's own number, once the server has it too. */
async function registered({ page }: Seat): Promise<string> {
  const mark = await page.waitForFunction(() => localStorage.getItem("alongside:registered"));
  return (await mark.jsonValue())!.split(" ")[0]!;
}

describe("a phone that was taken away while it was off", () => {
  it("destroys what it held at its next contact, and says so", async () => {
    const riley = await signIn(await sit(browser, "riley", "phone"));
    await live(riley);
    const device = await registered(riley);
    await riley.page.goto("about:blank");
    await does(dana, "POST", `/api/devices/${device}/revoke`);
    await riley.page.goto(`${origin("riley")}/home`);
    await riley.page.getByText(say("lock_withdrawn")).waitFor();
    expect(await complaints(riley.page)).toEqual([]);
    const left = async (): Promise<number> => riley.page.evaluate(async () => (await indexedDB.databases()).filter((one) => one.name!.startsWith("alongside-")).length);
    await expect.poll(left, PATIENT).toBe(0);
  });

  it("made no page complain", () => {
    expect([...dana.errors, ...phone.errors]).toEqual([]);
  });
});

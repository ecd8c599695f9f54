import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { command, free, live, openIncident, read, readOld, say, send } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, PATIENT, readyForOffline, signIn, sitAt, sit, type Seat } from "./browser.ts";
import { DrivenWorker, PushService } from "./push-service.ts";

/** Woken when closed: server, push service that decrypts, the phone's real worker, and back. */
let browser: Browser;
let service: PushService;
let dana: Seat, casey: Seat;
let worker: DrivenWorker;
const CALM = { weapon_in_hand: "no", weapon_in_reach: "no", violence_now: "no", cannot_care_for_self: "yes" };
interface TeamRow { name: string; assignment: { id: string } | null }

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  service = await new PushService().start();
  dana = await arrive(browser, "dana", "desk");
  await free(dana);
  casey = await sitAt(mkdtempSync(join(tmpdir(), "alongside-waking-")), "casey");
  await service.lendTo(casey);
  await signIn(casey);
  await readOld(casey);
  await readyForOffline(casey);
  await casey.page.goto(`${origin("casey")}/woken`);
  await live(casey);
  worker = await DrivenWorker.of(casey);
}, 120_000);
afterAll(async () => {
  service?.stop();
  if (dana) await free(dana);
  await casey?.context.close().catch(() => undefined);
  await browser?.close();
});

/** Into test-results/, to stand beside the design. */
async function shoot(seat: Seat, name: string): Promise<void> {
  const folder = new URL("../test-results/", import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  await seat.page.screenshot({ path: `${folder}waking-${name}.png` });
}
const stops = (): Promise<number> => casey.page.locator(".trail li.done").count();

describe("can this phone be woken", () => {
  it("goes round: sent, taken, woken, touched, each with its time", async () => {
    const { page } = casey;
    expect(await complaints(page)).toEqual([]);
    await page.locator("button.btn--go", { hasText: say("waking_test") }).click();
    await page.getByRole("heading", { name: say("waking_lock") }).waitFor();
    await expect.poll(() => service.taken.length, PATIENT).toBe(1);
    await expect.poll(stops, PATIENT).toBe(2);
    await shoot(casey, "running");
    await worker.deliver(service.taken[0]!.plain);
    await page.getByRole("heading", { name: say("waking_woke") }).waitFor(PATIENT);
    await expect.poll(async () => (await worker.shown())[0], PATIENT).toMatchObject({ title: say("waking_push_test"), options: { tag: "alongside-test", requireInteraction: true, data: { kind: "test" } } });
    await worker.touch();
    await page.getByRole("heading", { name: say("waking_passed") }).waitFor(PATIENT);
    await expect.poll(stops, PATIENT).toBe(4);
    await shoot(casey, "passed");
    expect(await complaints(page)).toEqual([]);
    await page.locator("button.btn--go", { hasText: say("waking_go_on") }).click();
    await page.waitForURL(/\/home$/);
    await page.getByText(say("waking_word_proven")).waitFor(PATIENT);
  });

  it("is woken by an order while its app is closed, in neutral words, and the desk sees how far it came", async () => {
    await casey.page.goto(`${origin("casey")}/icon-192.png`); // the app is closed; its worker stays
    const incident = await openIncident(dana, {}, CALM);
    await send(dana, incident, "Mesa 2", { sends_police: true, override_reason: "the nearest team" });
    await dana.page.goto(`${origin("dana")}/board/${incident}`);
    const desk = dana.page.locator(".who");
    await expect.poll(() => service.taken.length, PATIENT).toBe(2);
    const { plain, headers } = service.taken[1]!;
    expect(Object.keys(JSON.parse(plain) as object).sort()).toEqual(["id", "kind", "lang", "token", "v"]);
    expect(plain).not.toMatch(/Alder|Casey|Mesa|Elena/);
    expect(headers["authorization"]).toMatch(/^vapid t=.+, k=.+/);
    await desk.getByText(say("waking_push_accepted")).waitFor(PATIENT);
    await worker.deliver(plain);
    await desk.getByText(say("waking_push_received")).waitFor(PATIENT);
    await expect.poll(async () => (await worker.shown()).at(-1), PATIENT).toMatchObject({ title: say("waking_push_alert"), options: { tag: "alongside-alert", lang: "en", data: { kind: "alert" } } });
    await worker.touch();
    await desk.getByText(say("waking_push_opened")).waitFor(PATIENT);
    await shoot(dana, "board");
    await casey.page.goto(origin("casey"));
    await casey.page.waitForURL(/\/alert\//, PATIENT);
  });

  it("shows something whatever comes, and is still found when its browser moves the subscription while it is closed", async () => {
    await casey.page.goto(`${origin("casey")}/icon-192.png`);
    await worker.deliver("no JSON");
    await expect.poll(async () => (await worker.shown()).at(-1)?.options.data, PATIENT).toBeNull();
    expect(await worker.move(service, "casey-moved")).toBe(201);
    const order = (await read<{ teams: TeamRow[] }>(dana, "/api/teams")).teams.find((team) => team.name === "Mesa 2")?.assignment;
    await command(dana, "POST", `/api/assignments/${order?.id}/cancel`, {});
    await expect.poll(() => service.taken.at(-1)?.path, PATIENT).toBe("/push/casey-moved");
  });

  it("says so where a phone has no channel, to its person and to the desk, in Spanish and at night", async () => {
    const riley = await signIn(await sit(browser, "riley", "phone", { theme: "night", language: "es" }));
    await riley.page.goto(`${origin("riley")}/woken`);
    await riley.page.getByRole("heading", { name: say("waking_cannot", {}, "es") }).or(riley.page.getByRole("button", { name: say("waking_allow", {}, "es") })).first().waitFor(PATIENT);
    expect(await complaints(riley.page)).toEqual([]);
    await shoot(riley, "cannot-es-night");
    await riley.context.setOffline(true);
    await riley.page.getByRole("heading", { name: say("waking_offline", {}, "es") }).waitFor(PATIENT);
    await riley.context.setOffline(false);
    await dana.page.getByText(say("waking_board_only_open", { names: "Riley" })).first().waitFor(PATIENT);
  });

  it("is in the desk's register in counts, and a lost one is revoked from there with a reason", async () => {
    const { page } = dana;
    await page.getByRole("link", { name: say("waking_devices") }).click();
    const row = (name: string) => page.locator("tbody tr", { hasText: name });
    await row("Casey Moreno").getByText(say("waking_all_sent")).first().waitFor(PATIENT);
    await shoot(dana, "devices");
    expect(await complaints(page)).toEqual([]);
    await page.getByRole("button", { name: "Riley Chen" }).first().click();
    await page.getByLabel(say("waking_revoke_why")).selectOption("lost");
    await page.getByRole("button", { name: say("waking_revoke") }).click();
    await page.getByRole("button", { name: say("waking_revoke_sure") }).click();
    await page.locator(".side").getByText(say("waking_revoked", { time: "" }).trim()).waitFor(PATIENT);
  });

  it("made no page complain", () => {
    // a page that was opened without a touch may not buzz: the browser says so
    expect([...dana.errors, ...casey.errors].filter((line) => !line.includes("navigator.vibrate"))).toEqual([]);
  });
});

import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { does, free, kept as onDisk, openIncident, press, read, readOld, say, send, takes } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, PATIENT, readyForOffline, shootAll, type Seat } from "./browser.ts";

/** A person decides at the door, without signal, whom may be told what; later takes it back, and may see who was told. */
let browser: Browser;
let dana: Seat, casey: Seat, cam: Seat;
let assignment: string;
const SHOTS = process.env["SHOTS"];
interface Held { kind: string; id: string; object: { encounter?: string; signature?: unknown[]; recipients?: { name: string }[]; withdrawn_at?: string | null; language?: string } }

/** For whoever looks at them beside the design; only when asked for. */
async function shoot(seat: Seat, name: string): Promise<void> {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  for (const theme of ["light", "dark"] as const) {
    await seat.page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await seat.page.waitForTimeout(300);
    await seat.page.screenshot({ path: `${SHOTS}/${name}-${theme}.png` });
    expect(await complaints(seat.page)).toEqual([]);
  }
  await seat.page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}
const kept = async (seat: Seat): Promise<Held[]> => (await read<{ objects: Held[] }>(seat, "/api/snapshot")).objects.filter((one) => one.kind === "consent" && one.object.encounter === assignment);
const change = ({ page }: Seat, line: string): Promise<void> => page.getByRole("button", { name: line }).tap();

async function sign({ page }: Seat): Promise<void> {
  await page.locator(".sign svg").scrollIntoViewIfNeeded();
  const box = await page.locator(".sign svg").boundingBox();
  if (!box) throw new Error("nowhere to sign");
  await page.mouse.move(box.x + 40, box.y + 80);
  await page.mouse.down();
  for (const [x, y] of [[90, 20], [120, 90], [180, 40], [230, 90], [290, 50]] as const) await page.mouse.move(box.x + x, box.y + y, { steps: 4 });
  await page.mouse.up();
}

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [dana, casey, cam] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "casey", "phone"), arrive(browser, "cam", "phone")]);
  await free(dana);
  await readOld(casey);
  await readyForOffline(casey);
  const incident = await openIncident(dana, { person_name: "Ines Abernathy" }, { weapon_in_hand: "no", weapon_in_reach: "no", violence_now: "no", cannot_care_for_self: "yes" });
  assignment = await send(dana, incident, "Mesa 2", { sends_police: true, override_reason: "the nearest team" });
  await takes(casey, assignment);
  for (const to of ["en_route", "on_scene"]) await does(casey, "POST", `/api/assignments/${assignment}/status`, { to });
}, 120_000);
afterAll(async () => {
  await shootAll("consent");
  if (dana) await free(dana);
  await browser?.close();
});

describe("a person's consent", () => {
  it("is read, changed and signed in airplane mode, in Spanish, and the copy is there at once", async () => {
    const { page } = casey;
    await page.goto(`${origin("casey")}/consent/${assignment}`);
    await page.locator(".say5").waitFor();
    await casey.context.setOffline(true);
    await expect.poll(() => page.getByText("Ines Abernathy").count()).toBe(1);
    await change(casey, say("consent_change_line", { line: "To" }));
    await page.getByLabel(say("consent_add_place"), { exact: true }).fill("Harbor Light");
    await page.getByRole("button", { name: say("consent_add"), exact: true }).tap();
    await page.getByLabel(say("consent_add_place"), { exact: true }).fill("Bayside Detox");
    await page.getByRole("checkbox", { name: new RegExp(say("consent_sud_place")) }).tap();
    await page.getByRole("button", { name: say("consent_add"), exact: true }).tap();
    await shoot(casey, "to");
    await press(casey, "consent_done");
    await shoot(casey, "empty");
    await change(casey, say("consent_change_line", { line: "Who" }));
    await shoot(casey, "who");
    await press(casey, "consent_done");
    await page.getByRole("button", { name: say("consent_says", { name: "Ines" }) }).tap();
    await page.getByText(say("consent_sud_title")).waitFor();
    await page.getByText(say("consent_sud_title")).scrollIntoViewIfNeeded();
    await shoot(casey, "sud");
    await page.getByRole("button", { name: say("consent_leave_out") }).tap();
    await page.getByRole("checkbox", { name: say("consent_read_aloud") }).waitFor();
    await shoot(casey, "says");
    await page.getByRole("button", { name: say("consent_signs", { name: "Ines" }) }).tap();
    await onDisk(casey, () => sign(casey));
    await shoot(casey, "signed");
    await page.reload();
    await page.locator(".sign .ink").first().waitFor();
    await page.getByRole("button", { name: "Español" }).tap();
    await page.getByText("Yo, Ines Abernathy, decido por mi cuenta").waitFor();
    expect(await complaints(page)).toEqual([]);
    await shoot(casey, "es");
    await page.locator("button.btn--go", { hasText: say("consent_agrees", { name: "Ines" }, "es") }).tap();
    await page.getByText(say("consent_kept", {}, "es")).waitFor();
    await page.getByRole("heading", { name: "Lo que acepté" }).waitFor();
    expect(await complaints(page)).toEqual([]);
    await shoot(casey, "copy");
  }, 90_000);

  it("goes out when signal returns, with its signature and its copy on paper", async () => {
    await casey.context.setOffline(false);
    await expect.poll(async () => (await kept(casey)).map(({ object }) => [object.recipients?.[0]?.name, object.signature?.length, object.language]), PATIENT).toEqual([["Harbor Light", 1, "es"]]);
    const link = casey.page.getByRole("link", { name: say("consent_copy_pdf", {}, "es") });
    await link.waitFor();
    const paper = await casey.page.evaluate(async (url) => (await (await fetch(url)).text()).slice(0, 5), (await link.getAttribute("href")) ?? "");
    expect(paper).toBe("%PDF-");
  }, 60_000);

  it("is taken back from the person's page in two taps that say what ends, and who was told is accounted for", async () => {
    const { page } = cam;
    const list = async (): Promise<string> => (await read<{ objects: { kind: string; object: { person?: string } }[] }>(cam, "/api/snapshot")).objects.find((one) => one.kind === "consent")?.object.person ?? "";
    await expect.poll(list, PATIENT).not.toBe("");
    const person = await list();
    await page.goto(`${origin("cam")}/person/${person}`);
    const agreed = page.locator("section.agreed");
    await agreed.getByText("Harbor Light and Casa Serena").waitFor();
    await shoot(cam, "list");
    await agreed.getByRole("button", { name: say("consent_take_back") }).tap();
    await agreed.getByText(say("consent_back_sure")).waitFor();
    await shoot(cam, "back");
    await agreed.getByRole("button", { name: say("consent_back_told") }).tap();
    await agreed.getByText(say("consent_none")).waitFor();
    await expect.poll(async () => (await read<{ consents: { withdrawn_at: string | null }[] }>(cam, `/api/people/${person}/consents`)).consents.every((one) => one.withdrawn_at !== null), PATIENT).toBe(true);
    await agreed.getByRole("link", { name: say("consent_told") }).tap();
    await page.getByText(say("consent_told_none")).waitFor();
    expect(await complaints(page)).toEqual([]);
    await shoot(cam, "told");
    for (const seat of [dana, casey, cam]) expect(seat.errors).toEqual([]);
  }, 60_000);
});

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { free, live, onBoard, openIncident, press, read, readOld, say, send, takes } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, PATIENT, readyForOffline, type Seat } from "./browser.ts";

/** Who was met: found among people of earlier calls, confirmed by a person, kept without signal, taken back. */
let browser: Browser;
let dana: Seat, casey: Seat, omar: Seat;
let incident: string, assignment: string;
const CALM = { weapon_in_hand: "no", weapon_in_reach: "no", violence_now: "no", cannot_care_for_self: "yes" };

async function go(seat: Seat, path: string): Promise<void> {
  await seat.page.goto(`${origin(seat.person)}${path}`);
  await seat.page.locator("h1").first().waitFor();
}
async function sendMesa(fields: Record<string, unknown>): Promise<void> {
  await free(dana);
  incident = await openIncident(dana, fields, CALM);
  assignment = await send(dana, incident, "Mesa 2", { sends_police: true, override_reason: "the nearest team" });
  await Promise.all([casey, omar].map((seat) => takes(seat, assignment)));
}
/** From the assignment, as a thumb would. */
async function askWho(seat: Seat): Promise<void> {
  await go(seat, `/assignment/${assignment}`);
  await seat.page.locator(`a[href="/who/${incident}"]`).click();
  await seat.page.waitForURL(/\/who\//);
}
const linked = async (): Promise<string | null> => (await read<{ person: string | null }>(dana, `/api/incidents/${incident}`)).person;

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  [dana, casey, omar] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "casey", "phone"), arrive(browser, "omar", "phone", { theme: "night", language: "es" })]);
  await free(dana);
  await Promise.all([readOld(casey), readOld(omar)]);
  await readyForOffline(casey);
}, 180_000);
afterAll(async () => {
  if (dana) await free(dana);
  await browser?.close();
});

describe("who is this", () => {
  it("is answered by people of earlier calls, and opens to the whole team what each may see", async () => {
    await sendMesa({ person_name: "Ansel", person_age: 34 });
    await askWho(casey);
    await casey.page.getByRole("button", { name: say("people_look"), exact: true }).click();
    const line = casey.page.getByRole("radio", { name: /Ansel Varga/ });
    await line.waitFor(PATIENT);
    await line.filter({ hasText: "30 to 39" }).waitFor();
    expect(await casey.page.content()).not.toContain("1992");
    expect(await complaints(casey.page)).toEqual([]);
    await line.click();
    await casey.page.locator("button.btn--go").click();
    await casey.page.getByText(say("people_linked", { name: "Ansel Varga, 34 years" })).waitFor(PATIENT);
    await askWho(omar);
    await omar.page.getByText(/Ansel Varga/).first().waitFor(PATIENT);
    expect(await omar.page.content()).not.toContain("555-0188");
    expect(await complaints(omar.page)).toEqual([]);
    await onBoard(dana, incident);
    await dana.page.getByText(say("people_board_linked", { name: "Ansel Varga" })).waitFor(PATIENT);
  });

  it("says on the person's page what is safe, and keeps what is asked anew", async () => {
    await go(casey, `/person/${await linked()}`);
    await casey.page.getByText("His phone").waitFor(PATIENT);
    await casey.page.getByText(new RegExp(`^${say("people_incident", { n: "\\d+" })}`)).first().waitFor(PATIENT);
    expect(await complaints(casey.page)).toEqual([]);
    await casey.page.getByRole("button", { name: `${say("people_edit")}: 418 Alder St, Mesa` }).click();
    await casey.page.getByRole("group", { name: say("people_safe_question", { channel: say("people_letter") }) }).getByRole("button", { name: say("people_safe_no"), exact: true }).click();
    expect(await complaints(casey.page)).toEqual([]);
    await casey.page.getByRole("button", { name: say("people_keep"), exact: true }).click();
    await casey.page.getByText(say("people_safe_of", { channel: say("people_letter"), safe: say("people_safe_no") })).waitFor({ ...PATIENT, state: "attached" });
    await expect.poll(async () => (await read<{ points: { value: string; letter: string }[] }>(casey, `/api/people/${await linked()}`)).points.find((point) => point.value.startsWith("418"))?.letter, PATIENT).toBe("no");
  });

  it("without signal is somebody new, kept on the phone, taken back within ten seconds, and told in order", async () => {
    await sendMesa({ place: "77 Quarry Rd", call_back: "", caller_name: "", person_name: "" });
    await askWho(casey);
    await live(casey);
    await casey.context.setOffline(true);
    await press(casey, "people_new");
    await casey.page.getByLabel(say("people_given")).fill("Íñigo");
    await casey.page.getByLabel(say("people_family"), { exact: true }).fill("Ñúñez");
    await casey.page.locator("button.btn--go", { hasText: say("people_new_keep") }).click();
    await casey.page.getByText(say("people_linked", { name: "Íñigo Ñúñez" })).waitFor(PATIENT);
    await casey.page.locator(".undo button").click();
    await casey.page.locator("button.btn--go", { hasText: say("people_new") }).waitFor(PATIENT);
    await press(casey, "people_new");
    await casey.page.getByLabel(say("people_given")).fill("Íñigo");
    await casey.page.locator("button.btn--go", { hasText: say("people_new_keep") }).click();
    await casey.page.getByText(say("people_linked", { name: "Íñigo" })).waitFor(PATIENT);
    await casey.context.setOffline(false);
    await expect.poll(linked, PATIENT).not.toBeNull();
    await askWho(omar);
    await omar.page.getByText(/Íñigo/).first().waitFor(PATIENT);
    const kinds = async () => (await read<{ entries: { kind: string; facts: { what?: string } }[] }>(dana, `/api/incidents/${incident}/timeline`)).entries.filter((entry) => entry.kind === "person").map((entry) => entry.facts.what);
    await expect.poll(kinds, PATIENT).toEqual(["made", "unlinked", "made"]);
    for (const seat of [casey, omar, dana]) expect(seat.errors).toEqual([]);
  });
});

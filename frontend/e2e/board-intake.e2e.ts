import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { does, field, live, openIncident, read, say } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, readyForOffline, type Seat } from "./browser.ts";

/** Taking a call by keyboard alone: saved as typed, never blocking, also when the line drops. */
let browser: Browser;
let dana: Seat;
const press = (key: string) => dana.page.keyboard.press(key);
const idOf = () => new URL(dana.page.url()).pathname.split("/")[2]!;
const stored = () => read<{ place: string; words: string; caller_name: string; call_back: string; level: number | null; answers: Record<string, { answer: string; detail: string }> }>(dana, `/api/incidents/${idOf()}`);
/** What is at the server, once it is. */
const becomes = (what: (kept: Awaited<ReturnType<typeof stored>>) => unknown, value: unknown) => expect.poll(async () => what(await stored())).toEqual(value);
async function fresh(): Promise<void> {
  await dana.page.goto(new URL("/intake/new", dana.page.url()).href);
  await dana.page.locator("#field-place").waitFor();
  await dana.page.locator(".qs .yn").first().waitFor();
}

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  dana = await arrive(browser, "dana", "desk");
  await live(dana);
}, 120_000);
afterAll(async () => {
  await browser?.close();
});

describe("intake", () => {
  it("is a usable blank form, and makes no incident before something was said", async () => {
    await fresh();
    await dana.page.locator("#field-place:focus").waitFor();
    expect(await complaints(dana.page)).toEqual([]);
    expect((await dana.page.evaluate(async (id) => (await fetch(`/api/incidents/${id}`)).status, idOf()))).toBe(404);
  });
  it("saves as it is typed, without a name, a place or a button", async () => {
    await field(dana.page, "intake_words").pressSequentially("crying, will not say where", { delay: 10 });
    await becomes((kept) => kept.words, "crying, will not say where");
    await dana.page.locator("[role=status]", { hasText: say("intake_saved") }).first().waitFor();
    await field(dana.page, "intake_place").fill("Harbor Library");
    await press("Tab");
    await becomes((kept) => kept.place, "Harbor Library");
  });
  it("answers with Y, X and ?, goes on by itself, and unfolds parts on Yes", async () => {
    await press("Control+q");
    await dana.page.locator(".yn:focus").waitFor();
    for (const key of ["x", "y", "x", "x", "x"]) await press(key);
    await press("y");
    await dana.page.locator('[data-row="suicide.suicide_plan"]').waitFor();
    await dana.page.locator('[data-row="suicide.suicide_plan"] .yn:focus').waitFor();
    await press("?");
    await becomes(({ answers, level }) => [answers["weapon_in_hand"]?.answer, answers["weapon_in_reach"]?.answer, answers["suicide_thoughts"]?.answer, answers["suicide_plan"]?.answer, level], ["no", "yes", "yes", "unknown", 3]);
    await dana.page.locator("#lv", { hasText: "Level 3" }).waitFor();
    expect(await complaints(dana.page)).toEqual([]);
  });
  it("lets the words propose answers, and takes one only when somebody does", async () => {
    const before = (await stored()).answers;
    await field(dana.page, "intake_words").fill("he is a veteran and speaks only spanish");
    const proposal = dana.page.locator(".heard button", { hasText: "Q14" });
    await proposal.waitFor();
    await becomes((kept) => kept.words, "he is a veteran and speaks only spanish");
    expect((await stored()).answers).toEqual(before);
    await press("Alt+1");
    await dana.page.locator(".heard .tag--well").first().waitFor();
    await becomes((kept) => Object.keys(kept.answers).length, Object.keys(before).length + 1);
  });
  it("takes the words beside an answer, and takes an answer back", async () => {
    await dana.page.locator('[data-row="weapon_in_reach"] .yn--y').focus();
    await press("Enter");
    await dana.page.locator("input:focus").waitFor();
    await dana.page.keyboard.type("Knives, kitchen counter");
    await press("Enter");
    await becomes((kept) => kept.answers["weapon_in_reach"]?.detail, "Knives, kitchen counter");
    await dana.page.locator('[data-row="weapon_in_reach"] .yn--y').focus();
    await press("Backspace");
    await becomes((kept) => kept.answers["weapon_in_reach"], undefined);
  });
  it("shows earlier incidents from the same number while it is typed", async () => {
    const earlier = await openIncident(dana, { place: "77 Repeat Road", call_back: "555-0199" });
    await does(dana, "POST", `/api/incidents/${earlier}/close`, { result: "by_phone" });
    await fresh();
    await field(dana.page, "intake_call_back").fill("555-0199");
    await dana.page.locator(".reps", { hasText: say("intake_same_number") }).waitFor();
  });
  it("finds fields in what a CAD shows, and takes only what stays ticked", async () => {
    await fresh();
    await dana.page.getByRole("button", { name: say("intake_paste") }).click();
    await dana.page.getByLabel(say("intake_paste_label")).fill("LOC: 12 Paste Place\nCALLER: Ann Wood\nPHONE: 555-0171\nREMARKS: son is pacing");
    await dana.page.getByRole("button", { name: say("intake_paste_read") }).click();
    await dana.page.locator(".paste li").first().waitFor();
    expect(await complaints(dana.page)).toEqual([]);
    await dana.page.locator(".paste li", { hasText: "Ann Wood" }).getByRole("checkbox").uncheck();
    await dana.page.getByRole("button", { name: say("intake_paste_take") }).click();
    await becomes((kept) => [kept.place, kept.caller_name, kept.call_back], ["12 Paste Place", "", "555-0171"]);
  });
  it("goes on without a line: kept on this desk, sent later, the level reckoned by the same rules", async () => {
    await fresh();
    await readyForOffline(dana);
    // a welcome that comes after the line was cut would be believed until the next beat stays away
    await live(dana);
    await dana.context.setOffline(true);
    await dana.page.locator(".alarmbar").waitFor({ timeout: 60_000 });
    await field(dana.page, "intake_place").fill("3 Offline Road");
    await press("Tab");
    await press("Control+q");
    await dana.page.locator(".yn:focus").waitFor();
    await press("y");
    await dana.page.locator("#lv", { hasText: "Level 4" }).waitFor();
    await dana.page.getByText(say("intake_kept")).first().waitFor();
    await dana.page.getByText(say("triage_ahead")).waitFor();
    expect(await complaints(dana.page)).toEqual([]);
    await dana.context.setOffline(false);
    await live(dana);
    await becomes((kept) => [kept.place, kept.level], ["3 Offline Road", 4]);
    expect(dana.errors).toEqual([]);
  });
  it("has nothing that axe finds at night and in Spanish", async () => {
    const noche = await arrive(browser, "priya", "desk", { theme: "night", language: "es" });
    await noche.page.locator(".board").waitFor();
    await noche.page.locator(".link", { hasText: say("link_live", {}, "es") }).first().waitFor();
    expect(await complaints(noche.page)).toEqual([]);
    await noche.page.keyboard.press("i");
    await noche.page.locator(".qs .yn").first().waitFor();
    expect(await complaints(noche.page)).toEqual([]);
  });
});

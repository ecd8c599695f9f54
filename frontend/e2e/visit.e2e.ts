import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { FORCE_WORDS, VISIT_WORDS } from "../src/api/generated/visit.ts";
import { command, does, free, kept, live, openIncident, press, read, readOld, say, send, takes } from "./acts.ts";
import { answer, next, word } from "./acts-visit.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, PATIENT, PIN, readyForOffline, shootAll, signIn, sit, type Seat } from "./browser.ts";

/** A whole visit in airplane mode by two people on two phones, with a safety plan in the person's hand, and what becomes of it once there is signal. */
let browser: Browser;
let dana: Seat, casey: Seat, omar: Seat;
let visit: string, incident: string;
const CALM = { weapon_in_hand: "no", weapon_in_reach: "no", violence_now: "no", cannot_care_for_self: "yes" };
const POLICE = { sends_police: true, override_reason: "the nearest team" };
const PLAN = ["I stop sleeping.", "Walk Pilot to the canal.", "", "Mamá 555-0142", "", "", "Pilot."];
const WORD = "Canción";
let code: string;
const NOTE = "Quillmother sat with him; wants Thornberry clinic. 🌧️ ñandú";
/** All that ever came to the officer's phone: answers and frames, before any of it was sealed into the store. */
const heardByOmar: string[] = [];

interface Shown { [field: string]: unknown; officer: Record<string, unknown> | null }
const stands = (seat: Seat, id = visit): Promise<Shown> => read<Shown>(seat, `/api/encounters/${id}`);
const tapsOf = (page: Page): Promise<number> => page.evaluate(() => (globalThis as unknown as { taps: number }).taps);

/** The clinician writes the plan with the person, who reads it while all else is locked, and takes it along: paper, and a code with a word. */
async function planTogether(): Promise<void> {
  const { page } = casey;
  await page.getByRole("link", { name: say("scene_field_plan"), exact: true }).click();
  for (const [i, line] of PLAN.entries()) {
    await page.locator("textarea").fill(line);
    if (i < PLAN.length - 1) await page.locator(".bar .btn--go").click();
  }
  await press(casey, "safety_save");
  await page.locator(".plan__list").waitFor();
  await page.getByRole("button", { name: say("safety_hand_over") }).click();
  await page.locator(".bar").waitFor({ state: "detached" });
  await page.getByRole("button", { name: say("safety_hand_back") }).click();
  await page.locator("input[type=password]").fill(PIN);
  await page.locator(".bar").waitFor();
  await page.evaluate(() => (globalThis.print = () => void (document.documentElement.dataset["printed"] = "yes")));
  await page.getByRole("button", { name: say("safety_print") }).click();
  await page.locator("html[data-printed]").waitFor();
  await page.getByRole("button", { name: say("safety_link") }).click();
  await page.getByRole("textbox", { name: say("safety_link_word") }).fill(WORD);
  await page.getByRole("button", { name: say("safety_link_make") }).click();
  await page.locator("canvas").waitFor();
  code = (await page.locator(".code b", { hasText: /\w/ }).textContent()) ?? "";
  await page.goto(`${origin("casey")}/encounter/${visit}`);
  await page.getByRole("heading", { name: say("scene_ready") }).waitFor();
}

/** The officer's one question: None is one tap, undone it is no answer again, and force is six short ones. */
async function officersPart(): Promise<void> {
  const { page } = omar;
  await page.locator('button.btn--go:not([aria-busy="true"])', { hasText: say("scene_open_force") }).click();
  const asks = page.getByRole("heading", { name: say("scene_force_ask") });
  await asks.waitFor();
  await expect.poll(() => page.locator(".btn--go").count()).toBe(0);
  expect(await complaints(page)).toEqual([]);
  await page.getByRole("button", { name: new RegExp(`^${word(FORCE_WORDS.force, "none")}`) }).click();
  await page.getByText(say("scene_force_kept")).waitFor();
  await page.locator(".undo button").click();
  await asks.waitFor();
  await page.getByRole("button", { name: new RegExp(`^${word(FORCE_WORDS.force, "force")}`) }).click();
  for (const [field, code] of [["types", "hands"], ["reason", "hurting_self"], ["injured", "officer"], ["treated", "here"]] as const) {
    await page.getByRole("group", { name: say(`scene_force_${field}`), exact: true }).getByRole("button", { name: word(FORCE_WORDS[field], code), exact: true }).click();
  }
  expect(await complaints(page)).toEqual([]);
  await page.locator('button.btn--go:not([aria-busy="true"])', { hasText: say("scene_force_keep") }).click();
  await page.getByText(say("scene_force_kept")).waitFor();
  expect(await complaints(page)).toEqual([]);
}

/** Both of the team at a door, told by the desk; whose phone shows it. */
async function atTheDoor(place: string, phones: Seat[]): Promise<{ id: string; incident: string }> {
  const made = await openIncident(dana, { place, place_detail: "", person_name: "Ansel", person_age: 34 }, CALM);
  const id = await send(dana, made, "Mesa 2", POLICE);
  await Promise.all([casey, omar].map((seat) => (phones.includes(seat) ? takes(seat, id) : does(seat, "POST", `/api/assignments/${id}/accept`))));
  for (const to of ["en_route", "on_scene"]) await does(casey, "POST", `/api/assignments/${id}/status`, { to });
  await Promise.all(phones.map(({ page, person }) => page.goto(`${origin(person)}/assignment/${id}`)));
  await Promise.all(phones.map(({ page }) => page.locator("h1", { hasText: say("phone_status_on_scene") }).waitFor()));
  return { id, incident: made };
}

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  const seat = await sit(browser, "omar", "phone");
  seat.page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => void heardByOmar.push(String(payload))));
  seat.page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    // the directory tells of places only, and anybody may hold it
    if (pathname.startsWith("/api/") && pathname !== "/api/directory") void response.text().then((text) => heardByOmar.push(text), () => undefined);
  });
  [dana, casey, omar] = await Promise.all([arrive(browser, "dana", "desk"), arrive(browser, "casey", "phone"), signIn(seat)]);
  await free(dana);
  await Promise.all([readOld(casey), readOld(omar)]);
  await Promise.all([readyForOffline(casey), readyForOffline(omar)]);
  ({ id: visit, incident } = await atTheDoor("1418 Alder Court", [casey, omar]));
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  if (dana) await free(dana);
  await browser?.close();
});

describe("a visit in airplane mode", () => {
  it("is written by the clinician in at most ten taps, from the door to the cleared scene", async () => {
    const { page, context } = casey;
    await Promise.all([context, omar.context].map((each) => each.setOffline(true)));
    await page.evaluate(() => {
      const counted = globalThis as unknown as { taps: number };
      counted.taps = 0;
      document.addEventListener("click", (event) => (counted.taps += Number(event.isTrusted)), true);
    });
    await page.locator('button.btn--go:not([aria-busy="true"])', { hasText: say("scene_open") }).click();
    await page.getByRole("heading", { name: say("scene_ask_contact") }).waitFor();
    expect(await complaints(page)).toEqual([]);
    await answer(page, word(VISIT_WORDS.contact, "met"), say("scene_ask_judgement"));
    await answer(page, word(VISIT_WORDS.judgement, "low"), say("scene_ask_plan"));
    await answer(page, say("scene_plan_made"), say("scene_ask_disposition"));
    await page.getByRole("radio", { checked: true }).filter({ hasText: say("scene_filled") }).waitFor();
    expect(await complaints(page)).toEqual([]);
    await next(page, say("scene_ask_decided_by"));
    await answer(page, word(VISIT_WORDS.decided_by, "person"), say("scene_ask_least_restrictive"));
    await answer(page, word(VISIT_WORDS.least_restrictive, "chosen"), say("scene_ask_transport"));
    await next(page, say("scene_ask_owner_next"));
    await answer(page, say("scene_owner_us"), say("scene_ready"));
    expect(await complaints(page)).toEqual([]);
    await page.locator('button.btn--go:not([aria-busy="true"])', { hasText: say("scene_clear") }).click();
    await page.getByRole("heading", { name: say("scene_ready_sign") }).waitFor();
    expect(await tapsOf(page)).toBeLessThanOrEqual(10);
  });

  it("takes a clearing back for ten seconds, and what calmed is one tap each", async () => {
    const { page } = casey;
    await page.locator(".undo button").click();
    await page.getByRole("heading", { name: say("scene_ready") }).waitFor();
    await page.getByRole("button", { name: say("scene_what_helps") }).click();
    const slow = page.locator("li", { hasText: word(VISIT_WORDS.prompts, "slow") });
    await slow.getByRole("button", { name: say("scene_helped") }).click();
    await slow.getByRole("button", { name: say("scene_used"), pressed: true }).waitFor();
    expect(await complaints(page)).toEqual([]);
    await page.getByRole("button", { name: say("close") }).click();
  });

  it("keeps a note as it is typed, also over a killed page and the lock", async () => {
    const { page } = casey;
    await page.getByRole("button", { name: say("scene_field_note"), exact: true }).click();
    await kept(casey, () => page.locator("textarea").fill(NOTE));
    await page.reload();
    await page.locator("li", { hasText: say("scene_typed") }).getByRole("button").click();
    await expect.poll(() => page.locator("textarea").inputValue()).toBe(NOTE);
    expect(await complaints(page)).toEqual([]);
    await next(page, say("scene_ready"));
    await page.getByText(NOTE).waitFor();
  });

  it("has the whole list of endings, by a word in either language", async () => {
    const { page } = casey;
    await page.getByRole("button", { name: new RegExp(`^${say("scene_field_disposition")}`) }).click();
    await page.getByRole("button", { name: new RegExp(`^${say("scene_something_else")}`) }).click();
    await page.getByRole("searchbox").fill("resolvio lugar");
    await page.locator(".over").getByRole("radio").first().waitFor();
    expect(await complaints(page)).toEqual([]);
    await page.locator(".over").getByRole("radio").click();
    await page.getByRole("heading", { name: say("scene_ready") }).waitFor();
    await page.getByText("Settled on the scene").waitFor();
  });

  it("both write at the same time: a plan that leaves with the person, and the officer's own part", async () => {
    await Promise.all([planTogether(), officersPart()]);
    expect((await omar.page.locator("main").innerText())).not.toContain(PLAN[0]);
  });

  it("is cleared and signed before anybody else has heard a word of it", async () => {
    const { page } = casey;
    await press(casey, "scene_clear");
    await press(casey, "scene_sign");
    await page.getByText(say("scene_signed_waits")).waitFor();
    expect(await complaints(page)).toEqual([]);
    await page.goto(`${origin("casey")}/handover`);
    await page.getByText(say("visit_sheet_held")).waitFor();
    for (const told of ["1418 Alder Court", say("visit_plan_made"), word(VISIT_WORDS.contact, "met"), "Settled on the scene"]) await page.locator("main", { hasText: told }).waitFor();
    expect(await complaints(page)).toEqual([]);
    expect((await command(dana, "PATCH", `/api/encounters/${visit}`, { note: "x" })).status).toBeGreaterThanOrEqual(403);
  });
});

describe("once there is signal", () => {
  it("all of it is on the server, once, from both at the same time", async () => {
    await Promise.all([casey.context, omar.context].map((each) => each.setOffline(false)));
    await Promise.all([live(casey), live(omar)]);
    await expect.poll(async () => (await stands(casey))["signed_at"] ?? null, PATIENT).not.toBeNull();
    await expect.poll(async () => (await stands(casey)).officer?.["force"], PATIENT).toBe("force");
    await expect.poll(() => stands(casey), PATIENT).toMatchObject({
      contact: "met", judgement: "low", disposition: "resolved", decided_by: "person", least_restrictive: "chosen", transport: "none", note: NOTE,
      prompts: ["slow"], helped: ["slow"], signed_by_name: "Casey", amendments: [],
      officer: { types: ["hands"], reason: "hurting_self", injured: ["officer"], treated: "here" }, officer_amendments: [],
      safety_plan: { number: 1, given: ["link", "print", "read"] },
    });
    const met = async () => (await read<{ entries: { kind: string; facts: Record<string, unknown> }[] }>(dana, `/api/incidents/${incident}/timeline`)).entries.filter(({ kind, facts }) => kind === "visit" && facts["what"] === "met");
    await expect.poll(met, PATIENT).toHaveLength(1);
    await Promise.all([casey, omar].map(async ({ page, person }) => {
      await page.goto(`${origin(person)}/needs-you`);
      await page.getByText(say("needs_you_empty")).waitFor();
    }));
  });

  it("the person opens the plan with the code that was made without signal, and the word they chose", async () => {
    const own = await sit(browser, "ansel", "phone");
    await own.page.goto(`${origin("casey").replace("casey.", "")}/p/plan#${code}`);
    await own.page.locator("#word").fill(WORD.toUpperCase());
    await own.page.locator("button").tap();
    await own.page.getByText("Walk Pilot to the canal.").waitFor();
    expect(own.errors).toEqual([]);
    await own.context.close();
  });

  it("the officer's phone was never sent a clinical word, by any road", async () => {
    await omar.page.goto(`${origin("omar")}/home`);
    await live(omar);
    // what is searched was heard: the visit itself came over the line, and his own part with it
    await expect.poll(() => heardByOmar.join("\n"), PATIENT).toContain(`"${visit}"`);
    await expect.poll(() => heardByOmar.join("\n"), PATIENT).toContain("hurting_self");
    const seen = await stands(omar);
    expect(seen.officer).toMatchObject({ force: "force" });
    const all = [...heardByOmar, JSON.stringify(seen), JSON.stringify(await read(omar, "/api/snapshot"))].join("\n");
    for (const told of ["Quillmother", "Thornberry", "canal", "safety_plan", "judgement", "disposition", "least_restrictive", "protective", "observed", "home_plan", "resolved", '"prompts"', '"note"']) expect(all).not.toContain(told);
    const kinds = (): Promise<string[]> => omar.page.evaluate(async () => {
      const name = (await indexedDB.databases()).map((each) => each.name ?? "").find((each) => each.startsWith("alongside-"))!;
      const db = await new Promise<IDBDatabase>((resolve) => (Object.assign(indexedDB.open(name), { onsuccess(this: IDBOpenDBRequest) { resolve(this.result); } })));
      const rows = await new Promise<{ kind: string }[]>((resolve) => Object.assign(db.transaction("records").objectStore("records").getAll(), { onsuccess(this: IDBRequest<{ kind: string }[]>) { resolve(this.result); } }));
      db.close();
      return [...new Set(rows.map(({ kind }) => kind))];
    });
    await expect.poll(kinds, PATIENT).toContain("encounter");
    const stored = await kinds();
    for (const clinical of ["disposition", "screening", "safety_plan", "instrument", "need", "consent"]) expect(stored).not.toContain(clinical);
  });

  it("what was signed stays readable under its amendment", async () => {
    const { page } = casey;
    await page.goto(`${origin("casey")}/encounter/${visit}`);
    await page.getByRole("button", { name: new RegExp(`^${say("scene_field_judgement")}`) }).click();
    await page.getByRole("radio", { name: word(VISIT_WORDS.judgement, "guarded") }).click();
    await page.getByLabel(say("scene_amend_why")).fill("His sister called back");
    expect(await complaints(page)).toEqual([]);
    await page.locator('button.btn--go:not([aria-busy="true"])').click();
    await page.getByText(/His sister called back/).waitFor();
    await expect.poll(async () => (await stands(casey))["amendments"], PATIENT).toMatchObject([{ field: "judgement", was: "low", now: "guarded" }]);
    expect(await stands(casey)).toMatchObject({ judgement: "low" });
  });
});

describe("the next visit", () => {
  it("that met nobody is one tap, and waits at home to be signed when it was cleared by the other", async () => {
    const { page } = casey;
    ({ id: visit } = await atTheDoor("7 Dock Row", [casey]));
    await page.locator('button.btn--go:not([aria-busy="true"])', { hasText: say("scene_open") }).click();
    await answer(page, word(VISIT_WORDS.contact, "no_contact"), say("scene_ready"));
    await does(omar, "POST", `/api/assignments/${visit}/status`, { to: "cleared" });
    await page.goto(`${origin("casey")}/home`);
    await page.locator("button.btn--go", { hasText: say("scene_finish") }).waitFor();
    expect(await complaints(page)).toEqual([]);
    await page.locator(`a[href="/encounter/${visit}"]`).click();
    await press(casey, "scene_sign");
    await expect.poll(async () => (await stands(casey))["signed_at"] ?? null, PATIENT).not.toBeNull();
    expect(await stands(casey)).toMatchObject({ contact: "no_contact", disposition: "no_contact" });
  });

  it("that was judged on two phones apart asks its person, in words and not in codes", async () => {
    const { page, context } = casey;
    ({ id: visit } = await atTheDoor("22 Quarry Hill", [casey]));
    const other = await browser.newContext();
    await other.addCookies(await context.cookies());
    const elsewhere = { ...casey, context: other, page: await other.newPage() };
    await elsewhere.page.goto(`${origin("casey")}/api/csrf`);
    await context.setOffline(true);
    await page.locator('button.btn--go:not([aria-busy="true"])', { hasText: say("scene_open") }).click();
    await answer(page, word(VISIT_WORDS.contact, "met"), say("scene_ask_judgement"));
    await answer(page, word(VISIT_WORDS.judgement, "high"), say("scene_ask_observed"));
    await does(elsewhere, "PATCH", `/api/encounters/${visit}`, { contact: "met", judgement: "low" });
    await context.setOffline(false);
    await live(casey);
    await page.goto(`${origin("casey")}/needs-you`);
    await page.getByRole("heading", { name: say("needs_you_two", { field: say("scene_field_judgement") }) }).waitFor(PATIENT);
    await page.getByRole("radio", { name: new RegExp(word(VISIT_WORDS.judgement, "low")) }).waitFor();
    expect(await complaints(page)).toEqual([]);
    await page.getByRole("radio", { name: new RegExp(word(VISIT_WORDS.judgement, "high")) }).click();
    await page.locator("button.btn--go").click();
    await expect.poll(async () => (await stands(casey))["judgement"], PATIENT).toBe("high");
    await other.close();
    await does(dana, "POST", `/api/assignments/${visit}/cancel`, { reason: "the next test" });
  });

  it("made no page complain", () => expect([...casey.errors, ...omar.errors]).toEqual([]));
});

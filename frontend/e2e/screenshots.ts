import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import { command, does, gotNews, live, onBoard, openIncident, press, read, say, send } from "./acts.ts";
import { arrive, launch, origin, passLock, passwordOf, PHONE, readyForOffline, sit, type Seat } from "./browser.ts";
import { deskScreens } from "./screenshots-desk.ts";
import { folder, shoot } from "./shoot.ts";

async function signInScreens(browser: Browser): Promise<void> {
  const seat = await sit(browser, "casey", "phone");
  await seat.page.goto(origin("casey"));
  await shoot(seat, "sign-in", 'input[name="email"]');
  await seat.page.locator("button.btn--go").click();
  await seat.page.locator(".errsum").waitFor();
  await seat.page.screenshot({ path: `${folder}sign-in-error-day-en-390x844.png` });
  await seat.page.goto(`${origin("casey")}/sign-in`);
  await passwordOf(seat, "casey");
  // without the PIN, which every other reload of a test types by itself
  const bare = () => seat.page.evaluate(() => location.reload()).then(() => seat.page.waitForLoadState("load")).then(() => null);
  await shoot(seat, "new-pin", ".pin", bare);
  await passLock(seat.page);
  await seat.page.locator(".bar").waitFor();
  await bare();
  await shoot(seat, "unlock", ".pin", bare);
  await passLock(seat.page);
  await seat.page.goto(`${origin("casey")}/board`);
  await shoot(seat, "nothing-here");
  await seat.context.close();
}

async function phoneAtRest(casey: Seat): Promise<void> {
  await shoot(casey, "home", ".bar");
  await casey.page.getByRole("button", { name: say("menu") }).click();
  await casey.page.waitForTimeout(400);
  await casey.page.screenshot({ path: `${folder}menu-day-en-390x844.png` });
  await casey.page.keyboard.press("Escape");
  await casey.page.goto(`${origin("casey")}/new`);
  await shoot(casey, "start-incident", ".bar");
  await casey.page.goto(`${origin("casey")}/home`);
}

async function theCall(dana: Seat, casey: Seat, omar: Seat): Promise<void> {
  await shoot(dana, "board-empty", ".board");
  const incident = await openIncident(dana);
  await openIncident(dana, { place: "Harbor Library, front steps", place_detail: "", caller_name: "", words: "Crying, will not leave." }, { cannot_care_for_self: "yes", weapon_in_hand: "no", weapon_in_reach: "no" });
  await openIncident(dana, { place: "Canal footbridge, Quarry Hill", place_detail: "", caller_name: "", words: "Outside the railing, talking." }, { attempt_now: "yes" });
  await dana.page.goto(`${origin("dana")}/intake/${incident}`);
  await shoot(dana, "intake", ".intake");
  await onBoard(dana, incident);
  await shoot(dana, "board-waiting", ".det__top");
  const assignment = await send(dana, incident, "Mesa 2");
  await casey.page.waitForURL(/\/alert\//);
  await shoot(casey, "alert", ".offer");
  await onBoard(dana, incident);
  await shoot(dana, "board-sent", ".who");
  await does(omar, "POST", `/api/assignments/${assignment}/accept`);
  await casey.page.locator("button.btn--go", { hasText: say("phone_got_it") }).click();
  await casey.page.waitForURL(/\/assignment\//);
  await shoot(casey, "assignment-hold", ".bar");
  await does(dana, "POST", `/api/incidents/${incident}/remarks`, { id: crypto.randomUUID(), text: "Mother waits at the gate. She has put the knives in her car." });
  await does(casey, "POST", `/api/assignments/${assignment}/status`, { to: "en_route" });
  await does(dana, "POST", `/api/assignments/${assignment}/clear`);
  await casey.page.waitForURL(/\/news\//);
  await shoot(casey, "news-clear", ".bar");
  await gotNews(casey);
  await shoot(casey, "assignment-clear", ".bar");
  await casey.page.goto(`${origin("casey")}/remarks/${incident}`);
  await shoot(casey, "remarks", ".write, .bar");
  await withoutSignal(casey, dana, assignment);
}

/** What is tapped without signal while the desk takes the team back: kept, and then it needs the person. */
async function withoutSignal(casey: Seat, dana: Seat, assignment: string): Promise<void> {
  await casey.page.goto(`${origin("casey")}/assignment/${assignment}`);
  await live(casey);
  await readyForOffline(casey);
  await casey.context.setOffline(true);
  await press(casey, "phone_tap_staged").catch(() => press(casey, "phone_status_on_scene"));
  await casey.page.getByText(say("kept_not_sent")).first().waitFor();
  await shoot(casey, "assignment-offline", ".bar");
  await does(dana, "POST", `/api/assignments/${assignment}/cancel`, { reason: "Police are there already" });
  await casey.context.setOffline(false);
  await gotNews(casey);
  await casey.page.goto(`${origin("casey")}/needs-you`);
  await shoot(casey, "needs-you", "h1");
  await readyForOffline(dana);
  await dana.context.setOffline(true);
  await dana.page.locator(".alarmbar", { hasText: say("board_lost_text") }).waitFor({ timeout: 60_000 });
  await shoot(dana, "board-offline", ".board");
  await dana.context.setOffline(false);
}

/** Who it is, found by what was said; what is known of him; what helps, at the door and at the desk of its owner. */
async function whoItIs(dana: Seat, casey: Seat, cam: Seat, incident: string, assignment: string): Promise<string> {
  const { page } = casey;
  const look = async (): Promise<void> => {
    await page.goto(`${origin("casey")}/who/${incident}`);
    const spanish = (await page.evaluate(() => document.documentElement.lang)) === "es";
    await page.getByRole("button", { name: say("people_look", {}, spanish ? "es" : "en"), exact: true }).click();
    await page.getByRole("radio", { name: /Ansel Varga/ }).waitFor();
  };
  await look();
  await shoot(casey, "who-is-this", '[role="radio"]', look);
  const found = (await command(dana, "POST", `/api/incidents/${incident}/match`)) as unknown as { rows: { person: string }[] };
  const person = found.rows[0]!.person;
  await does(casey, "POST", `/api/incidents/${incident}/person`, { person });
  for (const [path, name] of [[`person/${person}`, "person"], [`plan/${person}`, "plan-card"]] as const) {
    await page.goto(`${origin("casey")}/${path}`);
    await shoot(casey, name, "h1");
  }
  await page.goto(`${origin("casey")}/assignment/${assignment}`);
  await cam.page.goto(`${origin("cam")}/plans`);
  await cam.page.getByRole("link", { name: /Ansel Varga/ }).first().click();
  await shoot(cam, "plan-editor", "h1");
  return person;
}

/** What is asked and written with the person: one question at a time, a plan in seven parts, read by the person. */
async function theForms(casey: Seat, id: string, person: string): Promise<void> {
  const { page } = casey;
  const held = (await read<{ objects: { kind: string; id: string }[] }>(casey, "/api/snapshot")).objects;
  const form = held.find(({ kind }) => kind === "instrument");
  if (!form) throw new Error("Casey's phone holds no instrument.");
  await page.goto(`${origin("casey")}/encounter/${id}/instrument/${form.id}`);
  await shoot(casey, "instrument", ".ask__q");
  await does(casey, "POST", `/api/people/${person}/safety-plans`, { id: crypto.randomUUID(), encounter: id, language: "en", parts: MY_PLAN });
  await page.goto(`${origin("casey")}/safety-plan?encounter=${id}`);
  await shoot(casey, "safety-plan", ".plan__list");
  await page.getByRole("button", { name: say("safety_change") }).click();
  await page.waitForTimeout(600); // longer than what is typed may take to the disk
  await shoot(casey, "safety-plan-write", "textarea");
}

const MY_PLAN = {
  signs: ["I stop sleeping.", "The neighbors get loud in my head."], alone: ["Walk Pilot to the canal.", "Headphones, the long playlist."],
  places: ["The library, second floor."], people: ["Mom 555-0142"], professionals: ["Cam 555-0113"], safer: ["Mom keeps the pills."], reasons: ["Pilot.", "My nephew in June."],
};

/** What is written at the door: the clinician's questions, the officer's one, all of it before it is signed, and after. */
async function theVisit(dana: Seat, casey: Seat, omar: Seat, cam: Seat): Promise<void> {
  const incident = await openIncident(dana, { place: "418 Alder St, Mesa", call_back: "555-0142", person_name: "Ansel Varga", person_age: 34 }, { cannot_care_for_self: "yes", weapon_in_hand: "no", weapon_in_reach: "no" });
  const id = await send(dana, incident, "Mesa 2", { sends_police: true, override_reason: "the nearest team" });
  for (const seat of [casey, omar]) await does(seat, "POST", `/api/assignments/${id}/accept`);
  for (const to of ["en_route", "on_scene"]) await does(casey, "POST", `/api/assignments/${id}/status`, { to });
  const person = await whoItIs(dana, casey, cam, incident, id);
  await does(casey, "PATCH", `/api/encounters/${id}`, { contact: "met", judgement: "guarded" });
  for (const { page, person } of [casey, omar]) await page.goto(`${origin(person)}/encounter/${id}`);
  await casey.page.getByRole("radio", { name: say("scene_plan_made") }).click();
  await casey.page.getByRole("heading", { name: say("scene_ask_disposition") }).waitFor();
  await shoot(casey, "encounter", ".bar");
  await shoot(omar, "encounter-force", ".three");
  await theForms(casey, id, person);
  await casey.page.goto(`${origin("casey")}/encounter/${id}`);
  await does(casey, "PATCH", `/api/encounters/${id}`, { disposition: "stabilization", decided_by: "person", least_restrictive: "chosen", transport: "voluntary", transport_place: "Casa Serena", transport_mode: "team_car", owner_next: say("scene_owner_us") });
  await does(omar, "POST", `/api/encounters/${id}/officer`, { force: "none" });
  await casey.page.getByRole("heading", { name: say("scene_ready") }).waitFor();
  await shoot(casey, "encounter-review", ".bar");
  await shoot(omar, "encounter-force-kept", ".bar");
  await does(casey, "POST", `/api/encounters/${id}/sign`);
  await does(casey, "POST", `/api/assignments/${id}/status`, { to: "cleared" });
  await afterwards(casey, omar, cam, id);
}

/** What each reads of it: clinician and officer, whoever has the case, and the shift that comes. */
async function afterwards(casey: Seat, omar: Seat, cam: Seat, id: string): Promise<void> {
  for (const [seat, name] of [[casey, "visit-read"], [omar, "visit-read-officer"]] as const) {
    await seat.page.goto(`${origin(seat.person)}/encounter/${id}/read`);
    await shoot(seat, name, "h1");
  }
  await casey.page.goto(`${origin("casey")}/handover`);
  await shoot(casey, "handover", "h1");
  await cam.page.setViewportSize(PHONE);
  await cam.page.goto(`${origin("cam")}/cases`);
  await shoot(cam, "cases", "li.ps");
}

const browser = await launch();
if (!browser) throw new Error("No browser: set CHROMIUM= to one.");
mkdirSync(folder, { recursive: true });
try {
  await signInScreens(browser);
  const [dana, casey, omar] = [await arrive(browser, "dana", "desk"), await arrive(browser, "casey", "phone"), await arrive(browser, "omar", "phone")];
  await Promise.all([live(dana), live(casey), live(omar)]);
  await phoneAtRest(casey);
  await theCall(dana, casey, omar);
  await theVisit(dana, casey, omar, await arrive(browser, "cam", "desk"));
  await deskScreens(browser);
} finally {
  await browser.close();
}

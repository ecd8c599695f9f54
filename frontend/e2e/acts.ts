import { readdirSync, readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import type { Seat } from "./browser.ts";

const parts = new URL("../messages/parts/", import.meta.url);
const WORDS: Record<"en" | "es", Record<string, string>> = { en: {}, es: {} };
for (const file of readdirSync(parts)) {
  const language = file.split(".")[1] === "es" ? "es" : "en";
  Object.assign(WORDS[language], JSON.parse(readFileSync(new URL(file, parts), "utf8")));
}

/** The words of a message, so that a test follows the screen when they are changed. */
export function say(key: string, values: Record<string, string | number> = {}, language: "en" | "es" = "en"): string {
  const text = WORDS[language][key];
  if (text === undefined) throw new Error(`no message ${key}`);
  return text.replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name]));
}

export interface Done { status: number; outcome?: string; code: string; id: string; version: number; object: Record<string, unknown> | null }

/** A command in the person's own session, as their app would send it. */
export async function command(seat: Seat, method: "POST" | "PATCH", url: string, body: unknown = {}): Promise<Done> {
  return seat.page.evaluate(async ([method, url, raw]) => {
    const { token } = (await (await fetch("/api/csrf")).json()) as { token: string };
    const response = await fetch(url, {
      method,
      body: raw,
      headers: { "Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": crypto.randomUUID(), "X-Op-Version": "1" },
    });
    return { status: response.status, ...((await response.json()) as object) } as Done;
  }, [method, url, JSON.stringify(body)] as const);
}

/** The same, and it must be done. */
export async function does(seat: Seat, method: "POST" | "PATCH", url: string, body: unknown = {}): Promise<Done> {
  const done = await command(seat, method, url, body);
  if (done.status >= 300) throw new Error(`${seat.person} ${method} ${url}: ${done.status} ${done.code}`);
  return done;
}

export async function read<T>(seat: Seat, url: string): Promise<T> {
  return seat.page.evaluate(async (url) => (await fetch(url)).json() as Promise<T>, url);
}

interface TeamRow { id: string; name: string }

export async function teamCalled(seat: Seat, name: string): Promise<string> {
  const answer = await read<TeamRow[] | { teams: TeamRow[] }>(seat, "/api/teams");
  const found = (Array.isArray(answer) ? answer : answer.teams).find((team) => team.name === name);
  if (!found) throw new Error(`no team ${name}`);
  return found.id;
}

/** An incident with some answers, as a desk makes one; the answers of level 3 unless told. */
export async function openIncident(desk: Seat, fields: Record<string, unknown> = {}, answers: Record<string, string> = { weapon_in_reach: "yes", weapon_in_hand: "no", violence_now: "no" }): Promise<string> {
  const id = crypto.randomUUID();
  await does(desk, "POST", "/api/incidents", {
    id, place: "1418 Alder Court, Apt 6", place_detail: "gate 4407, 2nd floor, left", area: "Mesa", call_back: "555-0142",
    caller_name: "Elena", caller_relation: "mother", words: "Son, 34. Awake four nights, pacing, hears threats. No one is hurt. Asks for no sirens.", ...fields,
  });
  for (const [item, answer] of Object.entries(answers)) await does(desk, "POST", `/api/incidents/${id}/answers`, { item, answer });
  return id;
}

/** A team is sent, whatever it takes; answers the assignment's id. */
export async function send(desk: Seat, incident: string, team: string, extra: Record<string, unknown> = {}): Promise<string> {
  const id = crypto.randomUUID();
  await does(desk, "POST", "/api/assignments", { id, incident, team: await teamCalled(desk, team), ...extra });
  return id;
}

/** Takes a team off whatever it is on, so that a file finds it free and leaves it so. */
export async function free(desk: Seat, team = "Mesa 2"): Promise<void> {
  const { teams } = await read<{ teams: { name: string; assignment: { id: string } | null }[] }>(desk, "/api/teams");
  const order = teams.find(({ name }) => name === team)?.assignment;
  if (order) await does(desk, "POST", `/api/assignments/${order.id}/cancel`, { reason: "the next test" });
}

/** How many alerts the server does not know to be seen by this person. */
export async function unread(seat: Seat): Promise<number> {
  const { objects } = await read<{ objects: { alert?: unknown }[] }>(seat, "/api/snapshot");
  return objects.filter(({ alert }) => alert).length;
}

/** A phone reads what earlier tests left to be read, until there is nothing that its person has not seen. */
export async function readOld(seat: Seat): Promise<void> {
  await live(seat);
  for (const until = Date.now() + 30_000; Date.now() < until; await seat.page.waitForTimeout(100)) {
    await readNews(seat.page);
    if ((await unread(seat)) === 0 && !isNews(seat.page)) return;
  }
  throw new Error(`${seat.person} still has alerts of earlier tests at ${seat.page.url()}`);
}

/** What every draft of this device looks like on the disk, sealed; "" when there is none. */
const drafts = ({ page }: Seat): Promise<string> => page.evaluate(async () => {
  const name = (await indexedDB.databases()).map((one) => one.name ?? "").find((one) => one.startsWith("alongside-"));
  if (!name) return "";
  const db = await new Promise<IDBDatabase>((resolve) => Object.assign(indexedDB.open(name), { onsuccess(this: IDBOpenDBRequest) { resolve(this.result); } }));
  const rows = await new Promise<{ iv: Uint8Array }[]>((resolve) => Object.assign(db.transaction("drafts").objectStore("drafts").getAll(), { onsuccess(this: IDBRequest<{ iv: Uint8Array }[]>) { resolve(this.result); } }));
  db.close();
  return rows.map(({ iv }) => iv.join(".")).join(" ");
});

/** Writes into a form, and waits until its words lie on the disk: another seal than before, and no newer one on its way. */
export async function kept(seat: Seat, write: () => Promise<unknown>): Promise<void> {
  const before = await drafts(seat);
  await write();
  let last = before;
  for (const until = Date.now() + 30_000; Date.now() < until;) {
    await seat.page.waitForTimeout(400);
    const now = await drafts(seat);
    if (now !== "" && now !== before && now === last) return;
    last = now;
  }
  throw new Error(`${seat.person}'s words never came to the disk`);
}

const isNews = (page: Page): boolean => new URL(page.url()).pathname.startsWith("/news/");

/** Whether there was something to be read: an order that was taken back stands before everything else. */
async function readNews(page: Page): Promise<boolean> {
  if (!isNews(page)) return false;
  await page.locator("button.btn--go").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/news/"));
  return true;
}

/** Waits for the head of the screen to say that it is live; news that an earlier file left are read on the way. */
export async function live({ page }: Seat): Promise<void> {
  const link = page.locator(".link", { hasText: new RegExp(`${say("link_live")}|${say("link_live", {}, "es")}`) }).first();
  for (const until = Date.now() + 60_000; Date.now() < until; await page.waitForTimeout(100)) {
    if (await link.isVisible()) return;
    await readNews(page);
  }
  await link.waitFor({ timeout: 1000 });
}

/** The board with this incident open. */
export async function onBoard(desk: Seat, incident: string): Promise<void> {
  await desk.page.goto(new URL(`/board/${incident}`, desk.page.url()).href);
  await live(desk);
  await desk.page.locator(".det h1, .det__top h1").first().waitFor();
}

/** A text field by its label; labels at the desk carry their key behind the words. */
export function field(page: Page, key: string): Locator {
  return page.getByRole("textbox", { name: new RegExp(`^${say(key).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`) });
}

/**
 * Presses the one filled button with these words until the screen has moved on: a bar that has just changed its words
 * does not take a tap for 400 ms, and a thumb would try again too.
 */
export async function press(phone: Seat, key: string): Promise<void> {
  const button = phone.page.locator("button.btn--go", { hasText: say(key) });
  await button.waitFor();
  for (let tries = 0; tries < 10; tries += 1) {
    // on a slow machine the screen may move on between a look and the tap
    await button.click({ timeout: 3_000 }).catch(() => undefined);
    const gone = await button.waitFor({ state: "detached", timeout: 3_000 }).then(() => true, () => false);
    if (gone) return;
  }
  throw new Error(`${phone.person} pressed "${say(key)}" in vain`);
}

/**
 * The order has taken the phone, its person takes the order, and the phone has heard that it is taken: only then does it
 * let other screens stand.
 */
export async function takes(phone: Seat, assignment: string): Promise<void> {
  await phone.page.waitForURL(new RegExp(`/alert/${assignment}`));
  await does(phone, "POST", `/api/assignments/${assignment}/accept`);
  const taken = new RegExp([say("phone_open_assignment"), say("phone_open_assignment", {}, "es")].join("|"));
  await phone.page.getByRole("button", { name: taken }).waitFor();
}

/** Clears the scene from the assignment, without a word of what happened there. */
export async function clearScene(phone: Seat): Promise<void> {
  await phone.page.locator("main").getByRole("button", { name: say("phone_tap_cleared"), disabled: false }).click();
  await phone.page.getByRole("heading", { name: say("phone_ended_cleared") }).waitFor();
}

/** Reads the news that took the phone, and goes on. */
export async function gotNews(phone: Seat): Promise<void> {
  await phone.page.waitForURL(/\/news\//);
  await press(phone, "phone_got_it");
  await phone.page.waitForURL((url) => !url.pathname.startsWith("/news/"));
}

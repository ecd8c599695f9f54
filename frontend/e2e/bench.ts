import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request as ask } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { live, openIncident, read, say, send } from "./acts.ts";
import { searches } from "./bench-places.ts";
import { arrive, launch, origin, PIN, PORT, readyForOffline, signIn, sit, sitAt, type Seat } from "./browser.ts";

/** Measures the phone beside a fresh stack and prints one line of JSON; benchmarks/phone.py writes it down. */
const COMMANDS = 500;
const AT_ONCE = 4;
const STARTS = 3;
const THROTTLE = 4;
const IDLE_MS = 60_000;
const PATIENT = 180_000;
const PLACE = "31 Lantern Row";
const CALM = { weapon_in_hand: "no", weapon_in_reach: "no", violence_now: "no", cannot_care_for_self: "yes" };
const POLICE = { sends_police: true, override_reason: "the nearest team" };

const note = (words: string): void => console.error(`  ${words}`);
const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits));
const words = (n: number): string => `Remark ${n}: talking through the door, calmer than before`;

// ---- airplane mode: 500 commands kept, then sent

interface Kept { queuedMs: number; firstMs: number; lastMs: number }

/** Taps as fast as the app keeps them, by its own `queue`: known among what the built files export by what it throws. */
async function keepMany(page: Page, incident: string): Promise<Kept> {
  return page.evaluate(async ([incident, texts]) => {
    const files = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => /\/assets\/.*\.js$/.test(name));
    const all = await Promise.all([...new Set(files)].map((file) => import(file) as Promise<Record<string, unknown>>));
    const queue = all.flatMap((file) => Object.values(file)).find((one) => typeof one === "function" && String(one).includes("queue: nobody is signed in")) as ((command: unknown) => Promise<void>) | undefined;
    if (!queue) throw new Error("the built app does not export queue() any more");
    const took: number[] = [];
    for (const text of texts) {
      const id = crypto.randomUUID();
      const at = new Date().toISOString();
      const patch = { id, incident, kind: "remark", text, facts: {}, by: "", by_name: "Casey", occurred_at: at, received_at: at };
      const before = performance.now();
      await queue({
        action: "incident.remark", kind: "entry", id, url: `/api/incidents/${incident}/remarks`, body: { id, text },
        after: [`incident:${incident}`], optimistic: { kind: "entry", id, patch },
      });
      took.push(performance.now() - before);
    }
    const mean = (some: number[]): number => some.reduce((sum, one) => sum + one, 0) / some.length;
    return { queuedMs: mean(took), firstMs: mean(took.slice(0, 50)), lastMs: mean(took.slice(-50)) };
  }, [incident, Array.from({ length: COMMANDS }, (_, n) => words(n))] as const);
}

/**
 * The bound of a kept command: its very row, written as often into the same tables of a scratch database, unsealed.
 * And AES-256-GCM over as many bytes by itself.
 */
async function writePlain(page: Page): Promise<{ ms: number; sealMs: number; bytes: number }> {
  return page.evaluate(async (count) => {
    const done = <T>(one: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
      one.onsuccess = () => resolve(one.result);
      one.onerror = () => reject(one.error as Error);
    });
    const all = await indexedDB.databases();
    const own = await done(indexedDB.open(all.find(({ name }) => name?.startsWith("alongside-"))!.name!));
    const { n: _n, ...row } = (await done(own.transaction("outbox").objectStore("outbox").getAll(null, 1)))[0] as { n: number; id: string; body: { data: ArrayBuffer } };
    own.close();
    const opening = indexedDB.open("bench", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("outbox", { keyPath: "n", autoIncrement: true }).createIndex("id", "id", { unique: true });
      opening.result.createObjectStore("meta");
    };
    const scratch = await done(opening);
    const before = performance.now();
    for (let n = 0; n < count; n += 1) {
      const tx = scratch.transaction(["outbox", "meta"], "readwrite", { durability: "strict" });
      const over = new Promise<void>((resolve, reject) => {
        tx.oncomplete = () => resolve();
        tx.onerror = () => reject(tx.error as Error);
      });
      await done(tx.objectStore("meta").get("kept"));
      await done(tx.objectStore("outbox").add({ ...row, id: crypto.randomUUID() }));
      await done(tx.objectStore("meta").put({ highest: n }, "kept"));
      await over;
    }
    const ms = (performance.now() - before) / count;
    scratch.close();
    await done(indexedDB.deleteDatabase("bench"));
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const begun = performance.now();
    for (let n = 0; n < count; n += 1) await crypto.subtle.encrypt({ name: "AES-GCM", iv: crypto.getRandomValues(new Uint8Array(12)) }, key, row.body.data);
    return { ms, sealMs: (performance.now() - begun) / count, bytes: row.body.data.byteLength };
  }, COMMANDS);
}

/** Until the outbox is empty on the disk. */
async function drained(page: Page): Promise<void> {
  await page.evaluate(async (patience) => {
    const name = (await indexedDB.databases()).find((one) => one.name?.startsWith("alongside-"))!.name!;
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error as Error);
    });
    const left = (): Promise<number> => new Promise((resolve, reject) => {
      const counting = db.transaction("outbox").objectStore("outbox").count();
      counting.onsuccess = () => resolve(counting.result);
      counting.onerror = () => reject(counting.error as Error);
    });
    const until = performance.now() + patience;
    while ((await left()) > 0) {
      if (performance.now() > until) throw new Error(`${await left()} commands are still kept`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    db.close();
  }, PATIENT);
}

/** The bound of the drain: as many requests of the same size, plainly, four in flight, from a bare client. Seconds. */
async function sendPlainly(seat: Seat, incident: string): Promise<number> {
  const cookies = (await seat.context.cookies(origin(seat.person))).map(({ name, value }) => ({ name, value }));
  const token = cookies.find(({ name }) => name.endsWith("csrf"))?.value ?? "";
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const one = (n: number): Promise<void> => new Promise((resolve, reject) => {
    const body = JSON.stringify({ id: crypto.randomUUID(), text: words(n) });
    const asking = ask({
      agent, host: "127.0.0.1", port: PORT, method: "POST", path: `/api/incidents/${incident}/remarks`,
      headers: {
        "Host": `${seat.person}.localhost:${PORT}`, "Origin": origin(seat.person), "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body),
        "Cookie": cookies.map(({ name, value }) => `${name}=${value}`).join("; "), "X-CSRFToken": token, "Idempotency-Key": crypto.randomUUID(), "X-Op-Version": "1",
      },
    }, (answer) => {
      answer.resume();
      answer.on("end", () => (answer.statusCode! < 300 ? resolve() : reject(new Error(`the plain request was answered ${answer.statusCode}`))));
    });
    asking.on("error", reject);
    asking.end(body);
  });
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let n = next++; n < COMMANDS; n = next++) await one(n);
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  agent.destroy();
  return (performance.now() - begun) / 1000;
}

interface Line { id: string; kind: string }
const remarksOf = async (desk: Seat, incident: string): Promise<string[]> =>
  (await read<{ entries: Line[] }>(desk, `/api/incidents/${incident}/timeline`)).entries.filter(({ kind }) => kind === "remark").map(({ id }) => id);

async function airplane(casey: Seat, dana: Seat, incident: string): Promise<object> {
  const bound = [await sendPlainly(dana, await openIncident(dana, { place: "2 Ferry Rd" }, CALM))];
  note(`plain: ${bound[0]!.toFixed(1)} s`);
  await casey.context.setOffline(true);
  const kept = await keepMany(casey.page, incident);
  const plain = await writePlain(casey.page);
  note(`kept: ${kept.queuedMs.toFixed(1)} ms each, unsealed row ${plain.ms.toFixed(1)} ms`);
  const before = new Set(await remarksOf(dana, incident));
  const begun = performance.now();
  await casey.context.setOffline(false);
  await drained(casey.page);
  const seconds = (performance.now() - begun) / 1000;
  note(`drained: ${seconds.toFixed(1)} s`);
  const arrived = (await remarksOf(dana, incident)).filter((id) => !before.has(id));
  bound.push(await sendPlainly(dana, await openIncident(dana, { place: "4 Ferry Rd" }, CALM)));
  return {
    drain: { commands: COMMANDS, seconds: rounded(seconds, 2), bound: bound.map((one) => rounded(one, 2)), arrived: arrived.length, doubled: arrived.length - new Set(arrived).size },
    write: { ms: rounded(kept.queuedMs, 2), first_ms: rounded(kept.firstMs, 2), last_ms: rounded(kept.lastMs, 2), plain_ms: rounded(plain.ms, 2), seal_ms: rounded(plain.sealMs, 2), bytes: plain.bytes },
  };
}

// ---- what an idle phone sends and receives

/** A phone whose sockets are cut asks every five seconds: what one such question with nothing new weighs, in bytes. */
async function pollBytes(browser: Browser): Promise<object> {
  const seat = await sit(browser, "omar", "phone");
  await seat.context.routeWebSocket(/\/ws$/, (socket) => void socket.close());
  const polls: { up: number; down: number }[] = [];
  seat.page.on("requestfinished", (request) => {
    if (!request.url().includes("/api/changes")) return;
    void Promise.all([request.sizes(), request.response().then((answer) => answer?.json() as Promise<{ frames: unknown[] }>)]).then(([sizes, answer]) => {
      if (answer.frames.length > 0) return;
      polls.push({ up: sizes.requestHeadersSize + sizes.requestBodySize, down: sizes.responseHeadersSize + sizes.responseBodySize });
    }).catch(() => undefined);
  });
  await signIn(seat);
  for (const until = Date.now() + 60_000; polls.length < 3 && Date.now() < until;) await seat.page.waitForTimeout(500);
  await seat.context.close();
  if (polls.length < 3) throw new Error("the phone without a socket did not poll");
  return { up: median(polls.map(({ up }) => up)), down: median(polls.map(({ down }) => down)) };
}

/** A quiet minute of a live phone: messages on its socket (with their frame headers) and whatever it asks besides. */
async function idleMinute(casey: Seat): Promise<object> {
  const { page } = casey;
  const found = { up: 0, down: 0, messages: 0, requests: 0, asked: 0 };
  let counting = false;
  const frame = (bytes: number): number => bytes + (bytes < 126 ? 2 : 4);
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => {
      if (counting) Object.assign(found, { up: found.up + frame(Buffer.byteLength(payload)) + 4, messages: found.messages + 1 });
    });
    socket.on("framereceived", ({ payload }) => {
      if (counting) Object.assign(found, { down: found.down + frame(Buffer.byteLength(payload)), messages: found.messages + 1 });
    });
  });
  page.on("requestfinished", (request) => {
    if (!counting || !request.url().includes("/api/")) return;
    void request.sizes().then((sizes) => {
      const bytes = sizes.requestHeadersSize + sizes.requestBodySize + sizes.responseHeadersSize + sizes.responseBodySize;
      Object.assign(found, { requests: found.requests + 1, asked: found.asked + bytes });
    }).catch(() => undefined);
  });
  await page.reload();
  await live(casey);
  await page.waitForTimeout(10_000);
  counting = true;
  await page.waitForTimeout(IDLE_MS);
  counting = false;
  return found;
}

// ---- a start without signal

interface Start { pad: number; read: number; argon: number }

/** Opens the assignment at a quarter of the speed; ms to the PIN pad, from the sixth digit to the address, and Argon2's. */
async function start(context: BrowserContext, page: Page, go: () => Promise<unknown>): Promise<Start> {
  const cdp = await context.newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: THROTTLE });
  await go();
  await page.waitForFunction(() => (globalThis as unknown as Watched).seen.pad > 0, null, { timeout: PATIENT });
  // a brisk hand: the time is not counted, but the app may use it
  await page.keyboard.type(PIN, { delay: 200 });
  await page.waitForFunction(() => (globalThis as unknown as Watched).seen.read > 0, null, { timeout: PATIENT });
  const { pad, typed, read: shown } = await page.evaluate(() => (globalThis as unknown as Watched).seen);
  const argon = await page.evaluate(() => performance.getEntriesByName("argon2id").at(-1)?.duration ?? 0);
  await cdp.detach();
  return { pad, read: shown - typed, argon };
}

interface Watched { seen: { pad: number; typed: number; keys: number; read: number } }

/** Notes on each frame, by the page's own clock, what a person could see by then. */
function watch(place: string): void {
  const seen = { pad: 0, typed: 0, keys: 0, read: 0 };
  Object.assign(globalThis, { seen });
  addEventListener("keydown", () => {
    seen.keys += 1;
    if (seen.keys === 6) seen.typed = performance.now();
  }, { capture: true });
  const look = (): void => {
    if (seen.pad === 0 && document.querySelector('.pin[aria-busy="false"] .pad:not(.flat)')) seen.pad = performance.now();
    if (seen.read === 0 && document.querySelector("main")?.textContent?.includes(place)) seen.read = performance.now();
    if (seen.read === 0) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function starts(folder: string, assignment: string): Promise<object> {
  const [cold, warm]: [Start[], Start[]] = [[], []];
  for (let n = 0; n < STARTS; n += 1) {
    const seat = await sitAt(folder, "casey");
    await seat.context.setOffline(true);
    // a page of its own: those of a seat type the PIN by themselves
    const page = await seat.context.newPage();
    await page.addInitScript(watch, PLACE);
    cold.push(await start(seat.context, page, () => page.goto(`${origin("casey")}/assignment/${assignment}`)));
    warm.push(await start(seat.context, page, () => page.reload()));
    await seat.context.close();
    note(`cold ${JSON.stringify(cold.at(-1))} warm ${JSON.stringify(warm.at(-1))}`);
  }
  const told = (some: Start[]): object => ({
    pad_ms: rounded(median(some.map(({ pad }) => pad)), 0), read_ms: rounded(median(some.map(({ read: shown }) => shown)), 0),
    argon_ms: rounded(median(some.map(({ argon }) => argon)), 0), all_ms: rounded(median(some.map(({ pad, read: shown }) => pad + shown)), 0),
    app_ms: rounded(median(some.map(({ pad, read: shown, argon }) => pad + shown - argon)), 0),
  });
  return { throttle: THROTTLE, tries: STARTS, cold: told(cold), warm: told(warm) };
}

// ---- all of it

/** Casey's phone, on an assignment of theirs; it lies in a folder, as its browser ends several times. */
async function prepare(dana: Seat, folder: string): Promise<{ casey: Seat; incident: string; assignment: string }> {
  const incident = await openIncident(dana, { place: PLACE, place_detail: "" }, CALM);
  const assignment = await send(dana, incident, "Mesa 2", POLICE);
  const casey = await signIn(await sitAt(folder, "casey"));
  await casey.page.waitForURL(/\/alert\//);
  await casey.page.locator("button.btn--go").click();
  await casey.page.waitForURL(/\/assignment\//);
  await casey.page.getByText(PLACE).first().waitFor();
  await live(casey);
  await readyForOffline(casey);
  return { casey, incident, assignment };
}

async function reopen(folder: string, assignment: string): Promise<Seat> {
  const casey = await sitAt(folder, "casey");
  const there = `${origin("casey")}/assignment/${assignment}`;
  await casey.page.goto(there);
  const ended = casey.page.getByText(say("session_ended"));
  await ended.or(casey.page.locator(".link", { hasText: say("link_live") })).first().waitFor();
  // the end of a browser may take the session's cookie with it
  if ((await ended.count()) > 0) await signIn(casey).then(() => casey.page.goto(there));
  await live(casey);
  await casey.page.getByText(PLACE).first().waitFor();
  return casey;
}

/** The starts come before the sending: with a thousand remarks more it would be another phone. */
async function measure(browser: Browser, folder: string, wanted: (part: string) => boolean): Promise<object> {
  const dana = await arrive(browser, "dana", "desk");
  const { casey, incident, assignment } = await prepare(dana, folder);
  const found: Record<string, unknown> = {};
  if (wanted("idle")) {
    found["idle"] = await idleMinute(casey);
    found["poll"] = await pollBytes(browser);
    note(JSON.stringify(found));
  }
  if (wanted("search")) {
    found["search"] = await searches(casey);
    note(JSON.stringify(found["search"]));
  }
  await casey.context.close();
  if (wanted("start")) found["start"] = await starts(folder, assignment);
  if (wanted("airplane")) {
    const again = await reopen(folder, assignment);
    Object.assign(found, await airplane(again, dana, incident));
    await again.context.close();
  }
  return found;
}

const browser = await launch();
if (!browser) throw new Error("No browser: set CHROMIUM= to one.");
const folder = mkdtempSync(join(tmpdir(), "alongside-bench-"));
// npm run bench -- start: one part only
const parts = process.argv.slice(2);
try {
  console.log(JSON.stringify(await measure(browser, folder, (part) => parts.length === 0 || parts.includes(part))));
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

import { existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";

const SYSTEM = [
  "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Of the packed one's own flags: a graphics card in software costs a third of a core, and nothing here needs one. */
const UNWANTED = ["--headless", "--single-process", "--disable-web-security", "--use-gl", "--use-angle", "--in-process-gpu", "--ignore-gpu-blocklist", "--enable-unsafe-swiftshader"];

interface Program { executablePath: string; args: string[] }

/** CHROMIUM=, else an installed one, else the one inside the npm package (Linux x64); null when there is none. */
async function program(): Promise<Program | null> {
  const given = process.env["CHROMIUM"];
  const installed = given ?? SYSTEM.find((path) => existsSync(path));
  if (installed) return { executablePath: installed, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] };
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  // it unpacks to TMPDIR/chromium and reuses whatever lies there, also an old version: a folder of its own
  const own = join(tmpdir(), "alongside-chromium-153");
  mkdirSync(own, { recursive: true });
  process.env["TMPDIR"] = own;
  const { default: packed } = await import("@sparticuz/chromium");
  return { executablePath: await packed.executablePath(), args: [...packed.args.filter((arg) => !UNWANTED.some((one) => arg.startsWith(one))), "--headless=new", "--disable-gpu"] };
}

/** One for all files of a run, which share a process (vitest.e2e.ts): a file that closes it closes its own pages. */
const shared = globalThis as { alongsideBrowser?: Browser | undefined };

export async function launch(): Promise<Browser | null> {
  if (shared.alongsideBrowser?.isConnected()) return shared.alongsideBrowser;
  const found = await program();
  if (!found) return null;
  const browser = await chromium.launch(found);
  const end = browser.close.bind(browser);
  browser.close = async (): Promise<void> => {
    seated = [];
    if (!process.env["VITEST"]) return end();
    await Promise.all(browser.contexts().map((context) => context.close().catch(() => undefined)));
  };
  shared.alongsideBrowser = browser;
  return browser;
}

export const PORT = process.env["E2E_PORT"] ?? "8000";

interface Login { email: string; password: string }
/** The cast's logins, from whoever started the server (config/demo.py during). */
const LOGINS = JSON.parse(process.env["E2E_LOGINS"] ?? "{}") as Record<string, Login>;

/** One person, one origin: own cookies, own store, own worker. */
export function origin(person: string): string {
  return `http://${person}.localhost:${PORT}`;
}

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1440, height: 900 };

export interface Look { theme?: "day" | "night"; language?: "en" | "es" }

/** Somebody of the cast at a device of their own. */
export interface Seat { person: string; page: Page; context: BrowserContext; errors: string[] }

let seated: Seat[] = [];

/** Everybody sat down so far leaves: open pages and their sockets cost the two cores of the next test. */
export async function leave(): Promise<void> {
  await Promise.all(seated.map(({ context }) => context.close().catch(() => undefined)));
  seated = [];
}

/** What every device shows now, into test-results/, for whoever reads the failure. */
export async function shootAll(name: string): Promise<void> {
  const folder = new URL("../test-results/", import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  for (const [i, { page, person }] of seated.entries()) {
    if (!page.isClosed()) await page.screenshot({ path: `${folder}${name.replace(/\W+/g, "-")}-${i}-${person}.png` }).catch(() => undefined);
  }
}

function options(kind: "phone" | "desk", look: Look): BrowserContextOptions {
  return {
    viewport: kind === "phone" ? PHONE : DESK,
    deviceScaleFactor: kind === "phone" ? 2 : 1,
    hasTouch: kind === "phone",
    isMobile: kind === "phone",
    colorScheme: look.theme === "night" ? "dark" : "light",
    locale: look.language === "es" ? "es-US" : "en-US",
    timezoneId: "America/Los_Angeles",
    reducedMotion: "reduce",
    geolocation: { latitude: 32.7507, longitude: -117.1275, accuracy: 8 },
    permissions: ["geolocation"],
  };
}

/** A fresh phone or desk; what the page itself complains about is kept in `errors`. */
export async function sit(browser: Browser, person: string, kind: "phone" | "desk", look: Look = {}): Promise<Seat> {
  return seatOf(person, await browser.newContext(options(kind, look)), look);
}

/** A phone whose store lies in a folder: what it kept is there again when the same folder is opened after a crash. */
export async function sitAt(folder: string, person: string, look: Look = {}, flags: string[] = []): Promise<Seat> {
  const found = await program();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  const args = [...found.args, ...flags];
  return seatOf(person, await chromium.launchPersistentContext(folder, { ...found, args, ...options("phone", look) }), look);
}

async function seatOf(person: string, context: BrowserContext, look: Look): Promise<Seat> {
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    // a failed request is the network's word, not the app's
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource") && !message.text().includes("WebSocket")) errors.push(message.text());
  });
  await page.addInitScript((language) => {
    if (localStorage.getItem("alongside:language") === null) localStorage.setItem("alongside:language", language);
    localStorage.setItem("alongside:notice", "1");
  }, look.language ?? "en");
  // a page that is loaded anew has lost its key: the person types their PIN, as they would
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)];
  page.goto = (url, options) => goto(url, options).then(async (answer) => (await passLock(page), answer));
  page.reload = (options) => reload(options).then(async (answer) => (await passLock(page), answer));
  const seat = { person, page, context, errors };
  seated.push(seat);
  return seat;
}

/** Everybody of the cast types this one. */
export const PIN = "407193";

/** A slow machine may take its time over one step; what never comes is still told before the test's own end. */
export const PATIENT = { timeout: 30_000 };

/** Types the PIN where one is asked for, twice where it is made; returns when another screen stands. */
export async function passLock(page: Page, pin = PIN): Promise<void> {
  // a picture or an empty page is no screen of the app: nothing to wait for (a page that moves on meanwhile is one)
  if (page.url() === "about:blank" || !(await page.evaluate(() => document.contentType === "text/html").catch(() => true))) return;
  let before = "";
  for (;;) {
    const asked = await again(() => askedFor(page, before));
    if (asked === "") return;
    before = asked;
    await page.keyboard.type(pin);
  }
}

/** What a pad asks for that takes digits, and that is not what was just answered; "" when a screen without one stands. */
async function askedFor(page: Page, before: string): Promise<string> {
  const found = await page.waitForFunction((before) => {
    const pad = document.querySelector(".pin");
    if (!pad) return document.querySelector("main, .errsum, .board, form") ? { words: "" } : null;
    const words = pad.querySelector(".label")?.textContent ?? "";
    return pad.ariaBusy === "false" && pad.querySelector(".pad:not(.flat)") && words !== before ? { words } : null;
  }, before, PATIENT);
  return ((await found.jsonValue()) as { words: string }).words;
}

/** A navigation of the page's own (a redirect to the administration, a new version) may take away what was looked at. */
const again = async <T>(look: () => Promise<T>): Promise<T> => look().catch(look);

/** Signs the person in at their own origin and waits for the first screen. */
export async function signIn(seat: Seat): Promise<Seat> {
  await seat.page.goto(`${origin(seat.person)}/sign-in`);
  return fillIn(seat);
}

/** The sign-in form as it stands, by `who`: on a shared phone that is not the one whose address it is. */
export async function fillIn(seat: Seat, who = seat.person, pin = PIN): Promise<Seat> {
  const { page } = seat;
  await passwordOf(seat, who);
  await passLock(page, pin);
  await page.waitForURL((url) => url.pathname !== "/sign-in" && url.pathname !== "/");
  return seat;
}

/** The password only: what comes next is the PIN, or the open store. */
export async function passwordOf({ page }: Seat, who: string): Promise<void> {
  const login = LOGINS[who];
  if (!login) throw new Error(`E2E_LOGINS knows nobody called ${who}; run the browser tests with make test`);
  await page.locator('input[name="email"]').fill(login.email);
  await page.locator('input[name="password"]').fill(login.password);
  await page.locator('input[name="password"]').press("Enter");
  await page.locator('input[name="email"]').waitFor({ state: "detached" });
}

/** A person signed in at a fresh device. */
export async function arrive(browser: Browser, person: string, kind: "phone" | "desk", look: Look = {}): Promise<Seat> {
  return signIn(await sit(browser, person, kind, look));
}

/** Until the service worker runs this page, so that it can be opened without a network. */
export async function readyForOffline(seat: Seat): Promise<void> {
  await seat.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await seat.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

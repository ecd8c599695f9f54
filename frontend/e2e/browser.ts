import { existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

const SYSTEM = [
  "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** CHROMIUM=, else an installed one, else the one inside the npm package (Linux x64); null when there is none. */
export async function launch(): Promise<Browser | null> {
  const given = process.env["CHROMIUM"];
  const installed = given ?? SYSTEM.find((path) => existsSync(path));
  if (installed) return chromium.launch({ executablePath: installed, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  // it unpacks to TMPDIR/chromium and reuses whatever lies there, also an old version: a folder of its own
  const own = join(tmpdir(), "alongside-chromium-153");
  mkdirSync(own, { recursive: true });
  process.env["TMPDIR"] = own;
  const { default: packed } = await import("@sparticuz/chromium");
  return chromium.launch({ executablePath: await packed.executablePath(), args: [...packed.args.filter((arg) => !arg.startsWith("--headless") && arg !== "--single-process" && !arg.startsWith("--disable-web-security")), "--headless=new"] });
}

export const PORT = process.env["E2E_PORT"] ?? "8000";
export const PASSWORD = process.env["E2E_PASSWORD"] ?? "alongside-demo";

/** One person, one origin: own cookies, own store, own worker. */
export function origin(person: string): string {
  return `http://${person}.localhost:${PORT}`;
}

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1440, height: 900 };

export interface Look { theme?: "day" | "night"; language?: "en" | "es" }

/** A page of its own for a person: a phone or a desk, in the wanted light and language. */
export async function open(browser: Browser, kind: "phone" | "desk", look: Look = {}): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    viewport: kind === "phone" ? PHONE : DESK,
    deviceScaleFactor: kind === "phone" ? 2 : 1,
    hasTouch: kind === "phone",
    isMobile: kind === "phone",
    colorScheme: look.theme === "night" ? "dark" : "light",
    locale: look.language === "es" ? "es-US" : "en-US",
    timezoneId: "America/Los_Angeles",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.addInitScript((language) => {
    localStorage.setItem("alongside:notice", "1");
    localStorage.setItem("alongside:language", language);
  }, look.language ?? "en");
  return { context, page };
}

/** Signs a person of the cast in and waits for the first screen. */
export async function signIn(page: Page, person: string, email = `${person}@example.org`): Promise<void> {
  await page.goto(`${origin(person)}/sign-in`);
  await page.locator('input[name="email"]').fill(email);
  await page.locator('input[name="password"]').fill(PASSWORD);
  await page.locator('input[name="password"]').press("Enter");
  await page.waitForURL((url) => url.pathname !== "/sign-in" && url.pathname !== "/");
}

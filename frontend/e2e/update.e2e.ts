import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { say } from "./acts.ts";
import { fillIn, launch, PORT, readyForOffline, shootAll, sit, type Seat } from "./browser.ts";

/** Two versions of the app, one after the other, and one that cannot be installed: what a person notices of it. */
let browser: Browser;
let phone: Seat;
let server: Server;
let at: string;
/** What is served: the same app, under another number; or one whose files are not all there. */
let version = 1;
let broken = false;

const isWorker = (url: string | undefined): boolean => url?.split("?")[0] === "/sw.js";
function change(worker: string): string {
  const other = `${worker}\n// ${version}`;
  return broken ? other.replace(/(["'`])([^"'`]*assets\/[^"'`]+\.js)\1/, '"/assets/gone-0000.js"') : other;
}
function pass(from: IncomingMessage, to: ServerResponse): void {
  const headers = { ...from.headers, "accept-encoding": "identity" };
  const onward = request({ host: "127.0.0.1", port: PORT, method: from.method, path: from.url, headers }, (answer) => {
    if (!isWorker(from.url)) {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      return void answer.pipe(to);
    }
    let text = "";
    answer.setEncoding("utf8").on("data", (part: string) => (text += part)).on("end", () => {
      const { "content-length": _length, etag: _etag, "last-modified": _modified, ...kept } = answer.headers;
      to.writeHead(answer.statusCode ?? 502, kept).end(change(text));
    });
  });
  onward.on("error", () => to.destroy());
  from.pipe(onward);
}

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  server = createServer(pass).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  at = `http://riley.localhost:${(server.address() as AddressInfo).port}`;
  phone = await sit(browser, "riley", "phone");
  await phone.page.goto(`${at}/sign-in`);
  await fillIn(phone);
  await readyForOffline(phone);
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

const lookForUpdate = (): Promise<void> => phone.page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update().catch(() => undefined)));
const workers = () => phone.page.evaluate(async () => {
  const { active, waiting, installing } = await navigator.serviceWorker.ready;
  return { active: active?.state, waiting: waiting?.state ?? null, installing: installing?.state ?? null };
});
const update = () => phone.page.getByRole("button", { name: say("update_do") });

describe("a new version", () => {
  it("that arrives mid-form waits, says why, and takes no word away", async () => {
    const { page } = phone;
    await page.goto(`${at}/new`);
    await page.getByLabel(say("phone_new_words")).fill("Man at the bus stop");
    version = 2;
    await lookForUpdate();
    await page.getByText(say("update_ready")).waitFor();
    await update().click();
    await page.getByText(say("lock_update_waits")).waitFor();
    expect(await page.getByLabel(say("phone_new_words")).inputValue()).toBe("Man at the bus stop");
    await expect.poll(async () => (await workers()).waiting).toBe("installed");
  });

  it("takes over at the next safe moment, and what was half written is still there after it", async () => {
    const { page } = phone;
    await page.getByRole("button", { name: say("back") }).click();
    await page.waitForURL(/\/home/);
    await Promise.all([page.waitForEvent("load"), update().click()]);
    await page.locator(".pin").waitFor();
    await expect.poll(workers).toEqual({ active: "activated", waiting: null, installing: null });
    await page.goto(`${at}/new`);
    await expect.poll(() => page.getByLabel(say("phone_new_words")).inputValue()).toBe("Man at the bus stop");
  });

  it("whose files are not all there leaves the one that works, also without signal", async () => {
    const { page, context } = phone;
    version = 3;
    broken = true;
    await lookForUpdate();
    await expect.poll(workers).toEqual({ active: "activated", waiting: null, installing: null });
    expect(await page.getByText(say("update_ready")).count()).toBe(0);
    await context.setOffline(true);
    await page.goto(`${at}/home`);
    await page.getByText(say("link_offline")).first().waitFor();
    await context.setOffline(false);
    broken = false;
    version = 4;
    await lookForUpdate();
    await page.getByText(say("update_ready")).waitFor();
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { free, kept, openIncident, press, say, send } from "./acts.ts";
import { complaints } from "./axe.ts";
import { arrive, launch, origin, readyForOffline, shootAll, signIn, sitAt, type Seat } from "./browser.ts";

/** What a stranger with the phone's files reads: a real profile folder, every byte of it. */
let browser: Browser;
let dana: Seat;
let incident: string;
const folder = mkdtempSync(join(tmpdir(), "alongside-files-"));
const PLACE = "Quillwharf Terrace 88";
const CALLER = "Marigoldine";
const REMARK = "Brimwickle umbrella by the gate";
const CALM = { weapon_in_hand: "no", weapon_in_reach: "no", violence_now: "no", cannot_care_for_self: "yes" };
const POLICE = { sends_police: true, override_reason: "the nearest team" };
const DRAFT = "Half-written thistledownish";

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  dana = await arrive(browser, "dana", "desk");
  await free(dana);
});
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  if (dana) await free(dana);
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Which of the words lie readable in a file of the folder, in either way in which a browser writes text. */
function found(words: string[]): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)).filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  const all = files.map((path) => readFileSync(path));
  return words.filter((word) => all.some((bytes) => bytes.includes(Buffer.from(word, "utf8")) || bytes.includes(Buffer.from(word, "utf16le"))));
}

describe("a stranger with the phone's files", () => {
  it("finds no person, place or word of what the phone holds and was typed on it", async () => {
    incident = await openIncident(dana, { place: PLACE, place_detail: "", caller_name: CALLER }, CALM);
    await send(dana, incident, "Mesa 2", POLICE);
    const casey = await signIn(await sitAt(folder, "casey"));
    await readyForOffline(casey);
    await casey.page.waitForURL(/\/alert\//);
    await press(casey, "phone_got_it");
    await casey.page.waitForURL(/\/assignment\//);
    await casey.page.locator('a[href^="/remarks/"]').click();
    const box = casey.page.getByLabel(say("phone_write_remark"));
    await box.waitFor();
    await casey.context.setOffline(true);
    await box.fill(REMARK);
    await casey.page.locator("button.btn--go", { hasText: say("phone_send") }).click();
    await casey.page.locator(".is-wait", { hasText: REMARK }).waitFor();
    await kept(casey, () => box.fill(DRAFT));
    await casey.context.setOffline(false);
    await casey.page.evaluate(async ([place, caller]) => {
      // what a release without encryption would have written, so that the search is known to find it
      await new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("control", 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore("records");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const tx = opening.result.transaction("records", "readwrite", { durability: "strict" });
          tx.objectStore("records").put({ kind: "incident", body: { v: 0, data: { place: `${place} control`, caller } } }, 1);
          tx.oncomplete = () => resolve(opening.result.close());
        };
      });
    }, ["Clearwater Lane 12", "Peregrinette"]);
    await casey.context.close();
    expect(found(["Clearwater Lane 12 control", "Peregrinette"])).toEqual(["Clearwater Lane 12 control", "Peregrinette"]);
    expect(found([PLACE, CALLER, REMARK, DRAFT, "Quillwharf", "Brimwickle", "thistledownish"])).toEqual([]);
  });

  it("is asked for the PIN, and after it the same words are there again, without signal", async () => {
    const casey = await sitAt(folder, "casey");
    await casey.context.setOffline(true);
    await casey.page.goto(`${origin("casey")}/home`);
    await casey.page.getByText(PLACE).first().waitFor();
    expect(await complaints(casey.page)).toEqual([]);
    await casey.page.goto(`${origin("casey")}/remarks/${incident}`);
    await casey.page.locator(".is-wait", { hasText: REMARK }).waitFor();
    await expect.poll(() => casey.page.getByLabel(say("phone_write_remark")).inputValue()).toBe(DRAFT);
    await casey.context.close();
  });
});

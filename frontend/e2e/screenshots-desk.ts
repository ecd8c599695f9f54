import type { Browser } from "playwright-core";
import { live, read } from "./acts.ts";
import { arrive, origin, type Seat } from "./browser.ts";
import { folder, shoot } from "./shoot.ts";

interface Cases { rows: { case: { id: string } }[] }

/** What comes after the scene: who is to be looked after, a supervisor's day and month, and the administration. */
export async function deskScreens(browser: Browser): Promise<void> {
  const [cam, sam, ada] = [await arrive(browser, "cam", "desk"), await arrive(browser, "sam", "desk"), await arrive(browser, "ada", "desk")];
  await live(cam);
  await caseManager(cam);
  await sam.page.goto(`${origin("sam")}/today`);
  await shoot(sam, "today", "h1");
  await sam.page.goto(`${origin("sam")}/outcomes`);
  await shoot(sam, "outcomes", "h2");
  await ada.page.goto(`${origin("ada")}/admin/`);
  await ada.page.locator("h1").first().waitFor();
  await ada.page.screenshot({ path: `${folder}administration-day-en-1440x900.png` }); // it has one language and one light
}

/** The worklist, and the case that stands first in it. */
async function caseManager(cam: Seat): Promise<void> {
  await cam.page.goto(`${origin("cam")}/cases`);
  await shoot(cam, "worklist", ".strip");
  const first = (await read<Cases>(cam, "/api/cases?whose=team")).rows[0];
  if (!first) throw new Error("Nobody is on the worklist.");
  await cam.page.goto(`${origin("cam")}/case/${first.case.id}`);
  await shoot(cam, "case", "h1");
}

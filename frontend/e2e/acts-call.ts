import { field, onBoard, read, say } from "./acts.ts";
import type { Seat } from "./browser.ts";

/** What a dispatcher does with a call, on the screen: it is typed, it gets its level, a team is sent. */
export interface Told { place: string; detail: string; words: string }

/** Typed at the desk with the keyboard, and the first question answered with yes: level 3. Answers the incident's id. */
export async function takeCall({ page }: Seat, told: Told): Promise<string> {
  await page.keyboard.press("i");
  await page.waitForURL(/\/intake\//);
  await field(page, "intake_place").fill(told.place);
  await field(page, "intake_place_detail").fill(told.detail);
  await field(page, "intake_words").fill(told.words);
  await page.getByRole("button", { name: `3: ${say("triage_yes")}`, exact: true }).click();
  await page.locator("#lv", { hasText: "Level 3" }).waitFor();
  await page.locator("[role=status]", { hasText: say("intake_saved") }).first().waitFor();
  return new URL(page.url()).pathname.split("/")[2]!;
}

/** The number beside the team, then D; a question that is asked is answered with the key again. Answers the assignment's id. */
export async function sendFromBoard(desk: Seat, incident: string, team: string): Promise<string> {
  const { page } = desk;
  await onBoard(desk, incident);
  const row = page.locator(".rec li", { hasText: team });
  await row.waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press(await row.locator("kbd").innerText());
  await page.locator(".det__act button", { hasText: team }).first().waitFor();
  await page.keyboard.press("d");
  await page.locator(".asg", { hasText: team }).waitFor();
  const { assignment_ids: ids } = await read<{ assignment_ids: string[] }>(desk, `/api/incidents/${incident}`);
  return ids.at(-1)!;
}

/** The form behind a key of the board (S: the hold is over, C: close), filled and given. */
export async function order({ page }: Seat, key: string, fill: (page: Seat["page"]) => Promise<unknown> = async () => undefined): Promise<void> {
  // letters belong to a field that has the focus; out of it first
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press(key);
  const form = page.locator("form.order");
  await form.waitFor();
  await fill(page);
  await page.keyboard.press("Control+Enter");
  await form.waitFor({ state: "detached" });
}

import type { Page } from "playwright-core";
import { FORCE_WORDS, type Word } from "../src/api/generated/visit.ts";
import { press, say } from "./acts.ts";
import type { Seat } from "./browser.ts";

/** What a team writes at the door, on its two phones. */
export const word = (list: readonly Word[], code: string): string => list.find((each) => each.code === code)!.en;

/** One tap on an answer; the next question stands when its heading does. */
export async function answer(page: Page, words: string, then: string): Promise<void> {
  await page.getByRole("radio", { name: words }).click();
  await page.getByRole("heading", { name: then, exact: true }).waitFor();
}

/** What is filled in, or passed over, with the one button. */
export async function next(page: Page, then: string): Promise<void> {
  await page.locator('button.btn--go:not([aria-busy="true"])').click();
  await page.getByRole("heading", { name: then, exact: true }).waitFor();
}

/** The officer's one question, open on the phone, answered with one tap. */
export async function noForce({ page }: Seat): Promise<void> {
  await page.locator('button.btn--go:not([aria-busy="true"])', { hasText: say("scene_open_force") }).click();
  await page.getByRole("heading", { name: say("scene_force_ask") }).waitFor();
  await page.getByRole("button", { name: new RegExp(`^${word(FORCE_WORDS.force, "none")}`) }).click();
  await page.getByText(say("scene_force_kept")).waitFor();
}

/** From the assignment to "Who is this?", and somebody new is kept. */
export async function meetsNew(phone: Seat, given: string, family: string): Promise<void> {
  const { page } = phone;
  await page.locator('a[href^="/who/"]').click();
  await page.waitForURL(/\/who\//);
  await press(phone, "people_new");
  await page.getByLabel(say("people_given")).fill(given);
  await page.getByLabel(say("people_family"), { exact: true }).fill(family);
  await page.locator("button.btn--go", { hasText: say("people_new_keep") }).click();
  await page.getByText(say("people_linked", { name: `${given} ${family}` })).waitFor();
}

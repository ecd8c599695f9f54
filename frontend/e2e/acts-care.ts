import type { Page } from "playwright-core";
import { press, say } from "./acts.ts";
import type { Seat } from "./browser.ts";

/** The places of a need, each found by its name; the phone stands at "Find a place". */
export async function choosePlaces(page: Page, names: readonly string[]): Promise<void> {
  const search = page.getByRole("searchbox");
  for (const name of names) {
    await search.fill(name);
    await page.locator(".prov__main", { hasText: name }).click();
  }
}

/** The person reads what is told to whom, and types their name. */
export async function agrees(phone: Seat, name: string): Promise<void> {
  const { page } = phone;
  await page.locator("button.btn--go", { hasText: say("referral_ask_first", { name }) }).click();
  await page.getByRole("heading", { name: say("consent_decides", { name }) }).waitFor();
  await page.getByRole("button", { name: say("consent_type_instead") }).click();
  await page.getByRole("textbox", { name: say("consent_type_label") }).fill(name);
  await page.locator("button.btn--go", { hasText: say("consent_agrees", { name }) }).click();
  await page.getByRole("heading", { name: say("referral_ready") }).waitFor();
}

/** What is needed in words, the page of the visit open; then the places stand to be chosen. */
export async function needs(phone: Seat, name: string, words: string): Promise<void> {
  await phone.page.getByRole("heading", { name: say("referral_for", { name }) }).waitFor();
  await phone.page.getByRole("textbox", { name: say("referral_words", { name }) }).fill(words);
  await press(phone, "referral_find");
}

import { fileURLToPath } from "node:url";
import type { Look, Seat } from "./browser.ts";

/** Writes docs/screenshots from a fresh stack: every screen by day in English and by night in Spanish. */
export const folder = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));
const LOOKS: Look[] = [{ theme: "day", language: "en" }, { theme: "night", language: "es" }];

/** The same screen in each light and language. `ready` is a selector that means "it stands". */
export async function shoot(seat: Seat, name: string, ready = "#main, main", reload: () => Promise<unknown> = () => seat.page.reload()): Promise<void> {
  for (const { theme, language } of LOOKS) {
    await seat.page.emulateMedia({ colorScheme: theme === "night" ? "dark" : "light", reducedMotion: "reduce" });
    const now = await seat.page.evaluate(() => document.documentElement.lang);
    if (now !== language) {
      await seat.page.evaluate((wanted) => localStorage.setItem("alongside:language", wanted), language ?? "en");
      await reload();
    }
    await seat.page.locator(ready).first().waitFor();
    await seat.page.waitForTimeout(900);
    const size = seat.page.viewportSize()!.width < 600 ? "390x844" : "1440x900";
    await seat.page.screenshot({ path: `${folder}${name}-${theme}-${language}-${size}.png` });
    console.log(`  ${name} ${theme} ${language}`);
  }
  await seat.page.evaluate(() => localStorage.setItem("alongside:language", "en"));
  await seat.page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await reload();
}

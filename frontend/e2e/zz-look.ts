import { mkdirSync } from "node:fs";
import { command, does, live, openIncident, read, send } from "./acts.ts";
import { arrive, launch, origin, readyForOffline, type Seat } from "./browser.ts";
const out = "/tmp/scene-scratch/shots/"; mkdirSync(out, { recursive: true });
const browser = (await launch())!;
const [dana, casey, omar] = [await arrive(browser, "dana", "desk"), await arrive(browser, "casey", "phone"), await arrive(browser, "omar", "phone")];
const left = (await read<{ teams: { name: string; assignment: { id: string } | null }[] }>(dana, "/api/teams")).teams.find((t) => t.name === "Mesa 2")?.assignment;
if (left) await command(dana, "POST", `/api/assignments/${left.id}/cancel`, { reason: "x" });
await live(casey);
const inc = await openIncident(dana, { person_name: "Ansel Varga", person_age: 34 }, { weapon_in_hand: "no", weapon_in_reach: "yes", violence_now: "no" });
const id = await send(dana, inc, "Mesa 2");
for (const s of [casey, omar]) await does(s, "POST", `/api/assignments/${id}/accept`);
await does(dana, "POST", `/api/assignments/${id}/clear`);
for (const to of ["en_route", "on_scene"]) await does(casey, "POST", `/api/assignments/${id}/status`, { to });
for (const s of [casey, omar]) await readyForOffline(s);
let n = 0;
async function shot(s: Seat, name: string, looks = [["day", "en"]]) {
  for (const [theme, lang] of looks) {
    await s.page.emulateMedia({ colorScheme: theme === "night" ? "dark" : "light", reducedMotion: "reduce" });
    await s.page.waitForTimeout(500);
    await s.page.screenshot({ path: `${out}${String(n++).padStart(2, "0")}-${name}-${theme}-${lang}.png` });
  }
}
async function language(s: Seat, lang: string, path: string) {
  await s.page.evaluate((w) => localStorage.setItem("alongside:language", w), lang);
  await s.page.goto(`${origin(s.person)}${path}`);
  await s.page.waitForTimeout(1200);
}
const BOTH = [["day", "en"], ["night", "en"]];
const go = async (s: Seat, path: string) => { await s.page.goto(`${origin(s.person)}${path}`); await s.page.waitForTimeout(1200); };
await go(casey, `/assignment/${id}`); await shot(casey, "assignment");
await casey.page.locator("main").evaluate((m) => m.scrollTo(0, 9999)); await shot(casey, "assignment-end");
await casey.context.setOffline(true);
await casey.page.locator("button.btn--go").click(); await shot(casey, "contact");
const tap = async (i: number) => { await casey.page.getByRole("radio").nth(i).click(); await casey.page.waitForTimeout(700); };
await tap(0); await shot(casey, "judgement"); await tap(2); await shot(casey, "observed"); await casey.page.locator(".chip").nth(1).click(); await casey.page.locator("button.btn--go").click(); await casey.page.waitForTimeout(600);
await shot(casey, "plan"); await tap(0); await shot(casey, "ended", BOTH);
await casey.page.locator("main button.choice").last().click(); await casey.page.waitForTimeout(300); await shot(casey, "everything"); await casey.page.keyboard.press("Escape");
await casey.page.waitForTimeout(600); await casey.page.locator("button.btn--go").click(); await casey.page.waitForTimeout(600);
await shot(casey, "decided"); await tap(0); await shot(casey, "least"); await tap(1); await shot(casey, "whynot");
await casey.page.locator("button.btn--go").click(); await casey.page.waitForTimeout(600); await shot(casey, "transport");
await casey.page.locator("button.btn--go").click(); await casey.page.waitForTimeout(600); await shot(casey, "owner");
await language(casey, "es", `/encounter/${id}`); await shot(casey, "owner-es", [["night", "es"]]);
await tap(1); await shot(casey, "review-es", [["night", "es"]]);
await casey.page.locator("main").evaluate((m) => m.scrollTo(0, 9999)); await shot(casey, "review-es-end", [["night", "es"]]);
await language(casey, "en", `/encounter/${id}`); await shot(casey, "review", BOTH); 
await casey.page.locator("main").evaluate((m) => m.scrollTo(0, 9999)); await shot(casey, "review-end");
await casey.page.locator("header .btn--icon").nth(1).click(); await shot(casey, "prompts"); await casey.page.locator(".tick").nth(1).click(); await shot(casey, "prompts-used", [["night", "en"]]); await casey.page.keyboard.press("Escape");
await casey.page.locator("button.add").first().click(); await shot(casey, "reasons");
await go(casey, `/encounter/${id}`);
await casey.page.locator("button.btn--go").click(); await casey.page.waitForTimeout(900); await shot(casey, "cleared");
await casey.page.locator("button.btn--go").click(); await casey.page.waitForTimeout(900); await shot(casey, "signed");
await casey.page.locator("main .item").nth(1).click(); await shot(casey, "amend", BOTH);
await omar.context.setOffline(true);
await go(omar, `/assignment/${id}`); await shot(omar, "o-assignment");
await go(omar, `/encounter/${id}`); await shot(omar, "o-force", BOTH);
await omar.page.locator("main button.choice").nth(1).click(); await omar.page.waitForTimeout(300); await omar.page.locator(".chip").nth(0).click(); await omar.page.locator(".chip").nth(7).click(); await shot(omar, "o-six", BOTH);
await omar.page.locator("button.btn--go").click(); await omar.page.waitForTimeout(500); await shot(omar, "o-kept");
await language(omar, "es", `/encounter/${id}`); await omar.page.locator("main .item").first().click(); await omar.page.waitForTimeout(500); await shot(omar, "o-six-es", [["night", "es"]]);
await omar.page.locator(".bar .btn--quiet").click(); await omar.page.waitForTimeout(400); await shot(omar, "o-force-es", [["day", "es"]]);
await casey.context.setOffline(false);
await browser.close();

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Found { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }

/** What axe finds on the screen as it stands, in words; WCAG 2.2 A and AA, and best practices. */
export async function complaints(page: Page): Promise<string[]> {
  // its address stands before its code has come: a screen is looked at once it is there
  await page.locator("h1").first().waitFor();
  // evaluated, not added as a script: the content policy refuses inline scripts
  await page.evaluate(source);
  const found = await page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Found[] }> } }).axe;
    const result = await axe.run({ resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return result.violations;
  });
  return found.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help} at ${node.target.join(" ")} ${node.failureSummary ?? ""}`));
}

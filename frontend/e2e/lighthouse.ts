import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { origin, readyForOffline, signIn, sitAt } from "./browser.ts";

/** Lighthouse as a phone on the first page of a stranger and on the lock of a known phone; prints one line of JSON. */
const VERSION = "12.8.2";
const TRIES = 3;
const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;

interface Audit { id: string; title: string; score: number | null; scoreDisplayMode: string; displayValue?: string }
interface Category { score: number; auditRefs: { id: string; weight: number }[] }
interface Report { categories: Record<(typeof CATEGORIES)[number], Category>; audits: Record<string, Audit> }
type Lighthouse = (url: string, flags: object) => Promise<{ lhr: Report } | undefined>;

/** With all it needs it weighs 190 MB, which nobody's `npm ci` should carry: a folder of its own in the cache. */
async function lighthouse(): Promise<Lighthouse> {
  const folder = new URL(`../../.cache/lighthouse-${VERSION}/`, import.meta.url).pathname;
  const entry = join(folder, "node_modules/lighthouse/core/index.js");
  if (!existsSync(entry)) {
    mkdirSync(folder, { recursive: true });
    execFileSync("npm", ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--silent", `lighthouse@${VERSION}`], { stdio: ["ignore", "ignore", "inherit"] });
  }
  return ((await import(entry)) as { default: Lighthouse }).default;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const percent = ({ categories }: Report): number[] => CATEGORIES.map((name) => Math.round(categories[name].score * 100));

/** The best of some: other work on the machine only ever makes a page slower. What cost points goes to stderr. */
async function judge(run: Lighthouse, url: string, port: number): Promise<object> {
  let best: Report | null = null;
  for (let n = 0; n < TRIES; n += 1) {
    const lhr = (await run(url, { port, output: "json", logLevel: "error", onlyCategories: [...CATEGORIES], disableStorageReset: true }))?.lhr;
    if (lhr && (!best || lhr.categories.performance.score > best.categories.performance.score)) best = lhr;
    if (lhr) console.error(`  ${url} ${percent(lhr).join(" ")}`);
  }
  if (!best) throw new Error(`Lighthouse said nothing about ${url}`);
  for (const name of CATEGORIES) {
    for (const { id, weight } of best.categories[name].auditRefs) {
      const { title, score, displayValue } = best.audits[id]!;
      if (weight > 0 && score !== null && score < 0.9) console.error(`    ${name}: ${id} ${score} ${title} ${displayValue ?? ""}`);
    }
  }
  const [performance, accessibility, practices] = percent(best);
  const shown = (id: string): string => best.audits[id]?.displayValue?.replaceAll("\u00a0", " ") ?? "";
  return { performance, accessibility, practices, paint: shown("largest-contentful-paint"), blocked: shown("total-blocking-time"), shift: shown("cumulative-layout-shift") };
}

const folder = mkdtempSync(join(tmpdir(), "alongside-lighthouse-"));
try {
  const run = await lighthouse();
  const port = await freePort();
  const seat = await sitAt(folder, "casey", {}, [`--remote-debugging-port=${port}`]);
  const first = await judge(run, `${origin("casey")}/sign-in`, port);
  await signIn(seat);
  await readyForOffline(seat);
  await seat.page.close();
  const lock = await judge(run, `${origin("casey")}/home`, port);
  await seat.context.close();
  console.log(JSON.stringify({ version: VERSION, tries: TRIES, pages: { "sign-in, a stranger's phone": first, "home, a known phone: the lock": lock } }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const dist = new URL("../dist/", import.meta.url);
const assets = new URL("assets/", dist);
const scripts = (): string => readdirSync(assets).filter((file) => file.endsWith(".js")).map((file) => readFileSync(new URL(file, assets), "utf8")).join("\n");

/** A build with zero messages passes every other gate, so the words are looked for in what is served. */
describe.skipIf(!existsSync(dist))("the build", () => {
  it("speaks Spanish and English", () => {
    const all = scripts();
    expect(all).toContain("Esta aplicación no reemplaza su radio.");
    expect(all).toContain("This app does not replace your radio.");
  });

  it("keeps the desk out of what a phone loads first", () => {
    const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8")) as Record<string, { file: string; isEntry?: boolean; imports?: string[] }>;
    const entry = Object.values(manifest).find((chunk) => chunk.isEntry)!;
    const first = [entry, ...(entry.imports ?? []).map((key) => manifest[key]!)].map((chunk) => readFileSync(new URL(chunk.file, dist), "utf8")).join("\n");
    const { board_waiting: words } = JSON.parse(readFileSync(new URL("../messages/parts/board.en.json", import.meta.url), "utf8")) as Record<string, string>;
    if (words) expect(first).not.toContain(`\`${words}\``);
  });

  it("has no inline script or style, which the content policy would refuse", () => {
    const page = readFileSync(new URL("index.html", dist), "utf8");
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle=|\son\w+=/);
  });
});

import { readFileSync } from "node:fs";

/** What a phone loads before it shows anything: the entry, what it imports, and its styles. */
const manifest = JSON.parse(readFileSync(new URL("./dist/.vite/manifest.json", import.meta.url), "utf8"));
const files = new Set();
function add(key) {
  const chunk = manifest[key];
  if (!chunk || files.has(`dist/${chunk.file}`)) return;
  files.add(`dist/${chunk.file}`);
  for (const css of chunk.css ?? []) files.add(`dist/${css}`);
  for (const next of chunk.imports ?? []) add(next);
}
for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) add(key);

export default [{ name: "initial route (JS + CSS)", path: [...files], limit: "60 kB", gzip: true, brotli: false }];

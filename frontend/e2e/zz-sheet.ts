import { readFileSync } from "node:fs";
import { launch } from "./browser.ts";
const [out, ...files] = process.argv.slice(2);
const browser = (await launch())!;
const page = await browser.newPage({ viewport: { width: files.length * 400, height: 850 } });
await page.setContent(`<body style="margin:0;display:flex;gap:10px">${files.map((f) => `<img width=390 height=844 src="data:image/png;base64,${readFileSync(f).toString("base64")}">`).join("")}`);
await page.screenshot({ path: out! });
await browser.close();

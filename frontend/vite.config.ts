import { svelte } from "@sveltejs/vite-plugin-svelte";
import { paraglideVitePlugin } from "@inlang/paraglide-js";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { readFileSync } from "node:fs";
import { aliases } from "./aliases.ts";

const { version } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8")) as { version: string };
const backend = process.env["ALONGSIDE_BACKEND"] ?? "http://127.0.0.1:8000";
const served = ["/api", "/_allauth", "/admin", "/static"];

export default defineConfig({
  base: "/",
  assetsInclude: ["**/*.wasm"],
  resolve: { alias: aliases },
  define: { __APP_VERSION__: JSON.stringify(version) },
  build: {
    target: "es2022", manifest: true, sourcemap: false, assetsInlineLimit: 0,
    // A screen's parts lie in the worker's cache: naming them all in the first file costs more than it saves. Its styles are named.
    modulePreload: { polyfill: false, resolveDependencies: (_file, names, { hostType }) => (hostType === "html" ? names : names.filter((name) => name.endsWith(".css"))) },
  },
  server: {
    proxy: {
      ...Object.fromEntries(served.map((path) => [path, { target: backend, changeOrigin: false }])),
      "/ws": { target: backend, ws: true, changeOrigin: false },
    },
  },
  plugins: [
    paraglideVitePlugin({
      project: "./project.inlang",
      outdir: "./src/paraglide",
      strategy: ["globalVariable", "baseLocale"],
      emitReadme: false,
    }),
    svelte(),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src/sw",
      filename: "sw.ts",
      registerType: "prompt",
      injectRegister: false,
      injectManifest: { globPatterns: ["**/*.{js,css,html,svg,png,webmanifest}"] },
      manifest: {
        name: "Alongside",
        short_name: "Alongside",
        description: "A clinician beside an officer, from the call to care.",
        id: "/",
        start_url: "/",
        scope: "/",
        display: "standalone",
        background_color: "#EDF1EE",
        theme_color: "#EDF1EE",
        icons: [
          { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
          { src: "/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
        ],
      },
    }),
  ],
});

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { aliases } from "./aliases.ts";

export default defineConfig({
  plugins: [svelte()],
  assetsInclude: ["**/*.wasm"],
  resolve: { alias: aliases, conditions: ["browser"] },
  define: { __APP_VERSION__: JSON.stringify("0.0.0-test") },
  test: {
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    environment: "node",
    setupFiles: ["./tests/setup.ts"],
    pool: "threads",
    maxWorkers: 2,
  },
});

import { defineConfig } from "vitest/config";

/** Browser journeys against a running server (E2E_PORT); one file after the other, because they share its data. */
export default defineConfig({
  test: {
    include: ["e2e/**/*.e2e.ts"],
    environment: "node",
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
    // later steps stand on earlier ones: the first that fails is the one to read
    bail: 1,
  },
});

import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";

/** The one file that moves the stack's clock: the last in every order. */
const MOVES_THE_CLOCK = "/zz-call-to-landed.e2e.ts";

/**
 * By name, always: the files share one server, and an order that follows their last duration changes by itself. Each
 * leaves people and teams as it found them; E2E_BACKWARDS=1 shows that the order does not matter.
 */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const byName = files.toSorted((a, b) => a.moduleId.localeCompare(b.moduleId));
    if (process.env["E2E_BACKWARDS"]) byName.reverse();
    // the clock of the stack goes on only: after weeks every step, shift and consent that other files count on is over
    const isLast = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith(MOVES_THE_CLOCK);
    return [...byName.filter((file) => !isLast(file)), ...byName.filter(isLast)];
  }
}

/** Browser journeys against a running server (E2E_PORT); one file after the other, because they share its data. */
export default defineConfig({
  test: {
    include: ["e2e/**/*.e2e.ts"],
    environment: "node",
    fileParallelism: false,
    // one process for all: Playwright is loaded and the browser started once
    pool: "forks",
    isolate: false,
    sequence: { sequencer: ByName },
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // patience costs nothing where it is not needed: what comes late on a busy machine is not missing
    expect: { poll: { timeout: 30_000, interval: 100 } },
    retry: 0,
    // later steps stand on earlier ones: the first that fails is the one to read
    bail: 1,
  },
});

import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";

/**
 * By name, always: the files share one server, and an order that follows their last duration changes by itself. Each
 * leaves people and teams as it found them; E2E_BACKWARDS=1 shows that the order does not matter.
 */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const byName = files.toSorted((a, b) => a.moduleId.localeCompare(b.moduleId));
    return process.env["E2E_BACKWARDS"] ? byName.reverse() : byName;
  }

  /** Dealt as cards are, there and back, so that halves are about as long. */
  override async shard(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { index, count } = this.ctx.config.shard ?? { index: 1, count: 1 };
    const lane = (i: number): number => Math.min(i % (2 * count), 2 * count - 1 - (i % (2 * count)));
    return files.toSorted((a, b) => a.moduleId.localeCompare(b.moduleId)).filter((_file, i) => lane(i) === index - 1);
  }
}

/** Browser journeys against a running server (E2E_PORT); one file after the other, because they share its data. */
export default defineConfig({
  test: {
    include: ["e2e/**/*.e2e.ts"],
    environment: "node",
    fileParallelism: false,
    sequence: { sequencer: ByName },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    retry: 0,
    // later steps stand on earlier ones: the first that fails is the one to read
    bail: 1,
  },
});

import { env } from "node:process";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ModelChannel, World, type Step } from "./world";
import type { Fate } from "./model-server";

vi.mock("idb", () => import("./disk"));

/** `make soak` asks for more runs, each time other ones; a failure prints its seed. */
const RUNS = Number(env["MODEL_RUNS"] ?? 2000);
const SEED = Number(env["MODEL_SEED"] ?? (env["MODEL_RUNS"] ? Date.now() % 2 ** 31 : 20_261_127));

const small = fc.nat(5);
const fate = fc.constantFrom<Fate>("applied", "applied", "merged", "kept_late", "needs_review", "conflict", "rejected");
const what = fc.constantFrom("deliver", "deliver", "deliver", "lose_request", "lose_answer", "linger", "twice", "busy", "too_many", "portal");
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("tap" as const), object: fc.oneof(fc.nat(1), fc.nat(7)), fates: fc.array(fate, { maxLength: 2 }), tab: small }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("network" as const), nth: small, what }) as fc.Arbitrary<Step> },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("late" as const), nth: small }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("kill" as const), tab: small }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("fuse" as const), tab: small, commits: fc.nat(3), after: fc.boolean() }) },
  { weight: 3, arbitrary: fc.constant<Step>({ do: "open" }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(500, 5_000, 61_000, 600_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("clock" as const), hours: fc.constantFrom(-24, -1, 0.1, 1, 24) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("full" as const), is: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("session" as const), is: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rush" as const), tab: small }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("decide" as const), nth: small, tab: small, twice: fc.boolean(), keep: fc.constantFrom("mine" as const, "theirs" as const) }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ do: "save" }, { do: "restore" }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("resync" as const), tab: small }) },
);

beforeAll(() => {
  vi.stubGlobal("BroadcastChannel", ModelChannel);
  vi.stubGlobal("caches", undefined);
  vi.spyOn(Math, "random").mockReturnValue(0.5);
});
afterAll(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const above = (least: number): unknown => expect.toSatisfy((n: number) => n > least);

describe("the outbox under everything that may happen to a phone", () => {
  it(`loses nothing, doubles nothing, keeps the order and says the truth, in ${RUNS} stories`, { timeout: 3_600_000 }, async () => {
    let steps = 0;
    let kept = 0;
    let effects = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 24, size: "max" }), async (story) => {
        const world = new World();
        await world.open();
        for (const one of story) {
          await world.do(one);
          world.check();
          steps += 1;
        }
        await world.heal();
        kept += world.kept;
        effects += world.server.state.effects.length;
      }),
      { numRuns: RUNS, seed: SEED },
    );
    // stories in which nothing is ever kept or taken prove nothing
    expect({ steps, kept, effects }).toEqual({ steps: above(RUNS), kept: above(RUNS), effects: above(RUNS) });
  });
});

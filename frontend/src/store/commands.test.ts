import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { destroy } from "./db";
import { Commands } from "./commands.svelte";
import { Memory } from "./memory.svelte";
import type { NewOp, Op } from "./ops";
import { Store } from "./store.svelte";

const USER = "u-casey";
const op = (n: number, id: number): Op => ({
  n, number: n, id: `o${n}`, user: USER, action: "incident.remark", key: `entry:e${id}`, after: [], base: null, occurredAt: "2026-11-27T12:00:00Z", state: "waiting",
  tries: 0, nextAt: 0, code: "", status: 0, method: "POST", url: "/", raw: "{}", optimistic: [{ kind: "entry", id: `e${id}`, patch: { [`f${n % 3}`]: n } }],
});
const shown = (memory: Memory): unknown => memory.list("entry").map((one) => ({ ...one })).sort((a, b) => a.id.localeCompare(b.id));

describe("commands that come and go one by one", () => {
  it("show the same as the list of those that are left", () => {
    const step = fc.record({ what: fc.constantFrom("add" as const, "add" as const, "remove" as const, "refuse" as const), id: fc.nat(3), nth: fc.nat() });
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const [memory, anew] = [new Memory(), new Memory()];
      const commands = new Commands(memory);
      for (const [n, { what, id, nth }] of steps.entries()) {
        const one = commands.ops[nth % Math.max(1, commands.ops.length)];
        if (what === "add") commands.add(op(n + 1, id));
        else if (one && what === "remove") commands.remove(one);
        else if (one) commands.replace({ ...one, state: "needs_you" });
      }
      const other = new Commands(anew);
      other.load(0, [...commands.ops], []);
      expect([shown(memory), commands.waiting]).toEqual([shown(anew), other.waiting]);
    }), { numRuns: 300 });
  });
});

describe("a command that is kept", () => {
  afterEach(async () => {
    vi.restoreAllMocks();
    await destroy(USER);
  });

  it("reads none of those that wait already, unless another tab has written", async () => {
    const one = await Store.open(USER);
    const keep = (store: Store, id: string): Promise<Op> => {
      const { action, key, after, base, occurredAt } = op(1, 1);
      return store.enqueue({ id, action, key, after, base, occurredAt } satisfies NewOp, { method: "POST", url: "/", raw: "{}", optimistic: [] });
    };
    for (let n = 0; n < 20; n += 1) await keep(one, `a${n}`);
    const read = vi.spyOn(IDBObjectStore.prototype, "getAll");
    await keep(one, "b");
    await one.catchUp();
    expect(read).not.toHaveBeenCalled();
    const other = await Store.open(USER);
    // a tab that dies tells nobody
    vi.spyOn(BroadcastChannel.prototype, "postMessage").mockImplementation(() => undefined);
    await keep(other, "c");
    other.close();
    await one.catchUp();
    expect(one.ops.map(({ id }) => id).slice(-2)).toEqual(["b", "c"]);
    one.close();
  });
});

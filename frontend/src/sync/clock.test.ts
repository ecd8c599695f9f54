import { describe, expect, it, vi } from "vitest";
import { Clock } from "./clock.svelte";

const HOUR = 3_600_000;

describe("a clock that is two hours off", () => {
  it("is still known to be after the app was closed, until the server is heard again", () => {
    const before = new Clock();
    before.learn(Date.now() + 2 * HOUR, Date.now());
    const after = new Clock();
    after.recall(before.measured);
    expect(Math.round((after.serverNow() - Date.now()) / HOUR)).toBe(2);
    expect([Math.round(after.ahead / HOUR), after.isOld]).toEqual([-2, false]);
    after.learn(Date.now(), Date.now() - 5_000);
    expect(Math.abs(after.ahead)).toBeLessThan(10_000);
    after.recall(before.measured);
    expect(Math.abs(after.ahead)).toBeLessThan(10_000);
  });

  it("is said to have been compared long ago after a day, and when the clock was set back", () => {
    const clock = new Clock();
    clock.recall({ offset: 2 * HOUR, at: Date.now() - 25 * HOUR });
    expect(clock.isOld).toBe(true);
    vi.useFakeTimers({ now: Date.now() - 30 * HOUR });
    const other = new Clock();
    other.recall({ offset: 2 * HOUR, at: Date.now() + 30 * HOUR });
    expect(other.isOld).toBe(true);
    vi.useRealTimers();
  });
});

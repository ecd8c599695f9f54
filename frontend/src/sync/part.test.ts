import { afterEach, expect, it, vi } from "vitest";
import { part } from "./part";

afterEach(() => vi.useRealTimers());

it("comes by itself where its first loads failed, and nobody has to open the screen again", async () => {
  vi.useFakeTimers();
  let loads = 0;
  let shown = "";
  void part(() => (++loads < 3 ? Promise.reject(new TypeError("Failed to fetch")) : Promise.resolve("the door"))).then((what) => (shown = what));
  await vi.advanceTimersByTimeAsync(7_900);
  expect([loads, shown]).toEqual([2, ""]);
  await vi.advanceTimersByTimeAsync(200);
  expect([loads, shown]).toEqual([3, "the door"]);
});

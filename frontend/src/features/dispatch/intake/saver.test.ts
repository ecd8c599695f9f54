import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openProposals } from "./proposals";
import { Latest, Saver, type Values } from "./saver";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("saving as it is typed", () => {
  it("saves the last text of a field, a moment after the last key", () => {
    const saved: Values[] = [];
    const saver = new Saver((fields) => saved.push(fields));
    for (const text of ["1", "14", "1418"]) {
      saver.type("place", text);
      vi.advanceTimersByTime(300);
    }
    expect(saved).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(saved).toEqual([{ place: "1418" }]);
  });
  it("saves at once when the field is left, and not again", () => {
    const saved: Values[] = [];
    const saver = new Saver((fields) => saved.push(fields));
    saver.type("place", "1418 Alder Court");
    saver.flush();
    saver.flush();
    vi.advanceTimersByTime(1000);
    expect(saved).toEqual([{ place: "1418 Alder Court" }]);
  });
  it("sends what was typed together as one", () => {
    const saved: Values[] = [];
    const saver = new Saver((fields) => saved.push(fields));
    saver.type("place", "Alder");
    saver.type("call_back", "555-0142");
    expect(saver.has("place")).toBe(true);
    vi.advanceTimersByTime(400);
    expect(saved).toEqual([{ place: "Alder", call_back: "555-0142" }]);
    expect(saver.has("place")).toBe(false);
  });
  it("waits longer without a line", () => {
    const saved: Values[] = [];
    const saver = new Saver((fields) => saved.push(fields), () => 3000);
    saver.type("words", "he said");
    vi.advanceTimersByTime(2999);
    expect(saved).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(saved).toHaveLength(1);
  });
});

describe("asking while somebody types", () => {
  it("asks once for a burst, and never shows an older answer over a newer one", async () => {
    const shown: number[] = [];
    const answers: ((value: number) => void)[] = [];
    const latest = new Latest<number>(() => new Promise((resolve) => answers.push(resolve)), (value) => shown.push(value), 300);
    latest.call();
    latest.call();
    await vi.advanceTimersByTimeAsync(300);
    expect(answers).toHaveLength(1);
    latest.call();
    await vi.advanceTimersByTimeAsync(300);
    answers[1]?.(2);
    answers[0]?.(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(shown).toEqual([2]);
  });
  it("shows nothing after it was stopped", async () => {
    const shown: number[] = [];
    const latest = new Latest<number>(async () => 1, (value) => shown.push(value), 300);
    latest.call();
    latest.stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(shown).toEqual([]);
  });
});

describe("what words propose", () => {
  it("is open only while nobody has answered it", () => {
    const found = [{ item: "dogs", answer: "yes", phrase: "dog" }, { item: "veteran", answer: "yes", phrase: "army" }] as const;
    expect(openProposals(found, { dogs: "no" }).map((one) => one.item)).toEqual(["veteran"]);
  });
});

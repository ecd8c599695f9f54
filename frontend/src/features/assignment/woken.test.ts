import { describe, expect, it } from "vitest";
import { m } from "$messages";
import type { WakeTest } from "$sync/index";
import { helpFor } from "./woken-help";
import { phaseOf, wokeAfter } from "./woken.svelte";

const BEGUN = Date.parse("2026-11-27T22:03:08Z");
const at = (seconds: number): string => new Date(BEGUN + seconds * 1000).toISOString();
const test = (changes: Partial<WakeTest>): WakeTest => ({ id: "t", state: "", sent_at: null, accepted_at: null, received_at: null, opened_at: null, error: "", ...changes });
const phase = (changes: Partial<WakeTest> | null, seconds: number): string => phaseOf(changes && test(changes), BEGUN, BEGUN + seconds * 1000);
const TAKEN = { sent_at: at(3), accepted_at: at(4) };

describe("the test of waking", () => {
  it("goes on while there is time for the next stop", () => {
    expect(phase(null, 5)).toBe("running");
    expect(phase({ sent_at: at(3) }, 19)).toBe("running");
    expect(phase(TAKEN, 23)).toBe("running");
  });

  it("names the stop at which it stopped", () => {
    expect(phase(null, 21)).toBe("not_sent");
    expect(phase({ sent_at: at(3) }, 21)).toBe("not_taken");
    expect(phase(TAKEN, 25)).toBe("asleep");
  });

  it("believes a phone that woke late, and one that was touched", () => {
    expect(phase({ ...TAKEN, received_at: at(50) }, 60)).toBe("woke");
    expect(phase({ ...TAKEN, received_at: at(6), opened_at: at(9) }, 10)).toBe("passed");
  });

  it("says how long the phone took, at least a second", () => {
    expect(wokeAfter(test({ ...TAKEN, received_at: at(5) }))).toBe(2);
    expect(wokeAfter(test({ ...TAKEN, received_at: at(3.1) }))).toBe(1);
  });
});

describe("the help", () => {
  it("puts Safari on the home screen first, whatever failed on the phone", () => {
    expect(helpFor("cannot", "unsupported", "ios", false)[0]).toBe(m.waking_fix_ios_share());
    expect(helpFor("asleep", "refused", "ios", false)[0]).toBe(m.waking_fix_ios_share());
  });

  it("does not send anybody into settings for what is the server's fault", () => {
    for (const where of ["not_sent", "not_taken"] as const) expect(helpFor(where, "refused", "ios", false)).toEqual([m.waking_fix_again()]);
    expect(helpFor("cannot", "no_key", "android", true)).toEqual([m.waking_fix_again()]);
  });

  it("names each platform's own switch", () => {
    expect(helpFor("asleep", "refused", "ios", true)[0]).toBe(m.waking_fix_ios_focus());
    expect(helpFor("asleep", "refused", "android", true)).toContain(m.waking_fix_android_battery());
    expect(helpFor("cannot", "denied", "desk", false)).toEqual([m.waking_fix_site()]);
    expect(helpFor("cannot", "unsupported", "desk", false)).toEqual([m.waking_fix_other()]);
  });
});

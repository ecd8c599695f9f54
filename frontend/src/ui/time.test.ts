import { describe, expect, it } from "vitest";
import { overwriteGetLocale } from "$messages/runtime";
import { ago, duration, moment, secondsSince, timeOfDay } from "./time";

const ZONE = "America/Los_Angeles";
const at = "2026-11-26T00:41:09Z";

describe("times in words", () => {
  it("count up, and never below nothing", () => {
    expect(duration(41)).toBe("0:41");
    expect(duration(684)).toBe("11:24");
    expect(duration(3729)).toBe("1:02:09");
    expect(secondsSince("2026-11-26T00:00:10Z", Date.parse("2026-11-26T00:00:00Z"))).toBe(0);
  });

  it("say ages in both languages", () => {
    expect(ago(3)).toBe("3 s ago");
    expect(ago(2400)).toBe("40 min ago");
    overwriteGetLocale(() => "es");
    expect(ago(2400)).toBe("hace 40 min");
    overwriteGetLocale(() => "en");
  });

  it("are told on the programme's clock, with am and pm", () => {
    expect(timeOfDay(at, ZONE)).toBe("4:41 pm");
    expect(timeOfDay(at, ZONE, true)).toBe("4:41:09 pm");
  });

  it("name the day when it is not today", () => {
    expect(moment(at, Date.parse(at) + 60_000, ZONE)).toBe("4:41 pm");
    expect(moment(at, Date.parse(at) + 2 * 86_400_000, ZONE)).toBe("Wed, Nov 25, 4:41 pm");
  });
});

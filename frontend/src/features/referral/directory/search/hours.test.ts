import { describe, expect, it } from "vitest";
import type { Hours } from "$sync/index";
import { hereAt, isOpen, openState as stateOf, type Here, type OpenState } from "./hours";

const ZONE = "America/Los_Angeles";
const at = (time: string) => hereAt(Date.parse(time), ZONE);
/** The whole answer; the quick one never says otherwise. */
function openState(hours: Hours | undefined, here: Here): OpenState {
  const state = stateOf(hours, here);
  expect(isOpen(hours, here)).toBe(state?.open ?? false);
  return state;
}
const office: Hours = { rules: [{ days: ["MO", "TU", "WE", "TH", "FR"], opens: "09:00", closes: "17:00" }], holidays: "closed" };
const night: Hours = { rules: [{ days: ["FR", "SA"], opens: "22:00", closes: "06:00" }] };
const always: Hours = { rules: [{ days: ["MO", "TU", "WE", "TH", "FR", "SA", "SU"], opens: "00:00", closes: "24:00" }] };

describe("open now", () => {
  it("is told by the clock on the wall of the programme, not of the phone", () => {
    expect(openState(office, at("2026-11-24T18:30:00Z"))).toEqual({ open: true, until: 17 * 60 });
    expect(openState(office, at("2026-11-24T16:30:00Z"))).toEqual({ open: false, opens: { minutes: 9 * 60, in: 0 } });
    expect(openState(office, hereAt(Date.parse("2026-11-24T16:30:00Z"), "America/New_York"))).toEqual({ open: true, until: 17 * 60 });
  });

  it("belongs after midnight to the evening it began on", () => {
    expect(openState(night, at("2026-11-28T09:00:00Z")), "Saturday 1 am").toEqual({ open: true, until: 6 * 60 });
    expect(openState(night, at("2026-11-30T09:00:00Z")), "Monday 1 am").toMatchObject({ open: false });
    expect(openState(night, at("2026-11-27T09:00:00Z")), "Friday 1 am").toEqual({ open: false, opens: { minutes: 22 * 60, in: 0 } });
  });

  it("never ends where every day runs into the next", () => {
    expect(openState(always, at("2026-11-28T07:59:00Z"))).toEqual({ open: true, until: null });
  });

  it("knows the federal holidays, and the next day that is none", () => {
    expect(openState(office, at("2026-11-26T20:00:00Z")), "Thanksgiving").toEqual({ open: false, opens: { minutes: 9 * 60, in: 1 } });
    expect(openState(office, at("2026-07-03T20:00:00Z")), "July 4 on a Saturday").toMatchObject({ open: false });
    expect(openState({ ...office, holidays: "open" }, at("2026-11-26T20:00:00Z"))).toMatchObject({ open: true });
  });

  it("lets an exception of a day stand above everything, open or closed", () => {
    const closed: Hours = { rules: [...office.rules!, { exception: true, since: "2026-11-24", until: "2026-11-25" }] };
    expect(openState(closed, at("2026-11-24T20:00:00Z"))).toMatchObject({ open: false });
    const short: Hours = { ...office, rules: [...office.rules!, { exception: true, since: "2026-11-26", until: "2026-11-26", opens: "10:00", closes: "12:00" }] };
    expect(openState(short, at("2026-11-26T19:00:00Z"))).toEqual({ open: true, until: 12 * 60 });
  });

  it("goes by the wall also in the night the clocks change", () => {
    // 2026-11-01: 1:30 comes twice; 2026-03-08: 2:30 does not come
    expect(openState(night, at("2026-11-01T08:30:00Z"))).toEqual({ open: true, until: 6 * 60 });
    expect(openState(night, at("2026-11-01T09:30:00Z"))).toEqual({ open: true, until: 6 * 60 });
    expect(openState(night, at("2026-11-01T14:30:00Z")), "6:30 after the change").toMatchObject({ open: false });
    expect(openState(night, at("2026-03-08T10:30:00Z")), "3:30 after the change").toEqual({ open: true, until: 6 * 60 });
    expect(openState(night, at("2026-03-08T13:30:00Z")), "6:30").toMatchObject({ open: false });
  });

  it("counts the first Monday and the last Friday of a month, and seasons", () => {
    const monthly: Hours = { rules: [{ days: ["1MO", "-1FR"], opens: "10:00", closes: "12:00" }] };
    expect(openState(monthly, at("2026-11-02T19:00:00Z"))).toMatchObject({ open: true });
    expect(openState(monthly, at("2026-11-09T19:00:00Z"))).toMatchObject({ open: false });
    expect(openState(monthly, at("2026-11-27T19:00:00Z"))).toMatchObject({ open: true });
    const winter: Hours = { rules: [{ ...always.rules![0]!, since: "2026-12-01", until: "2027-02-28" }] };
    expect(openState(winter, at("2026-11-24T20:00:00Z"))).toMatchObject({ open: false });
    expect(openState(winter, at("2026-12-24T20:00:00Z"))).toMatchObject({ open: true });
  });

  it("says nothing where nobody said anything", () => {
    expect(openState(undefined, at("2026-11-24T20:00:00Z"))).toBeNull();
    expect(openState({ words: "Call for times." }, at("2026-11-24T20:00:00Z"))).toBeNull();
  });
});

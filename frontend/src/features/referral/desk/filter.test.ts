import { describe, expect, it } from "vitest";
import type { Referral } from "$sync/index";
import { drafted, lastStep } from "../commands";
import { agreedTo, offered, openNote } from "../race";
import { addressOf, ALL, askedOf, chosenIn, filterOf } from "./filter";

const PLACE = "01a21ffe-e65f-704b-8c68-84d5cf20c44d";
const NOW = Date.parse("2026-11-27T18:00:00Z");
const times = (...at: string[]): Referral["notes"] => [{ id: "x", kind: "times", text: "", times: at, by_name: "Rosa", at: "2026-11-27T12:00:00Z" }];
const row = (change: Partial<Referral>): Referral => ({ ...drafted("r", { id: PLACE, name: "Harbor Light", is_sud: false, covered: true }, "2026-11-27T12:00:00Z"), ...change });

describe("the filter of the desk", () => {
  it("comes back out of the address as it went in, and leaves out what cannot be", () => {
    const chosen = { ...ALL, whose: "mine" as const, state: "sent" as const, urgency: "now" as const, place: PLACE };
    expect(filterOf(addressOf(chosen).split("?")[1] ?? "")).toEqual(chosen);
    expect(addressOf(ALL)).toBe("/referrals");
    expect(filterOf("?whose=god&state=lost&urgency=x&place=../etc&owner=me")).toEqual(ALL);
    expect(chosenIn(chosen)).toBe(3);
  });
  it("asks the server for those without an owner by that name, whoever was chosen before", () => {
    expect(askedOf({ ...ALL, whose: "none", owner: PLACE }, 2)).toBe("/api/needs?page=2&owner=none");
    expect(askedOf({ ...ALL, whose: "mine" }, 1)).toBe("/api/needs?page=1&mine=1");
  });
});

describe("times that a place offers", () => {
  const [gone, later] = ["2026-11-27T17:00:00Z", "2026-11-28T17:00:00Z"];
  it("are there while it waits for one, also when all have passed, and after booking while another can be taken", () => {
    expect(offered(row({ notes: times(gone) }), NOW)?.by_name).toBe("Rosa");
    expect(offered(row({ status: "scheduled", notes: times(gone, later) }), NOW)).not.toBeNull();
    expect(offered(row({ status: "scheduled", notes: times(gone) }), NOW)).toBeNull();
    expect(offered(row({ status: "attended", notes: times(later) }), NOW)).toBeNull();
  });
  it("are no open question once one is booked", () => expect(openNote(row({ status: "scheduled", notes: times(later) }))).toBeNull());
});

describe("what the desk may ask and take back", () => {
  it("asks a place at once that any consent of the person names, one for substance use only where it names that", () => {
    const sud = { id: PLACE, is_sud: true };
    const plain = { id: PLACE, is_sud: false };
    const named = (is: boolean) => ({ basis: "consent" as const, agreed: [{ places: [PLACE], sud: is }] });
    expect([agreedTo(named(false), plain), agreedTo(named(false), sud), agreedTo(named(true), sud)]).toEqual([true, false, true]);
    expect(agreedTo({ basis: "consent", agreed: [{ places: [null], sud: false }] }, plain)).toBe(true);
    expect([agreedTo({ basis: "treatment", agreed: [] }, plain), agreedTo({ basis: "treatment", agreed: [] }, sud)]).toEqual([true, false]);
  });
  it("takes back the last step only", () => {
    const [left, there] = ["2026-11-27T12:00:00Z", "2026-11-27T12:10:00Z"];
    expect(lastStep(row({ left_at: left, arrived_at: there }))).toEqual({ step: "arrived", at: there });
    expect(lastStep(row({}))).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import type { DeviceRow, Team } from "$sync/index";
import { grouped, standingOf } from "./standing";

const NOW = Date.parse("2026-11-27T18:00:00Z");
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();
const row = (changes: Partial<DeviceRow> = {}): DeviceRow => ({
  id: "d", user: "casey", name: "Casey Moreno", phone: "", platform: "Android", app_version: "1", last_contact_at: ago(5), behind: 0,
  reported_at: ago(5), unsent: 0, needs_you: 0, free_mb: 40_000, push: "granted", installed: true, ringer_heard_at: null,
  woken: "proven", wake_tested_at: ago(600), wake_result: "touched", woke_after_ms: 2000, revoked_at: null, ...changes,
});
const mesa = { name: "Mesa 2", members: [{ user: "casey", confirmed: true }] } as unknown as Team;
const groupOf = (changes: Partial<DeviceRow>, teams: Team[] = [mesa]): string => standingOf(row(changes), teams, NOW).group;

describe("the device register", () => {
  it("is calm about a phone that is live, woken and all sent", () => expect(groupOf({})).toBe("well"));

  it.each<[string, Partial<DeviceRow>]>([
    ["silent for six minutes", { last_contact_at: ago(360) }],
    ["only woken while open", { woken: "only_open" }],
    ["asleep in its test", { woken: "asleep" }],
    ["waiting for its person's decision", { needs_you: 2 }],
    ["nearly full", { free_mb: 300 }],
  ])("asks for a look at a phone that is %s", (_what, changes) => expect(groupOf(changes)).toBe("look"));

  it("does not call a phone silent whose person does not ride", () => {
    expect(standingOf(row({ last_contact_at: ago(360) }), [], NOW)).toMatchObject({ group: "quiet", silent: false });
  });

  it("still asks for a look when somebody off shift left something undecided", () => expect(groupOf({ needs_you: 1 }, [])).toBe("look"));

  it("keeps what is revoked apart, whatever else is true of it", () => expect(groupOf({ revoked_at: ago(1), needs_you: 3 })).toBe("revoked"));

  it("reads those that need a look first", () => {
    const all = [row({}), row({ id: "e", woken: "asleep" }), row({ id: "f", revoked_at: ago(1) })].map((each) => standingOf(each, [mesa], NOW));
    expect(grouped(all).map((each) => each.group)).toEqual(["look", "well", "revoked"]);
  });
});

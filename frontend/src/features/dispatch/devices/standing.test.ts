import { describe, expect, it } from "vitest";
import type { DeviceRow, Team } from "$sync/index";
import { found, grouped, inTab, standingOf, type Standing } from "./standing";

const NOW = Date.parse("2026-11-27T18:00:00Z");
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();
const row = (changes: Partial<DeviceRow> = {}): DeviceRow => ({
  id: "d", user: "casey", name: "Casey Moreno", phone: "", platform: "Android", app_version: "1", last_contact_at: ago(5), behind: 0,
  reported_at: ago(5), unsent: 0, needs_you: 0, free_mb: 40_000, push: "granted", installed: true, ringer_heard_at: null,
  woken: "proven", wake_tested_at: ago(600), wake_result: "touched", woke_after_ms: 2000, revoked_at: null, ...changes,
});
const mesa = { name: "Mesa 2", members: [{ user: "casey", confirmed: true }, { user: "omar", confirmed: true }] } as unknown as Team;
const standing = (changes: Partial<DeviceRow> = {}, teams: Team[] = [mesa]): Standing => standingOf(row(changes), teams, NOW);
const names = (all: Standing[]): string[] => all.map((one) => one.row.name);

describe("the device register", () => {
  it("is calm about a phone that is live, woken and all sent", () => expect(standing().group).toBe("well"));

  it.each<[string, Partial<DeviceRow>, string]>([
    ["silent for six minutes", { last_contact_at: ago(360) }, "silent"],
    ["only woken while open", { woken: "only_open" }, "asleep"],
    ["asleep in its test", { woken: "asleep" }, "asleep"],
    ["waiting for its person's decision", { needs_you: 2 }, "undecided"],
    ["nearly full", { free_mb: 300 }, "full"],
  ])("asks for a look at a phone that is %s, and says why", (_what, changes, why) => {
    expect(standing(changes)).toMatchObject({ group: "look", reasons: [why] });
  });

  it("does not call a phone silent whose person does not ride", () => {
    expect(standing({ last_contact_at: ago(360) }, [])).toMatchObject({ group: "quiet", silent: false, partner: null });
  });

  it("names the partner who can be called instead", () => expect(standing().partner?.user).toBe("omar"));

  it("still asks for a look when somebody off shift left something undecided", () => expect(standing({ needs_you: 1 }, []).group).toBe("look"));

  it("keeps what is revoked apart, whatever else is true of it", () => expect(standing({ revoked_at: ago(1), needs_you: 3 }).group).toBe("revoked"));

  it("reads those that need a look first, the gravest of them at the top", () => {
    const all = [standing(), standing({ name: "Ada", free_mb: 1 }), standing({ name: "Zoe", last_contact_at: ago(360) }), standing({ name: "Gone", revoked_at: ago(1) })];
    const groups = grouped(all);
    expect(groups.map((each) => each.group)).toEqual(["look", "well", "revoked"]);
    expect(names(groups[0]!.rows)).toEqual(["Zoe", "Ada"]);
  });

  it("shows on the first tab who rides or left something, on the second everybody, on the third what was taken away", () => {
    const all = [standing(), standing({ name: "Off" }, []), standing({ name: "Gone", revoked_at: ago(1) })];
    expect([names(inTab(all, "on_shift")), names(inTab(all, "all")), names(inTab(all, "revoked"))]).toEqual([["Casey Moreno"], ["Casey Moreno", "Off"], ["Gone"]]);
  });

  it("finds a phone by person, team or kind, without accents and in any order, also a revoked one", () => {
    const all = [standing({ name: "José Núñez" }), standing({ name: "Riley Chen", platform: "iPhone", revoked_at: ago(1) }, [])];
    expect(names(found(all, "nunez mesa"))).toEqual(["José Núñez"]);
    expect(names(found(all, "iphone"))).toEqual(["Riley Chen"]);
    expect(found(all, "nobody")).toEqual([]);
  });
});

import type { DeviceRow, Team } from "$sync/index";

export type Group = "look" | "well" | "quiet" | "revoked";
export interface Standing { row: DeviceRow; group: Group; team: string; silent: boolean }

/** The board's own measure: a phone beats at least every 25 s (teams/queries.py: LIVE_FOR). */
const LIVE_MS = 60_000;
const IN_USE_MS = 24 * 3_600_000;
/** Below this a day's notes may not fit any more. */
export const LITTLE_MB = 500;

/** Where a device belongs in the list, and whether it is silent though its person rides now. */
export function standingOf(row: DeviceRow, teams: readonly Team[], now: number): Standing {
  const team = teams.find((one) => one.members.some((member) => member.user === row.user && member.confirmed))?.name ?? "";
  const since = row.last_contact_at ? now - Date.parse(row.last_contact_at) : Infinity;
  const silent = team !== "" && since > LIVE_MS && since < IN_USE_MS;
  return { row, team, silent, group: groupOf(row, team !== "", silent, since) };
}

function groupOf(row: DeviceRow, rides: boolean, silent: boolean, since: number): Group {
  if (row.revoked_at) return "revoked";
  if (row.needs_you) return "look";
  if (!rides || since >= IN_USE_MS) return "quiet";
  const asleep = row.woken === "only_open" || row.woken === "asleep";
  return silent || asleep || (row.free_mb !== null && row.free_mb < LITTLE_MB) ? "look" : "well";
}

const ORDER: Group[] = ["look", "well", "quiet", "revoked"];

/** The groups in the order they are read; within one, those on a team first, then by name. */
export function grouped(all: readonly Standing[]): { group: Group; rows: Standing[] }[] {
  const byName = [...all].sort((a, b) => Number(b.team !== "") - Number(a.team !== "") || a.row.name.localeCompare(b.row.name));
  return ORDER.map((group) => ({ group, rows: byName.filter((one) => one.group === group) })).filter((each) => each.rows.length > 0);
}

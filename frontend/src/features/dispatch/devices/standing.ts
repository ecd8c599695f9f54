import type { DeviceRow, Member, Team } from "$sync/index";

export type Group = "look" | "well" | "quiet" | "revoked";
/** Why a device needs a look, the gravest first. */
export type Reason = "silent" | "asleep" | "undecided" | "full";
export interface Standing { row: DeviceRow; group: Group; reasons: Reason[]; team: string; partner: Member | null; silent: boolean }
export type Tab = "on_shift" | "all" | "revoked";

/** The board's own measure: a phone beats at least every 25 s (teams/queries.py: LIVE_FOR). */
const LIVE_MS = 60_000;
const IN_USE_MS = 24 * 3_600_000;
/** Below this a day's notes may not fit any more. */
export const LITTLE_MB = 500;

/** Where a device belongs in the list, and whether it is silent though its person rides now. */
export function standingOf(row: DeviceRow, teams: readonly Team[], now: number): Standing {
  const rides = teams.find((one) => one.members.some((member) => member.user === row.user && member.confirmed));
  const partner = rides?.members.find((member) => member.user !== row.user && member.confirmed) ?? null;
  const since = row.last_contact_at ? now - Date.parse(row.last_contact_at) : Infinity;
  const inUse = rides !== undefined && since < IN_USE_MS;
  const silent = inUse && since > LIVE_MS;
  const reasons = reasonsOf(row, inUse, silent);
  return { row, team: rides?.name ?? "", partner, silent, reasons, group: groupOf(row, inUse, reasons) };
}

function reasonsOf(row: DeviceRow, inUse: boolean, silent: boolean): Reason[] {
  const found: Reason[] = [];
  if (silent) found.push("silent");
  if (inUse && (row.woken === "only_open" || row.woken === "asleep")) found.push("asleep");
  if (row.needs_you) found.push("undecided");
  if (inUse && row.free_mb !== null && row.free_mb < LITTLE_MB) found.push("full");
  return found;
}

function groupOf(row: DeviceRow, inUse: boolean, reasons: readonly Reason[]): Group {
  if (row.revoked_at) return "revoked";
  if (reasons.length > 0) return "look";
  return inUse ? "well" : "quiet";
}

const ORDER: Group[] = ["look", "well", "quiet", "revoked"];
const GRAVITY: Reason[] = ["silent", "asleep", "undecided", "full"];
const gravity = (one: Standing): number => (one.reasons[0] ? GRAVITY.indexOf(one.reasons[0]) : GRAVITY.length);

/** The groups in the order they are read; within one the gravest first, then those on a team, then by name. */
export function grouped(all: readonly Standing[]): { group: Group; rows: Standing[] }[] {
  const sorted = [...all].sort(
    (a, b) => gravity(a) - gravity(b) || Number(b.team !== "") - Number(a.team !== "") || a.row.name.localeCompare(b.row.name),
  );
  return ORDER.map((group) => ({ group, rows: sorted.filter((one) => one.group === group) })).filter((each) => each.rows.length > 0);
}

const isOnShift = (one: Standing): boolean => one.group === "look" || one.group === "well";
const TABS: Record<Tab, (one: Standing) => boolean> = {
  on_shift: isOnShift,
  all: (one) => one.group !== "revoked",
  revoked: (one) => one.group === "revoked",
};

/** What a tab holds. */
export function inTab(all: readonly Standing[], tab: Tab): Standing[] {
  return all.filter(TABS[tab]);
}

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Those whose person, team, kind of phone or number has every word of the text, whichever tab they are in. */
export function found(all: readonly Standing[], text: string): Standing[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  return all.filter(({ row, team }) => {
    const said = plain([row.name, team, row.platform, row.phone, row.app_version].join(" "));
    return words.every((word) => said.includes(word));
  });
}

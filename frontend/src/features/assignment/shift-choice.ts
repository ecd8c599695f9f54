import type { Member } from "$sync/index";

/** What GET /api/teams and GET /api/colleagues give to someone who is not on shift yet. */
export interface StartingTeam { id: string; name: string; members: Member[] }
export interface Colleague { id: string; name: string; short_name: string; roles: string[]; agency: string; on_shift: { team: string; confirmed: boolean } | null }

const KEY = "alongside:last-shift";

/** The team and partner of last time, where both can still be had; else the first team nobody rides. */
export function chosen(teams: readonly StartingTeam[], colleagues: readonly Colleague[]): { team: string | null; partner: string | null } {
  const last = stored();
  const team = teams.find((one) => one.id === last.team) ?? teams.find((one) => one.members.length === 0) ?? teams[0];
  const partner = colleagues.find((one) => one.id === last.partner);
  return { team: team?.id ?? null, partner: partner?.id ?? (last.partner === null ? "alone" : null) };
}

/** Ids only; kept on the device. */
export function remember(team: string, partner: string | null): void {
  localStorage.setItem(KEY, JSON.stringify({ team, partner }));
}

function stored(): { team?: string; partner?: string | null } {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as { team?: string; partner?: string | null };
  } catch {
    return {};
  }
}

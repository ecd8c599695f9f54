import type { Member, Presence, Team } from "$sync/index";
import type { Reached } from "$ui/pair";

/** By name: the order is the same all night, so a team keeps its digit. */
export function teamsInOrder<T extends Team>(teams: readonly T[]): T[] {
  return [...teams].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }) || a.id.localeCompare(b.id));
}

/** What is known of a person just now: the last presence reading, else what the team record carried. */
export function reachOf(member: Member, users: Readonly<Record<string, Presence>>): Pick<Presence, "live" | "last_contact_at" | "position"> {
  const now = users[member.user];
  return now ?? { live: member.live ?? false, last_contact_at: member.last_contact_at ?? null, position: member.position ?? null };
}

/** The pair of a team that is on nothing: full when reachable, struck when not, empty when nobody is there. */
export function strokeOf(team: Team, role: string, users: Readonly<Record<string, Presence>>): Reached | null {
  const member = team.members.find((one) => one.role === role && one.confirmed);
  if (!member) return null;
  return reachOf(member, users).live ? "accepted" : "unreachable";
}

/** The youngest position of the crew (ISO), or null: unknown is said as unknown. */
export function positionAt(team: Team, users: Readonly<Record<string, Presence>>): string | null {
  const times = team.members.flatMap((member) => reachOf(member, users).position?.at ?? []);
  return times.sort().at(-1) ?? null;
}

/** Older than this a position is amber: it may be five minutes of driving off. */
export const OLD_POSITION_S = 5 * 60;

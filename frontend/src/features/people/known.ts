import type { Incident, MatchLine, Person } from "$sync/index";
import { fullName } from "$ui/identity";

const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const words = (text: string): string[] => plain(text).split(/[^\p{L}]+/u).filter(Boolean);

/**
 * Without signal: people of one's own incidents only, those first whose name begins as what is asked. No likeness is
 * judged here and none is claimed, so no box is filled.
 */
export function knownHere(people: readonly Person[], incidents: readonly Incident[], asked: string, year: number): MatchLine[] {
  const linked = new Set(incidents.map((one) => one.person).filter(Boolean));
  const sought = words(asked);
  return people
    .filter((one) => one.merged_into === null && linked.has(one.id))
    .map((one) => ({ one, name: fullName(one) }))
    .filter(({ name, one }) => sought.every((word) => words(`${name} ${one.called ?? ""}`).some((known) => known.startsWith(word))))
    .sort((a, b) => a.name.localeCompare(b.name))
    .slice(0, 5)
    .map(({ one, name }) => ({ person: one.id, name, age_band: bandOf(one, year), why: [], near: 0 as never }));
}

function bandOf(one: Person, year: number): number | null {
  const born = one.date_of_birth ? Number(one.date_of_birth.slice(0, 4)) : one.birth_year;
  if (!born) return null;
  const age = year - born;
  return age < 18 ? 0 : Math.floor(age / 10) * 10;
}

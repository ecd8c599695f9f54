import { m } from "$messages";

const WHY: Record<string, () => string> = {
  same_name: m.people_why_same_name, nickname: m.people_why_nickname, sounds_alike: m.people_why_sounds_alike, similar: m.people_why_similar,
  initial: m.people_why_initial, also_known_as: m.people_why_also_known_as, one_surname: m.people_why_one_surname, names_swapped: m.people_why_names_swapped,
  same_number: m.people_why_same_number, same_address: m.people_why_same_address, same_block: m.people_why_same_block, same_birth: m.people_why_same_birth,
  birth_swapped: m.people_why_birth_swapped, birth_near: m.people_why_birth_near, birth_year: m.people_why_birth_year, age_about: m.people_why_age_about,
  age_differs: m.people_why_age_differs,
};

interface Named { given?: string; family?: string; second_family?: string; called?: string }

/** The name in one line, as it is said; "" where none is known. */
export function fullName(one: Named): string {
  return [one.given, one.family, one.second_family].filter(Boolean).join(" ") || one.called || "";
}

/** How to speak to somebody: as they want to be called, else by the given name; "" where neither is known. */
export function nameOf(one: Named | null | undefined): string {
  return one?.called || one?.given || "";
}

/** Why somebody may be meant, as a sentence without its stop. */
export function whyWords(codes: readonly string[]): string {
  const text = codes.map((code) => (WHY[code] ?? (() => code))()).join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "30 to 39". */
export function bandWords(band: number | null): string {
  if (band === null) return m.people_age_unknown();
  return band < 18 && band !== 10 ? m.people_age_minor() : m.people_age_band({ from: Math.max(18, band), to: band + 9 });
}

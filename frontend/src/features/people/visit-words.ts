import { VISIT_WORDS, type Word } from "$api/generated/visit";
import type { VisitLine } from "$sync/index";
import { m } from "$messages";
import { language } from "$ui/locale.svelte";

const HELPED: readonly Word[] = VISIT_WORDS.helped;
const CONTACT: Readonly<Record<string, () => string>> = { met: m.people_visit_met, no_contact: m.people_visit_no_contact, gone: m.people_visit_gone, by_phone: m.people_visit_by_phone };

/** What helped, in words; what no list knows is a person's own. */
export const helpedWords = (codes: readonly string[]): string => codes.map((code) => HELPED.find((word) => word.code === code)?.[language.current] ?? code).join(", ");

/** How a visit ended, as far as its reader may know: the outcome in the words it was signed with, else what is operational. */
export function endWords(visit: VisitLine): string {
  const outcome = visit.disposition_text?.[language.current] ?? "";
  const met = CONTACT[visit.contact ?? ""]?.() ?? "";
  const place = outcome ? "" : visit.transport_place || (visit.transported ? m.people_visit_taken() : "");
  const words = [outcome || met, place, visit.state === "open" ? m.people_visit_open() : ""].filter(Boolean).join(", ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

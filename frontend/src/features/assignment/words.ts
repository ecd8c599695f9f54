import { rules, type Assignment, type Entry, type Incident } from "$sync/index";
import { m } from "$messages";
import { language } from "$ui/locale.svelte";

type Words = Record<string, () => string>;
const say = (words: Words) => (code: string): string => (words[code] ?? (() => code))();

export const statusWord = say({
  assigned: m.phone_status_assigned, acknowledged: m.phone_status_acknowledged, en_route: m.phone_status_en_route,
  staged: m.phone_status_staged, on_scene: m.phone_status_on_scene, cleared: m.phone_status_cleared,
  cancelled: m.phone_status_cancelled, diverted: m.phone_status_diverted,
});
/** What the filled button says: the state it leads to. */
export const tapWord = say({
  en_route: m.phone_status_en_route, staged: m.phone_tap_staged, on_scene: m.phone_status_on_scene, cleared: m.phone_tap_cleared,
});
/** One's own part of what happened, at the door or after it. */
export const recordWord = (part: "visit" | "force", after = false): string => (part === "force" ? m.scene_open_force() : after ? m.scene_finish() : m.scene_open());
export const teamStatusWord = say({ available: m.phone_available, break: m.phone_break, busy: m.phone_busy });
export const roleWord = say({ clinician: m.role_clinician, officer: m.role_officer, peer: m.role_peer });
export const reasonWord = say({
  too_far: m.phone_reason_too_far, not_safe: m.phone_reason_not_safe, know_person: m.phone_reason_know_person,
  not_fit: m.phone_reason_not_fit, trouble: m.phone_reason_trouble, other: m.phone_reason_other,
});
/** The same reason as a filled button carries it: "too far". */
export const reasonShort = say({
  too_far: m.phone_short_too_far, not_safe: m.phone_short_not_safe, know_person: m.phone_short_know_person,
  not_fit: m.phone_short_not_fit, trouble: m.phone_short_trouble, other: m.phone_short_other,
});
const levels: Words = { 1: m.level_1_long, 2: m.level_2_long, 3: m.level_3_long, 4: m.level_4_long };

export function levelWords(level: number | null | undefined): string {
  return (levels[String(level)] ?? m.level_none)();
}

/** "Level 3": for a head that has no room for the whole name. */
export function levelShort(level: number | null | undefined): string {
  return level ? m.phone_tl_level({ level: String(level) }) : m.level_none();
}

/** What colleagues call each other; the surname is on the crew's card. */
export const firstName = (name: string): string => name.split(" ")[0] ?? name;

/** A sentence of its own begins with a capital. */
export const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The because in words: the first rules that fired; never a bare number. */
export function because(incident: Pick<Incident, "because"> | null, most = 2): string {
  const said = (incident?.because ?? []).map((code) => rules.because(code, language.current)).filter((text) => text !== null);
  if (said.length > 0) return `${said.slice(0, most).join(". ")}.`;
  return m.phone_because_unknown();
}

/** What a yes was said to, in short; hazards and wishes among them. */
export function knownFacts(incident: Pick<Incident, "answers">): { item: string; text: string; detail: string; by: string; at: string; unsure: boolean }[] {
  return Object.entries(incident.answers ?? {})
    .filter(([, said]) => said && said.answer !== "no")
    .map(([item, said]) => ({
      item, text: rules.fact(item, language.current) ?? item.replaceAll("_", " "), detail: said.detail, by: said.by, at: said.at, unsure: said.answer === "unknown",
    }));
}

export const placeOf = (incident: Pick<Incident, "place"> | null): string => incident?.place || m.phone_place_unknown();

/** One line between remarks: what happened, in few words. Null: of no use on the way. */
export function eventWords(entry: Entry): string | null {
  const { facts = {} } = entry;
  const name = entry.by_name ?? "";
  const status = statusWord(String(facts["status"] ?? ""));
  const events: Words = {
    opened: m.phone_tl_opened, sent: m.phone_tl_sent, accepted: () => m.phone_tl_accepted({ name }),
    declined: () => m.phone_tl_declined({ name }), status: () => m.phone_tl_status({ status, name }),
    undone: () => m.phone_tl_undone({ name }), clear: () => m.phone_tl_clear({ name }), hold: () => m.phone_tl_hold({ name }),
    corrected: () => m.phone_tl_corrected({ status }), told: () => m.phone_tl_told({ text: entry.text ?? "" }),
    cancelled: m.phone_status_cancelled, diverted: m.phone_status_diverted, level: () => levelLine(facts),
    staging: () => (facts["staged"] === false ? m.phone_tl_unstaged() : m.phone_tl_staging()),
    field_changed: () => (facts["moved"] ? m.phone_tl_moved({ name, was: entry.text ?? "" }) : m.phone_tl_changed({ name })),
    closed: m.phone_tl_closed, reopened: m.phone_tl_reopened, late: () => lateLine(facts, name, status),
    person: () => (({ made: m.people_tl_made, unknown: m.people_tl_unknown, unlinked: m.people_tl_unlinked } as Words)[String(facts["what"])] ?? m.people_tl_linked)(),
  };
  return events[entry.kind]?.() ?? null;
}

/** What came too late to be so, in the words of what it said. */
function lateLine(facts: Record<string, unknown>, name: string, status: string): string {
  const said: Words = {
    accepted: () => m.phone_tl_accepted({ name }), declined: () => m.phone_tl_declined({ name }), undone: () => m.phone_tl_undone({ name }),
  };
  return m.phone_tl_late({ status: said[String(facts["what"])]?.() ?? status });
}

function levelLine(facts: Record<string, unknown>): string {
  const level = String(facts["level"] ?? "");
  const before = facts["previous"];
  return typeof before === "number" ? m.phone_tl_level_was({ level, was: String(before) }) : m.phone_tl_level({ level });
}

export function endedWords(one: Assignment): string {
  return one.status === "diverted" ? m.phone_ended_diverted() : one.status === "cleared" ? m.phone_ended_cleared() : m.phone_ended_cancelled();
}

/** The status an ended assignment has at the desk. */
export const endedStatus = (one: Assignment): string => statusWord(["diverted", "cleared"].includes(one.status) ? one.status : "cancelled");

/** Why it ended, in the words given; the server's own code for "all said no" is not one of them. */
export function endReason(one: Assignment): string {
  return one.end_reason === "declined" ? m.phone_ended_declined() : one.end_reason;
}

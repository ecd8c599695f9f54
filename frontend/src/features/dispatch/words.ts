import type { Assignment, Entry, Incident, Member, Team } from "$sync/index";
import { m } from "$messages";
import { language } from "$ui/locale.svelte";
import type { Shape } from "$ui/Status.svelte";
import { isKeptLate, lateAnswers, reportedAfter } from "./late-words";
import type { Matrix, Text } from "./triage";

type Words = Record<string, () => string>;

/** One text of the server, in the language of the moment. */
export const pick = (text: Text | undefined): string => text?.[language.current] ?? "";

const STATUS: Words = {
  assigned: m.board_status_assigned, acknowledged: m.board_status_acknowledged, en_route: m.board_status_en_route,
  staged: m.board_status_staged, on_scene: m.board_status_on_scene, cleared: m.board_status_cleared,
  cancelled: m.board_status_cancelled, diverted: m.board_status_diverted,
  available: m.board_status_available, break: m.board_status_break, busy: m.board_status_busy,
};
const ROLE: Words = { clinician: m.role_clinician, officer: m.role_officer, peer: m.role_peer };
const SKILL: Words = {
  es: m.board_skill_es, asl: m.board_skill_asl, youth: m.board_skill_youth, veteran: m.board_skill_veteran, cit: m.board_skill_cit,
};
const RESULT: Words = {
  by_phone: m.board_result_by_phone, police_only: m.board_result_police_only, ems_only: m.board_result_ems_only,
  cancelled: m.board_result_cancelled, no_need: m.board_result_no_need, seen: m.board_result_seen,
  no_contact: m.board_result_no_contact, duplicate: m.board_result_duplicate,
};
const REASON: Words = {
  too_far: m.board_reason_too_far, not_safe: m.board_reason_not_safe, know_person: m.board_reason_know_person,
  not_fit: m.board_reason_not_fit, trouble: m.board_reason_trouble, other: m.board_reason_other,
};
const FIT: Words = {
  on_assignment: m.board_fit_on_assignment, on_break: m.board_fit_on_break, busy: m.board_fit_busy,
  nobody_on_shift: m.board_fit_nobody_on_shift, retired: m.board_fit_retired, needs_officer: m.board_fit_needs_officer,
  needs_clinician: m.board_fit_needs_clinician, sends_police: m.board_fit_sends_police, only_staged: m.board_fit_only_staged,
  level_by_phone: m.board_fit_level_by_phone, level_not_known: m.board_fit_level_not_known,
  level_provisional: m.board_fit_level_provisional, nobody_reachable: m.board_fit_nobody_reachable,
  not_all_reachable: m.board_fit_not_all_reachable,
};
const WHOM: Words = {
  ems: m.board_whom_ems, police: m.board_whom_police, cad: m.board_whom_cad, crisis_line: m.board_whom_crisis_line, other: m.board_whom_other,
};
const FIELD: Words = {
  place: m.intake_place, place_detail: m.intake_place_detail, area: m.intake_area, call_back: m.intake_call_back,
  caller_name: m.intake_caller_name, caller_relation: m.intake_caller_relation, person_name: m.intake_person_name,
  person_age: m.intake_person_age, language: m.intake_language, words: m.intake_words, hazards: m.intake_hazards,
};
const END: Words = { declined: m.board_end_all_declined };

const say = (words: Words) => (code: string): string => (words[code] ?? (() => code))();
export const statusWord = say(STATUS);
export const roleWord = say(ROLE);
export const skillWord = say(SKILL);
export const resultWord = say(RESULT);
export const reasonWord = say(REASON);
export const fitWord = say(FIT);
/** What is true of the incident and not of one team: said once, above the list. */
export const ABOUT_ALL: readonly string[] = ["level_provisional", "level_not_known", "level_by_phone", "only_staged"];
export const whomWord = say(WHOM);
export const fieldWord = say(FIELD);
export const endWord = say(END);

export const RESULTS = ["by_phone", "police_only", "ems_only", "cancelled", "no_need", "seen", "no_contact"] as const;
export const WHOMS = ["ems", "police", "cad", "crisis_line", "other"] as const;

export const levelTitle = (level: number | null | undefined): string =>
  level === 1 ? m.level_1_long() : level === 2 ? m.level_2_long() : level === 3 ? m.level_3_long() : level === 4 ? m.level_4_long() : m.level_none();

export const placeOf = (incident: Pick<Incident, "place" | "place_detail"> | null | undefined): string =>
  [incident?.place, incident?.place_detail].filter(Boolean).join(", ") || m.board_place_unknown();

/** "Nov 9": the day in the reader's language, in that time zone. */
export function dayWord(at: string, zone: string | undefined): string {
  const tag = language.current === "es" ? "es-US" : "en-US";
  return new Intl.DateTimeFormat(tag, { month: "short", day: "numeric", ...(zone ? { timeZone: zone } : {}) }).format(new Date(at));
}

export const numberOf = (incident: Pick<Incident, "number">): string => (incident.number > 0 ? m.board_incident({ number: incident.number }) : m.intake_new());

export function flagsOf(incident: Pick<Incident, "flags">): string[] {
  const flags: unknown = incident.flags ?? [];
  return Array.isArray(flags) ? (flags as string[]) : Object.keys(flags as object);
}

/** Why this level: the rules in words with the numbers of their questions; an unknown code stays as it is. */
export function becauseParts(matrix: Matrix | null, codes: readonly string[] | undefined): { text: string; questions: string }[] {
  return (codes ?? []).map((code) => {
    const rule = matrix?.rules.find((one) => one.code === code);
    if (!rule || !matrix) return { text: code, questions: "" };
    const numbers = rule.items.map((item) => matrix.items.find((one) => one.code === item)?.number ?? item);
    const named = numbers.length === 1 ? m.triage_question({ n: numbers[0] ?? "" }) : m.triage_questions({ n: numbers.join(", ") });
    return { text: pick(rule.text), questions: named };
  });
}

/** The rules that gave this level: what else is true stands in the answers. */
export function decidingOf(matrix: Matrix | null, incident: Pick<Incident, "because" | "level">): string[] {
  const codes = incident.because ?? [];
  const deciding = codes.filter((code) => matrix?.rules.find((rule) => rule.code === code)?.level === incident.level);
  return deciding.length > 0 ? deciding : codes.slice(0, 1);
}

const lower = (text: string): string => text.charAt(0).toLocaleLowerCase(language.current) + text.slice(1);

/** One line for a row of the queue: the two first reasons, or what was said, or that nothing is known yet. */
export function becauseLine(matrix: Matrix | null, incident: Pick<Incident, "because" | "words" | "level" | "overridden">): string {
  const parts = becauseParts(matrix, decidingOf(matrix, incident)).slice(0, 2).map((part) => part.text);
  if (parts.length > 0) return parts.map((text, i) => (i === 0 ? text : lower(text))).join(", ");
  const words = incident.words?.trim().split(/\n/)[0];
  if (words) return words;
  return incident.level == null ? m.board_nothing_asked() : m.board_nothing_fired();
}

/** "Moreno, Haddad": family names, the clinician first. */
export function crewOf(team: Pick<Team, "members">): string {
  return team.members.map((member) => `${member.short_name || member.name}${member.confirmed ? "" : ` (${m.board_not_confirmed()})`}`).join(", ");
}

export const skillsOf = (team: Pick<Team, "members">): string[] => [...new Set(team.members.flatMap((member) => member.skills ?? []))];

export const shapeOf = (team: Team): Shape => team.assignment?.status ?? (team.members.length === 0 ? "off" : team.status);

export const firstName = (member: Pick<Member, "name">): string => member.name.split(" ")[0] ?? member.name;

/** How many of a team have said that they go: "1 of 2". */
export function answeredOf(assignment: Pick<Assignment, "responses">): { n: number; of: number } {
  return { n: assignment.responses.filter((response) => response.answer === "accepted").length, of: assignment.responses.length };
}

const fact = (entry: Entry, name: string): string => String(entry.facts?.[name] ?? "");

/** One line of the timeline in words: what happened, then what was said. */
export function entryWords(entry: Entry, teamName: (assignment: string) => string, matrix: Matrix | null = null): { what: string; said: string } {
  const team = fact(entry, "team_name") || teamName(fact(entry, "assignment"));
  const text = entry.text ?? "";
  const said = entry.kind === "answered" && isKeptLate(entry) ? [lateAnswers(matrix, entry), text].filter(Boolean).join(". ") : text;
  const fields = Array.isArray(entry.facts?.["fields"]) ? (entry.facts["fields"] as string[]).map(fieldWord).join(", ").toLocaleLowerCase(language.current) : "";
  const status = fact(entry, "to") || fact(entry, "status");
  const what: Record<string, () => string> = {
    remark: m.board_tl_remark, opened: m.board_tl_opened,
    field_changed: () => (entry.facts?.["moved"] ? m.board_tl_moved() : m.board_tl_changed({ fields })),
    answered: () => m.board_tl_answered(), level: () => levelWords(entry), sent: () => m.board_tl_sent({ team }),
    received: m.board_tl_received, seen: m.board_tl_seen, accepted: m.board_tl_accepted,
    declined: () => m.board_tl_declined({ reason: reasonWord(fact(entry, "reason")) }),
    status: () => m.board_tl_status({ team, status: statusWord(status).toLocaleLowerCase(language.current) }),
    undone: () => m.board_tl_undone({ status: statusWord(status).toLocaleLowerCase(language.current) }),
    cancelled: () => m.board_tl_cancelled({ team }), diverted: () => m.board_tl_diverted({ team }),
    told: () => m.board_tl_told({ whom: whomWord(fact(entry, "whom")) }),
    staging: () => (entry.facts?.["staged"] === false ? m.board_tl_unstaged() : m.board_tl_staging()), clear: m.board_tl_clear, hold: m.board_tl_hold,
    visit: () => visitWords(entry),
    closed: () => m.board_tl_closed({ result: resultWord(fact(entry, "result")).toLocaleLowerCase(language.current) }),
    person: () => personWords(entry),
    reopened: m.board_tl_reopened, duplicate: () => duplicateWords(entry),
    corrected: () => m.board_tl_corrected({ team, status: statusWord(status).toLocaleLowerCase(language.current) }),
  };
  const told = entry.kind === "late" ? fact(entry, "what") || "status" : entry.kind;
  const words = (what[told] ?? (() => told))();
  return { what: entry.kind === "late" ? reportedAfter(entry, words, statusWord) : words, said };
}

function visitWords(entry: Entry): string {
  const [name, place] = [entry.by_name ?? "", fact(entry, "place")];
  const what: Record<string, () => string> = {
    met: () => m.visit_tl_met({ name }), no_contact: () => m.visit_tl_no_contact({ name }), gone: () => m.visit_tl_gone({ name }),
    by_phone: () => m.visit_tl_by_phone({ name }), transported: () => (place ? m.visit_tl_transported_to({ place }) : m.visit_tl_transported()),
  };
  return (what[fact(entry, "what")] ?? m.visit_title)();
}

function duplicateWords(entry: Entry): string {
  const other = fact(entry, "duplicate_number");
  return other ? m.board_tl_has_duplicate({ number: other }) : m.board_tl_duplicate({ number: fact(entry, "of_number") });
}

function levelWords(entry: Entry): string {
  const level = entry.facts?.["level"] == null ? "–" : fact(entry, "level");
  const kind = fact(entry, "how");
  if (kind === "override") return m.board_tl_level_override({ level });
  if (kind === "decided" || kind === "redecided") return m.board_tl_level_decided({ level });
  return m.board_tl_level({ level });
}

/** Who it is about, as somebody said it. */
function personWords(entry: Entry): string {
  const said: Record<string, () => string> = { linked: m.people_tl_linked, made: m.people_tl_made, unknown: m.people_tl_unknown, unlinked: m.people_tl_unlinked };
  return (said[fact(entry, "what")] ?? m.people_tl_linked)();
}

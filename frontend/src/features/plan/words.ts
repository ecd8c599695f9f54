import { m } from "$messages";
import { VISIT_WORDS, type Word } from "$api/generated/visit";
import { liveList, liveOne, type PlanHazard, type ThreatSource } from "$sync/index";
import { nameOf as spokenName } from "$ui/identity";
import { language } from "$ui/locale.svelte";
import { dayOf } from "$ui/time";

const SOURCES: Record<string, () => string> = { caller: m.plan_source_caller, team: m.plan_source_team, person: m.plan_source_person, provider: m.plan_source_provider };
const STATUS: Record<string, () => string> = {
  draft: m.plan_status_draft, submitted: m.plan_status_submitted, approved: m.plan_status_approved,
  expired: m.plan_status_expired, superseded: m.plan_status_superseded, withdrawn: m.plan_status_withdrawn,
};

export const statusWord = (status: string): string => (STATUS[status] ?? m.plan_status_draft)();
export const sourceWord = (source: string): string => (SOURCES[source] ?? m.plan_source_team)();

/** "Mesa 2, Sep 2 · ask again by Mar 2". */
export function hazardMeta(one: PlanHazard, now: number, today: string): string {
  const again = one.ask_again_by < today ? m.plan_ask_now({ day: dayOf(one.ask_again_by, now) }) : m.plan_ask_again({ day: dayOf(one.ask_again_by, now) });
  return `${one.said_by || sourceWord(one.source)}, ${dayOf(one.on, now)} · ${again}`;
}

/** How the person wants to be called, else as whoever called said; empty where this phone knows no name. */
export function nameOf(person: string): string {
  const known = liveOne("person", person);
  const said = liveList("incident", (one) => one.person === person).map((one) => one.person_name ?? "").find(Boolean) ?? "";
  return spokenName(known) || firstName(said);
}

export const firstName = (name: string): string => name.split(" ")[0] ?? name;

export const THREAT_SOURCES: readonly [Exclude<ThreatSource, "">, () => string][] = [
  ["seen", m.plan_threat_seen], ["person", m.plan_threat_person], ["caller", m.plan_threat_caller], ["team", m.plan_threat_team], ["provider", m.plan_threat_provider],
];
export const threatSourceWord = (source: ThreatSource): string => THREAT_SOURCES.find(([one]) => one === source)?.[1]() ?? "";

const HELPED: readonly Word[] = VISIT_WORDS.helped;
/** What helped at a visit, in words; what no list knows is a person's own. */
export const helpedWords = (codes: readonly string[]): string[] => codes.map((code) => HELPED.find((word) => word.code === code)?.[language.current] ?? code);

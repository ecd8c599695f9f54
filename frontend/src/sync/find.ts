import { ask } from "$api/client";
import type { CaseStatus, Incident, Person } from "$api/types";
import { m } from "$messages";
import { liveList } from "$store/live.svelte";
import { session } from "./session.svelte";

/** Somebody, or a call, with where it is read. */
export interface Hit { href: string; name: string; note: string }
export interface Found { hits: Hit[]; /** Only what this device holds: the server could not be asked. */ held: boolean }
interface Row { id: string; status: CaseStatus; owner: string; owner_name: string; person: { id: string; name: string; age: number | null } }

const MOST = 8;
const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether each word of what was typed begins a word of the name. */
export function isNamed(name: string, typed: string): boolean {
  const [parts, asked] = [plain(name).split(/[\s-]+/), plain(typed).split(/\s+/).filter(Boolean)];
  return asked.length > 0 && asked.every((word) => parts.some((part) => part.startsWith(word)));
}
const nameOf = (one: Person): string => [one.given, one.called && one.called !== one.given ? one.called : "", one.family, one.second_family].filter(Boolean).join(" ");

/** Who is held on this device: with a case that is open or was lately, else as a person. */
function held(typed: string): Hit[] {
  const cases = liveList("case");
  return liveList("person", (one) => isNamed(nameOf(one), typed)).map((one) => {
    const mine = cases.filter((each) => each.person === one.id).sort((a, b) => Number(b.status === "open") - Number(a.status === "open") || b.opened_at.localeCompare(a.opened_at))[0];
    return mine ? { href: `/case/${mine.id}`, name: nameOf(one), note: note(mine.status, mine.owner, mine.owner_name) } : { href: `/person/${one.id}`, name: nameOf(one), note: m.find_known() };
  });
}
function note(status: CaseStatus, owner: string, name: string): string {
  if (status !== "open") return status === "landed" ? m.find_landed() : m.find_closed();
  return owner === session.me?.id ? m.find_yours() : m.find_owner({ name });
}

async function cases(text: string): Promise<Hit[] | null> {
  if (!session.has("clinician", "case_manager", "supervisor")) return [];
  const answer = await ask<{ rows: Row[] }>("/api/cases/find", { text });
  return answer.ok ? answer.data.rows.map((row) => ({ href: `/case/${row.id}`, name: row.person.name, note: [row.person.age ?? "", note(row.status, row.owner, row.owner_name)].filter(Boolean).join(" · ") })) : null;
}
/** Calls of the last month, for whoever sees the board. */
async function calls(text: string): Promise<Hit[] | null> {
  if (!session.has("supervisor", "dispatcher", "call_taker")) return [];
  const answer = await ask<{ rows: Incident[] }>("/api/incidents/search", { text });
  return answer.ok ? answer.data.rows.slice(0, MOST / 2).map((row) => ({ href: `/board/${row.id}`, name: row.place || m.find_call({ n: row.number ?? "" }), note: [m.find_call({ n: row.number ?? "" }), row.status === "open" ? m.find_open() : m.find_closed()].join(" · ") })) : null;
}

/** People and calls that the one who asks may know of; what this device holds first, also without signal. */
export async function find(text: string): Promise<Found> {
  const [people, incidents] = await Promise.all([cases(text), calls(text)]);
  const all = [...(people ?? []), ...held(text), ...(incidents ?? [])];
  const known = new Map(all.map((hit) => [hit.href, hit]).reverse() as [string, Hit][]);
  return { hits: [...known.values()].reverse().slice(0, MOST), held: people === null || incidents === null };
}

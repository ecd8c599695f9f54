import { queue, sendNow, serverNow, session, type Incident, type Now, type Write, type Yes } from "$sync/index";

export type Fields = Partial<Record<keyof Incident, unknown>>;

const iso = (): string => new Date(serverNow()).toISOString();

/** A new incident from what was typed first. It is on this desk at once, at the server as soon as there is a line. */
export function openIncident(id: string, fields: Fields): Promise<void> {
  const blank = {
    id, version: 0, number: 0, status: "open", source: "intake", opened_at: iso(), opened_by: session.me?.id ?? null,
    level: null, provisional: true, because: [], flags: [], answers: {}, next_items: [], assignment_ids: [],
    first_in: "none", staged: false, staging_point: "", counts: { remarks: 0 },
  };
  return queue({
    action: "incident.create", kind: "incident", id, url: "/api/incidents", body: { id, ...fields },
    optimistic: { kind: "incident", id, patch: { ...blank, ...fields } },
  });
}

/** Fields as typed. The base version lets the server see that somebody else changed the same field meanwhile. */
export function changeFields(incident: Pick<Incident, "id" | "version">, fields: Fields): Promise<void> {
  return queue({
    action: "incident.change", kind: "incident", id: incident.id, method: "PATCH", url: `/api/incidents/${incident.id}`,
    body: fields, baseVersion: incident.version > 0 ? incident.version : null,
    optimistic: { kind: "incident", id: incident.id, patch: fields },
  });
}

/** What was said to some items; null takes an answer back to *not asked yet*. One press is one command. */
export function answerItems(id: string, answers: Readonly<Record<string, Yes | null>>): Promise<void> {
  const said = Object.fromEntries(Object.entries(answers).map(([item, answer]) => [item, answer === null ? null : { answer, detail: "", by: session.me?.short_name ?? "", at: iso() }]));
  return queue({
    action: "incident.answer", kind: "incident", id, url: `/api/incidents/${id}/answers`, body: { answers },
    optimistic: { kind: "incident", id, patch: { answers: said } },
  });
}

/** Which, where, since when: the words beside an answer. */
export function detailItem(id: string, item: string, answer: Yes, detail: string): Promise<void> {
  return queue({
    action: "incident.answer", kind: "incident", id, url: `/api/incidents/${id}/answers`, body: { item, answer, detail },
    optimistic: { kind: "incident", id, patch: { answers: { [item]: { answer, detail } } } },
  });
}

/** A remark is a fact: kept on this desk and sent when there is a line, with its true time. */
export function addRemark(incident: string, text: string): Promise<void> {
  return queue({
    action: "incident.remark", kind: "incident", id: incident, url: `/api/incidents/${incident}/remarks`,
    ...withEntry(incident, "remark", text, {}),
  });
}

/** "Told EMS at 4:41 by Dana": said by telephone or radio, written down here. */
export function tell(incident: string, whom: string, words: string): Promise<void> {
  const entry = withEntry(incident, "told", words, { whom });
  return queue({
    action: "incident.told", kind: "incident", id: incident, url: `/api/incidents/${incident}/told`,
    body: { id: entry.body.id, whom, words }, optimistic: entry.optimistic,
  });
}

interface Line { body: { id: string; text: string }; optimistic: { kind: string; id: string; patch: Record<string, unknown> } }

function withEntry(incident: string, kind: string, text: string, facts: Record<string, unknown>): Line {
  const id = crypto.randomUUID();
  const at = iso();
  const patch = { id, version: 0, incident, kind, text, facts, by: session.me?.id ?? null, by_name: session.me?.short_name ?? "", occurred_at: at, received_at: at };
  return { body: { id, text }, optimistic: { kind: "entry", id, patch } };
}

type Shown = Pick<Incident, "id" | "version" | "level">;

/** What changes how people go out is done now or not at all. */
function now(action: Write, id: string, verb: string, body: Record<string, unknown> = {}, baseVersion: number | null = null): Promise<Now<Incident>> {
  return sendNow<Incident>({ action, kind: "incident", id, url: `/api/incidents/${id}/${verb}`, body, baseVersion });
}

/** Stands by the level that the rules give. */
export const confirmLevel = (shown: Pick<Incident, "id">): Promise<Now<Incident>> => now("incident.decide", shown.id, "decide");
export const setLevel = (shown: Shown, level: number, reason: string): Promise<Now<Incident>> =>
  now("incident.override", shown.id, "level", { level, reason }, shown.version);
export const setStaging = (id: string, staged: boolean, point: string): Promise<Now<Incident>> =>
  now("incident.stage", id, "staging", { staged, staging_point: point });
export const closeIncident = (id: string, result: string, words: string): Promise<Now<Incident>> =>
  now("incident.close", id, "close", { result, words });
export const reopenIncident = (id: string, reason: string): Promise<Now<Incident>> => now("incident.reopen", id, "reopen", { reason });
export const linkDuplicate = (id: string, of: string): Promise<Now<Incident>> => now("incident.link_duplicate", id, "duplicate", { of });

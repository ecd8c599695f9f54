import { queue, sendNow, serverNow, session, type Incident, type Now, type Yes } from "$sync/index";

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

/** One answer; null takes it back to *not asked yet*. */
export function answerItem(id: string, item: string, answer: Yes | null, detail = ""): Promise<void> {
  return queue({
    action: "incident.answer", kind: "incident", id, url: `/api/incidents/${id}/answers`, body: { item, answer, detail },
    optimistic: {
      kind: "incident", id,
      patch: { answers: { [item]: answer === null ? null : { answer, detail, by: session.me?.short_name ?? "", at: iso() } } },
    },
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
    body: { whom, words }, optimistic: entry.optimistic,
  });
}

function withEntry(incident: string, kind: string, text: string, facts: Record<string, unknown>) {
  const id = crypto.randomUUID();
  const at = iso();
  const patch = { id, version: 0, incident, kind, text, facts, by: session.me?.id ?? null, by_name: session.me?.short_name ?? "", occurred_at: at, received_at: at };
  return { body: { id, text }, optimistic: { kind: "entry", id, patch } };
}

/** What changes how people go out is done now or not at all. */
function now(action: string, id: string, verb: string, body: Record<string, unknown> = {}): Promise<Now<Incident>> {
  return sendNow<Incident>({ action, kind: "incident", id, url: `/api/incidents/${id}/${verb}`, body });
}

export const confirmLevel = (id: string): Promise<Now<Incident>> => now("incident.decide", id, "decide");
export const setLevel = (id: string, level: number, reason: string): Promise<Now<Incident>> =>
  now("incident.override", id, "level", { level, reason });
export const setStaging = (id: string, staged: boolean, point: string): Promise<Now<Incident>> =>
  now("incident.stage", id, "staging", { staged, staging_point: point });
export const closeIncident = (id: string, result: string, words: string): Promise<Now<Incident>> =>
  now("incident.close", id, "close", { result, words });
export const reopenIncident = (id: string, reason: string): Promise<Now<Incident>> => now("incident.reopen", id, "reopen", { reason });
export const linkDuplicate = (id: string, of: string): Promise<Now<Incident>> => now("incident.link_duplicate", id, "duplicate", { of });

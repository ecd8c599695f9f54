import { ask, get, queue, serverNow, StoreFull, type Channel, type Command, type ContactPoint, type Look, type Person, type PersonName, type Read, type Safe, type Seen, type Incident } from "$sync/index";

/** Kept on the device first, sent in order. False when there was no room: the shell says so, the screen stays. */
async function keep(command: Command): Promise<boolean> {
  try {
    await queue(command);
    return true;
  } catch (error) {
    if (error instanceof StoreFull) return false;
    throw error;
  }
}

export interface Asked { name?: string; given?: string; family?: string; date_of_birth?: string | null; age?: number | null }

/** Who may this be? Answered by the server alone, counted there, and kept nowhere on this device. */
export const look = (incident: string, asked: Asked): Promise<Read<Look>> => ask<Look>(`/api/incidents/${incident}/match`, asked);

/** Whom the last look on this incident showed: for those who confirm and do not search. */
export const offered = (incident: string): Promise<Read<Pick<Look, "rows">>> => get<Pick<Look, "rows">>(`/api/incidents/${incident}/offered`);

type Linked = Pick<Incident, "id">;

/** Confirms one who was shown, or whom this device holds. */
export function linkPerson(incident: Linked, person: string): Promise<boolean> {
  return keep({
    action: "incident.link_person", kind: "incident", id: incident.id, url: `/api/incidents/${incident.id}/person`, body: { person },
    optimistic: { kind: "incident", id: incident.id, patch: { person } },
  });
}

export interface NewPerson { given: string; family: string; second_family: string; called: string; date_of_birth: string; age: string }

/** What was written of somebody new, without what was left empty; a mere age becomes the likely year of birth. */
export function fieldsOf(typed: NewPerson): Partial<Person> {
  const names = Object.fromEntries((["given", "family", "second_family", "called"] as const).map((name) => [name, typed[name].trim()]).filter(([, text]) => text));
  const age = Number.parseInt(typed.age, 10);
  const born = typed.date_of_birth ? { date_of_birth: typed.date_of_birth } : Number.isInteger(age) ? { birth_year: new Date(serverNow()).getFullYear() - age } : {};
  return { ...names, ...born };
}

/** What is written of somebody, as a form shows it; of a year alone the age it makes. */
export function typedOf(person: Person): NewPerson {
  const { given = "", family = "", second_family = "", called = "" } = person;
  const age = person.birth_year && !person.date_of_birth ? String(new Date(serverNow()).getFullYear() - person.birth_year) : "";
  return { given, family, second_family, called, date_of_birth: person.date_of_birth ?? "", age };
}

/** Only what was changed; a date that was taken away is sent as none. */
export function correctedOf(shown: NewPerson, typed: NewPerson): Partial<Person> {
  const names = (["given", "family", "second_family", "called"] as const).filter((name) => typed[name].trim() !== shown[name]).map((name) => [name, typed[name].trim()]);
  const year = typed.age === shown.age ? {} : { birth_year: typed.age ? new Date(serverNow()).getFullYear() - Number.parseInt(typed.age, 10) : null };
  const born = typed.date_of_birth === shown.date_of_birth ? {} : { date_of_birth: typed.date_of_birth || null };
  return { ...(Object.fromEntries(names) as Partial<Person>), ...year, ...born };
}

/** Name and birth as they should be, on the version that was shown: what somebody else wrote meanwhile is not lost. */
export function changePerson(person: string, fields: Partial<Person>, baseVersion: number): Promise<boolean> {
  return keep({
    action: "person.change", kind: "person", id: person, method: "PATCH", url: `/api/people/${person}`, body: fields, baseVersion,
    optimistic: { kind: "person", id: person, patch: fields },
  });
}

export function addName(person: string, kind: PersonName["kind"], name: Omit<PersonName, "id" | "kind">): Promise<boolean> {
  const id = crypto.randomUUID();
  return keep({
    action: "person.add_name", kind: "person", id: person, url: `/api/people/${person}/names`, body: { id, kind, ...name },
    optimistic: { kind: "person", id: person, patch: { names: [{ id, kind, ...name }] } },
  });
}

/** Somebody new, made here with an id of its own: works without signal. */
export async function linkNew(incident: Linked, typed: NewPerson): Promise<string | null> {
  const id = crypto.randomUUID();
  const fields = fieldsOf(typed);
  const person = { id, version: 0, merged_into: null, joined: [], names: [], points: [], ...fields };
  const kept = await keep({
    action: "incident.link_person", kind: "incident", id: incident.id, url: `/api/incidents/${incident.id}/person`, body: { new: { id, ...fields } },
    optimistic: [{ kind: "person", id, patch: person }, { kind: "incident", id: incident.id, patch: { person: id } }],
  });
  return kept ? id : null;
}

/** Nobody who can be known: a line of the timeline, and no record is made. */
export function keepUnknown(incident: Linked): Promise<boolean> {
  return keep({ action: "incident.link_person", kind: "incident", id: incident.id, url: `/api/incidents/${incident.id}/person`, body: { none: true } });
}

/** An operation of its own: never a removal from what waits. */
export function unlink(incident: Linked, reason: string): Promise<boolean> {
  return keep({
    action: "incident.unlink_person", kind: "incident", id: incident.id, url: `/api/incidents/${incident.id}/unlink-person`, body: { reason },
    optimistic: { kind: "incident", id: incident.id, patch: { person: null } },
  });
}

export type PointFields = Partial<Pick<ContactPoint, "value" | "label" | "relation" | "language" | "who_else"> & Record<Channel, Safe>>;

export function addPoint(person: Seen<Person>, kind: ContactPoint["kind"], fields: PointFields): Promise<boolean> {
  const id = crypto.randomUUID();
  const blank = { id, version: 0, kind, value: "", label: "", relation: "", language: "", who_else: "", call: "not_asked", text: "not_asked", voicemail: "not_asked", letter: "not_asked", asked_at: null, stopped_at: null };
  return keep({
    action: "contact_point.add", kind: "person", id: person.id, url: `/api/people/${person.id}/contact-points`, body: { id, kind, ...fields },
    optimistic: { kind: "person", id: person.id, patch: { points: [{ ...blank, ...fields }] } },
  });
}

export function changePoint(person: string, point: string, fields: PointFields & { stopped?: boolean }): Promise<boolean> {
  const { stopped, ...shown } = fields;
  const end = stopped === undefined ? {} : { stopped_at: stopped ? new Date(serverNow()).toISOString() : null };
  return keep({
    action: "contact_point.change", kind: "person", id: person, method: "PATCH", url: `/api/people/${person}/contact-points/${point}`, body: { ...fields },
    optimistic: { kind: "person", id: person, patch: { points: [{ id: point, ...shown, ...end }] } },
  });
}

import { WORDING } from "$api/generated/consent";
import { liveOne, queue, serverNow, StoreFull, type Command, type Consent } from "$sync/index";
import { isSud, type Begun } from "./begun";

/** Whose: somebody's, or that of whoever was met in a visit. */
export interface Whose { person: string | null; encounter: string | null }

async function keep(command: Command): Promise<boolean> {
  try {
    await queue(command);
    return true;
  } catch (error) {
    if (error instanceof StoreFull) return false;
    throw error;
  }
}
const nowIso = (): string => new Date(serverNow()).toISOString();

/** What goes out: only what belongs to how it was said. */
export function bodyOf(id: string, whose: Whose, begun: Begun, discloser: string, replaces: string | null): Record<string, unknown> {
  const how = begun.how === "says" ? "spoken" : begun.is_typing ? "typed" : "drawn";
  return {
    id, ...(whose.person ? { person: whose.person } : {}), ...(whose.encounter ? { encounter: whose.encounter } : {}), ...(replaces ? { replaces } : {}),
    decided_by: begun.decided_by, decider_name: begun.name.trim(), discloser, recipients: begun.places.map(({ service, name }) => ({ service, name })),
    what: begun.what, purpose: begun.purpose, purpose_words: begun.purpose === "other" ? begun.purpose_words.trim() : "", is_sud: isSud(begun), until: begun.until, how,
    ...(how === "drawn" ? { signature: begun.strokes } : how === "typed" ? { typed_name: begun.typed.trim() } : { witness: begun.witness.trim() }),
    language: begun.language, wording: WORDING,
  };
}

/** The first that is written of a visit makes it: here it may be this. */
const begin = (id: string): Promise<boolean> =>
  keep({ action: "encounter.begin", kind: "encounter", id, url: `/api/encounters/${id}/begin`, after: [`assignment:${id}`] });

/** The person agrees: kept on this phone with its signature and its time, and gone out as soon as there is signal. Answers its id. */
export async function give(whose: Whose, begun: Begun, discloser: string, by: string, replaces: string | null): Promise<string | null> {
  const id = crypto.randomUUID();
  const body = bodyOf(id, whose, begun, discloser, replaces);
  const shown: Partial<Consent> = {
    ...(body as Partial<Consent>), person: whose.person, encounter: whose.encounter, replaces, replaced_by: null, ends_at: new Date(Date.parse(`${begun.until}T12:00:00Z`) + 43_200_000).toISOString(),
    given_at: nowIso(), taken_by_name: by, withdrawn_at: null, in_force: true,
  };
  // in a visit it goes in the visit's line, so that the visit is there before what was agreed to in it
  const line: Pick<Command, "kind" | "id" | "after"> = whose.encounter ? { kind: "encounter", id: whose.encounter, after: [`assignment:${whose.encounter}`] } : { kind: "consent", id };
  if (whose.encounter && !liveOne("encounter", whose.encounter)) await begin(whose.encounter);
  const done = await keep({
    action: "consent.give", ...line, url: "/api/consents", body,
    optimistic: [{ kind: "consent", id, patch: { ...shown } }, ...(replaces ? [{ kind: "consent" as const, id: replaces, patch: { replaced_by: id, in_force: false } }] : [])],
  });
  return done ? id : null;
}

export type Back = "told" | "written" | "called";

/** The person takes it back: from now on this phone shows it so, and the server stops telling at its arrival. */
export function takeBack(consent: Pick<Consent, "id" | "encounter">, how: Back): Promise<boolean> {
  const line: Pick<Command, "kind" | "id" | "after"> = consent.encounter ? { kind: "encounter", id: consent.encounter } : { kind: "consent", id: consent.id };
  return keep({
    action: "consent.withdraw", ...line, url: `/api/consents/${consent.id}/withdraw`, body: { how },
    optimistic: { kind: "consent", id: consent.id, patch: { withdrawn_at: nowIso(), withdrawn_how: how, in_force: false } },
  });
}

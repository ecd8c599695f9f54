import { queue, serverNow, StoreFull, type Assignment, type Basis, type Command, type DeclineCode, type Need, type NextStep, type Referral, type ReferralNote, type Told, type ToldThere, type Urgency } from "$sync/index";

/** Minutes at a door until somebody takes over, where the server has not said yet (`drop_off_minutes`; screen w). */
export const USUAL_MINUTES = 20;
/** Whose: somebody's, or that of whoever was met in a visit. */
export interface Whose { person: string | null; encounter: string | null }
/** A place as it is asked. */
export interface Asked { id: string; name: string; is_sud: boolean }
export interface Asking {
  words: string;
  urgency: Urgency;
  basis: Basis;
  basis_words: string;
  consent: string | null;
  what: Told[];
  /** Places, and whether the basis covers them: what is not covered waits as a draft. */
  places: (Asked & { covered: boolean })[];
}
/** What a place said, as staff log it. */
export type Answer =
  | { answer: "accept"; name: string; first_action: string }
  | { answer: "schedule"; name: string; first_action: string; at: string }
  | { answer: "decline"; name: string; code: DeclineCode; words: string }
  | { answer: "needs_client"; name: string; words: string };

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
const NOTHING: NextStep = { action: "none", who: "us", due_at: null };

/** Earlier commands that must be through first: the visit with what was agreed to in it, and the asking itself. */
const behind = (need: Pick<Need, "encounter">): string[] => (need.encounter ? [`assignment:${need.encounter}`, `encounter:${need.encounter}`] : []);

/** The visit is there before what is agreed to and asked for in it, also when nobody has written a word of it yet. */
export function beginVisit(one: Pick<Assignment, "id" | "incident">, person: string | null): Promise<boolean> {
  return keep({
    action: "encounter.begin", kind: "encounter", id: one.id, url: `/api/encounters/${one.id}/begin`, after: [`assignment:${one.id}`],
    optimistic: { kind: "encounter", id: one.id, patch: { id: one.id, assignment: one.id, incident: one.incident, person, state: "open", began_at: nowIso(), signed_at: null } },
  });
}

/** A place that is asked, as it is shown until the server says more. */
export function drafted(id: string, place: Asked & { covered: boolean }, at: string): Referral {
  return {
    id, version: 0, service: place.id, service_name: place.name, is_sud: place.is_sud, status: place.covered ? "sent" : "draft", status_at: at, due_at: null, sent_at: null,
    seen_at: null, answered_at: null, answered_by: "", first_action: "", decline_code: "", decline_words: "", appointment_at: null, attended_at: null, end_reason: "", end_words: "",
    left_at: null, arrived_at: null, handed_over_at: null, handed_over_to: "", handed_over_where: "", told: [], handoff: { state: "none", at: null, error: "" }, notes: [],
    next: place.covered ? { action: "wait", who: "place", due_at: null } : { action: "ask_person", who: "us", due_at: null },
  };
}

/** Ask up to three places: one write, kept on this phone and shown at once. Answers the need's id. */
export async function ask(whose: Whose, asking: Asking, me: { id: string; name: string }): Promise<string | null> {
  const id = crypto.randomUUID();
  const at = nowIso();
  const rows = asking.places.map((place) => drafted(crypto.randomUUID(), place, at));
  const { places: _places, consent, ...said } = asking;
  const body = { id, ...(whose.person ? { person: whose.person } : {}), ...(whose.encounter ? { encounter: whose.encounter } : {}), ...said, ...(consent ? { consent } : {}), places: rows.map((row) => ({ referral: row.id, service: row.service })) };
  const shown: Omit<Need, "version"> = {
    ...said, ...whose, id, tags: [], consent, owner: me.id, owner_name: me.name, asked_by_name: me.name, asked_at: at, escalated_at: null, ended_at: null,
    next: rows.some((row) => row.status === "sent") ? { action: "wait", who: "place", due_at: null } : { action: "ask_person", who: "us", due_at: null }, referrals: rows,
  };
  const done = await keep({
    action: "need.ask", kind: "need", id, url: "/api/needs", body, after: [...behind(whose), ...(consent ? [`consent:${consent}`] : [])],
    optimistic: { kind: "need", id, patch: { ...shown } },
  });
  return done ? id : null;
}

/** One more place for the same need. */
export function askNext(need: Need, place: Asked & { covered: boolean }): Promise<boolean> {
  const there = need.referrals.find((row) => row.service === place.id);
  const row = drafted(there?.id ?? crypto.randomUUID(), place, nowIso());
  return keep({
    action: "need.ask_next", kind: "need", id: need.id, url: `/api/needs/${need.id}/places`, body: { referral: row.id, service: place.id }, after: behind(need),
    optimistic: { kind: "need", id: need.id, patch: { referrals: [{ ...row }], ended_at: null, next: { ...row.next } } },
  });
}

function about(need: Need, referral: Referral, action: Command["action"], road: string, body: Record<string, unknown>, change: Partial<Referral>, whole: Partial<Need> = {}): Promise<boolean> {
  return keep({
    action, kind: "need", id: need.id, url: `/api/referrals/${referral.id}/${road}`, body, after: [...behind(need), ...(need.consent ? [`consent:${need.consent}`] : [])],
    optimistic: { kind: "need", id: need.id, patch: { ...whole, referrals: [{ id: referral.id, ...change }] } },
  });
}

/** Ask a place now that waited for the person. */
export const send = (need: Need, referral: Referral, consent?: string): Promise<boolean> =>
  keep({
    action: "referral.send", kind: "need", id: need.id, url: `/api/referrals/${referral.id}/send`, body: {}, after: [...behind(need), ...(consent ? [`consent:${consent}`] : [])],
    optimistic: { kind: "need", id: need.id, patch: { ...(consent ? { consent } : {}), referrals: [{ id: referral.id, status: "sent", status_at: nowIso(), seen_at: null, next: { action: "wait", who: "place", due_at: null } }] } },
  });

/** What a place said by phone: shown as it was said, the others as released once the server has it. */
export function logAnswer(need: Need, referral: Referral, said: Answer): Promise<boolean> {
  const at = nowIso();
  const yes = { answered_at: at, answered_by: said.name, status_at: at };
  const released = need.referrals.filter((row) => row.id !== referral.id && ["draft", "sent", "needs_client"].includes(row.status)).map((row) => ({ id: row.id, status: "cancelled", end_reason: "released", next: NOTHING }));
  const change: Partial<Referral> =
    said.answer === "accept" ? { ...yes, status: "accepted", first_action: said.first_action }
    : said.answer === "schedule" ? { ...yes, status: "scheduled", first_action: said.first_action, appointment_at: said.at }
    : said.answer === "decline" ? { ...yes, status: said.code === "full" ? "no_capacity" : "declined", decline_code: said.code, decline_words: said.words, next: NOTHING }
    : { ...yes, status: "needs_client", next: { action: "ask_person", who: "person", due_at: null } };
  const others = said.answer === "accept" || said.answer === "schedule" ? released : [];
  return keep({
    action: "referral.answer", kind: "need", id: need.id, url: `/api/referrals/${referral.id}/answer`, body: { ...said }, after: behind(need),
    optimistic: { kind: "need", id: need.id, patch: { referrals: [{ id: referral.id, ...change }, ...others] } },
  });
}

export const attended = (need: Need, referral: Referral): Promise<boolean> =>
  about(need, referral, "referral.attended", "attended", {}, { status: "attended", attended_at: nowIso(), next: { action: "close", who: "us", due_at: null } });
export const missed = (need: Need, referral: Referral): Promise<boolean> =>
  about(need, referral, "referral.missed", "missed", {}, { status: "missed", next: { action: "get_time", who: "us", due_at: null } });
export const noContact = (need: Need, referral: Referral): Promise<boolean> => about(need, referral, "referral.no_contact", "no-contact", {}, { status: "no_contact" });
export const close = (need: Need, referral: Referral, helped: boolean, words: string): Promise<boolean> =>
  about(need, referral, "referral.close", "close", { helped, words }, { status: "closed", end_reason: helped ? "helped" : "not_helped", end_words: words, next: NOTHING });
/** The place said that it stopped. */
export const confirmCancel = (need: Need, referral: Referral): Promise<boolean> => about(need, referral, "referral.confirm_cancel", "confirm-cancel", {}, { status: "cancelled", next: NOTHING });
/** It was never meant: kept, struck through, with the reason. */
export const markError = (need: Need, referral: Referral, words: string): Promise<boolean> => about(need, referral, "referral.mark_error", "mark-error", { words }, { status: "entered_in_error", end_words: words, next: NOTHING });
export const cancel = (need: Need, referral: Referral, reason: "by_person" | "by_us", words: string): Promise<boolean> =>
  about(need, referral, "referral.cancel", "cancel", { reason, words }, { status: ["draft", "sent", "needs_client"].includes(referral.status) ? "cancelled" : "cancel_requested", end_reason: reason, end_words: words });

/** Our answer to their question, or a call that was made. */
export function addNote(need: Need, referral: Referral, kind: "answer" | "call", text: string, by: string): Promise<boolean> {
  const note: ReferralNote = { id: crypto.randomUUID(), kind, text, times: [], by_name: by, at: nowIso() };
  return about(need, referral, "referral.note", "note", { id: note.id, kind, text }, { notes: [note] });
}

export const left = (need: Need, referral: Referral): Promise<boolean> => about(need, referral, "referral.leave", "left", {}, { left_at: nowIso() });
export const arrived = (need: Need, referral: Referral): Promise<boolean> => about(need, referral, "referral.arrive", "arrived", {}, { arrived_at: nowIso(), due_at: new Date(serverNow() + USUAL_MINUTES * 60_000).toISOString() });

export interface HandedOver { to: string; where: string; first_action: string; told: ToldThere[] }
/** Somebody there has taken over, face to face: that is attended. */
export function handOver(need: Need, referral: Referral, over: HandedOver): Promise<boolean> {
  const at = nowIso();
  return about(need, referral, "referral.handover", "handover", { ...over }, {
    status: "attended", attended_at: at, handed_over_at: at, handed_over_to: over.to, handed_over_where: over.where, told: over.told,
    ...(over.first_action ? { first_action: over.first_action } : {}), next: { action: "close", who: "us", due_at: null },
  });
}

/** Minutes in which the last step can be taken back (apps/referrals/actions/handover.py: TAKE_BACK). */
export const TAKE_BACK_MS = 5 * 60_000;
export type Step = "left" | "arrived" | "handed_over";
/** The last step that was tapped on the way there; null before the first. */
export function lastStep(row: Pick<Referral, "left_at" | "arrived_at" | "handed_over_at">): { step: Step; at: string } | null {
  if (row.handed_over_at) return { step: "handed_over", at: row.handed_over_at };
  if (row.arrived_at) return { step: "arrived", at: row.arrived_at };
  return row.left_at ? { step: "left", at: row.left_at } : null;
}
/** It was tapped by mistake: it stands no more, and that it once did is kept. */
export function takeBack(need: Need, referral: Referral, last: { step: Step; at: string }): Promise<boolean> {
  const note: ReferralNote = { id: crypto.randomUUID(), kind: "undone", text: last.step, times: [last.at], by_name: "", at: nowIso() };
  const before: Referral["status"] = referral.appointment_at ? "scheduled" : referral.answered_at === referral.handed_over_at ? "sent" : "accepted";
  const over: Partial<Referral> = { status: before, attended_at: null, handed_over_at: null, handed_over_to: "", handed_over_where: "", told: [], ...(before === "sent" ? { answered_at: null, answered_by: "" } : {}) };
  return about(need, referral, "referral.take_back", "take-back", { step: last.step }, { ...(last.step === "handed_over" ? over : last.step === "arrived" ? { arrived_at: null } : { left_at: null }), notes: [note] });
}

export const give = (need: Need, to: { id: string; name: string }): Promise<boolean> =>
  keep({ action: "need.give", kind: "need", id: need.id, url: `/api/needs/${need.id}/give`, body: { user: to.id }, after: behind(need), optimistic: { kind: "need", id: need.id, patch: { owner: to.id, owner_name: to.name } } });
export const take = (need: Need, me: { id: string; name: string }): Promise<boolean> =>
  keep({ action: "need.take", kind: "need", id: need.id, url: `/api/needs/${need.id}/take`, after: behind(need), optimistic: { kind: "need", id: need.id, patch: { owner: me.id, owner_name: me.name } } });
export const end = (need: Need, words: string): Promise<boolean> =>
  keep({ action: "need.end", kind: "need", id: need.id, url: `/api/needs/${need.id}/end`, body: { words }, after: behind(need), optimistic: { kind: "need", id: need.id, patch: { ended_at: nowIso(), next: NOTHING } } });

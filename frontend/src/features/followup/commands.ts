import { queue, sendNow, serverNow, StoreFull, type Attempt, type Case, type CaseEnd, type Command, type DecideWay, type Need, type TryChannel, type TryResult } from "$sync/index";
import { foresee, openRungs } from "./ladder";

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
type Patch = Partial<Omit<Case, "rungs" | "attempts">> & { rungs?: unknown[]; attempts?: unknown[] };

/** One fact about a case: kept here, shown at once, sent with its true time. */
function about(one: Case, action: Command["action"], road: string, body: Record<string, unknown>, patch: Patch): Promise<boolean> {
  return keep({ action, kind: "case", id: one.id, url: `/api/cases/${one.id}/${road}`, body, optimistic: { kind: "case", id: one.id, patch: { ...patch } } });
}

export interface Tried { channel: TryChannel; result: TryResult; contact: string | null; words: string }

/** That somebody tried, and what came of it. */
export function attempt(one: Case, tried: Tried, by: string, textIsSafe: boolean): Promise<boolean> {
  const at = nowIso();
  const seen = foresee(one, { ...tried, at: Date.parse(at) }, textIsSafe);
  const line: Attempt = { id: crypto.randomUUID(), channel: tried.channel, result: tried.result, at, by_name: by, words: tried.words, rung: one.next.rung };
  const body = { id: line.id, channel: tried.channel, result: tried.result, words: tried.words, ...(tried.contact ? { contact: tried.contact } : {}), ...(one.next.rung ? { rung: one.next.rung } : {}) };
  return about(one, "case.attempt", "attempts", body, { attempts: [line], tries_used: seen.used, to_decide: seen.decide, next: seen.next, ...(seen.rungs.length > 0 ? { rungs: seen.rungs } : {}) });
}

/** The next step at another time; beyond what its rung allows it needs words. */
export function later(one: Case, due: string, words: string): Promise<boolean> {
  const asked = one.next.action === "ask_attended" ? one.next.rung : null;
  return about(one, "case.later", "later", { due_at: due, words, ...(asked ? { rung: asked } : {}) }, { next: { ...one.next, due_at: due }, ...(asked ? { rungs: [{ id: asked, due_at: due }] } : {}) });
}

/** Whether somebody came to their appointment: said of what was asked for, and the question of the case is answered with it. */
export function came(one: Case, need: Need, referral: string, yes: boolean): Promise<boolean> {
  const at = nowIso();
  const rungs = one.rungs.filter((rung) => rung.referral === referral && rung.state === "due").map((rung) => ({ id: rung.id, state: rung.name === "did_attend" ? "done" : "cancelled", done_at: at }));
  const left = openRungs(one.rungs.filter((rung) => rung.referral !== referral))[0];
  const next = left ? { action: left.name === "did_attend" ? "ask_attended" : "contact", who: "us", due_at: left.due_at, rung: left.id } : { action: "decide", who: "us", due_at: null, rung: null };
  const change = yes ? { status: "attended", attended_at: at, next: { action: "close", who: "us", due_at: null } } : { status: "missed", next: { action: "get_time", who: "us", due_at: null } };
  return keep({
    action: yes ? "referral.attended" : "referral.missed", kind: "need", id: need.id, url: `/api/referrals/${referral}/${yes ? "attended" : "missed"}`, body: {},
    after: need.encounter ? [`assignment:${need.encounter}`, `encounter:${need.encounter}`] : [],
    optimistic: [{ kind: "need", id: need.id, patch: { referrals: [{ id: referral, ...change }] } }, { kind: "case", id: one.id, patch: { rungs, next } }],
  });
}

/** A neutral text, now or not at all: whether this number is safe is asked again when it goes out. Answers the refusal's code, "" when it is owed. */
export async function text(one: Case, contact: string, kind: "call_us" | "visit_reminder"): Promise<string> {
  const said = await sendNow<Case>({ action: "case.text", kind: "case", id: one.id, url: `/api/cases/${one.id}/text`, body: { contact, kind } });
  return said.ok ? "" : said.code || said.why;
}

export interface Named { id: string; name: string }
/** The owner stays owner until the other accepts. */
export const offer = (one: Case, to: Named, words: string): Promise<boolean> =>
  about(one, "case.offer", "offer", { user: to.id, words }, { offered_to: to.id, offered_to_name: to.name, offered_at: nowIso() });
const OWNED = { offered_to: null, offered_to_name: "", offered_at: null };
export const accept = (one: Case, me: Named): Promise<boolean> => about(one, "case.accept", "accept", {}, { ...OWNED, owner: me.id, owner_name: me.name, owner_since: nowIso() });
export const decline = (one: Case, words: string): Promise<boolean> => about(one, "case.decline", "decline", { words }, OWNED);
export const take = (one: Case, me: Named): Promise<boolean> => about(one, "case.take", "take", {}, { ...OWNED, owner: me.id, owner_name: me.name, owner_since: nowIso() });
export const give = (one: Case, to: Named): Promise<boolean> => about(one, "case.give", "give", { user: to.id }, { ...OWNED, owner: to.id, owner_name: to.name, owner_since: nowIso() });

const NOTHING = { action: "none", who: "us", due_at: null, rung: null, channel: "" } as const;
export const land = (one: Case, words: string): Promise<boolean> =>
  about(one, "case.land", "land", { words }, { status: "landed", ended_at: nowIso(), end_reason: "landed", end_words: words, to_decide: false, next: NOTHING });
export const close = (one: Case, reason: CaseEnd, words: string): Promise<boolean> =>
  about(one, "case.close", "close", { reason, words }, { status: "closed", ended_at: nowIso(), end_reason: reason, end_words: words, to_decide: false, next: NOTHING });
export const reopen = (one: Case, words: string): Promise<boolean> =>
  about(one, "case.reopen", "reopen", { words }, { status: "open", ended_at: null, end_reason: "", end_words: "", next: { action: "contact", who: "us", due_at: null, rung: null, channel: "" } });

/** After the last try a person decides how it goes on. */
export const decide = (one: Case, way: DecideWay, words: string): Promise<boolean> =>
  about(one, "case.decide", "decide", { way, words }, { to_decide: false, doubted_at: null, tries_used: 0 });

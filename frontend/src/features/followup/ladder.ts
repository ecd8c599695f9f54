import type { Attempt, Case, CaseNext, Rung, TryChannel, TryResult } from "$sync/index";

/** How long after a try that reached nobody the next one is, in hours, while the server has not said it yet. */
export const AGAIN_HOURS = 4;
const HOUR = 3_600_000;
/** What speaks of somebody reached: the step is done. */
const DONE: ReadonlySet<TryResult> = new Set(["reached", "declined"]);
/** A letter or a text that went out is a try that nobody has answered yet. */
export const isReached = (result: TryResult): boolean => DONE.has(result);

/** Minutes since midnight where the person is. */
export function minutesThere(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "numeric", hourCycle: "h23", ...(zone ? { timeZone: zone } : {}) }).formatToParts(new Date(at));
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return of("hour") * 60 + of("minute");
}
const minutesOf = (text: string): number => {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
};

/** Whether nobody calls or writes now, where the person is. */
export function isQuiet(one: Pick<Case, "zone" | "quiet_from" | "quiet_to">, at: number): boolean {
  const [from, to] = [minutesOf(one.quiet_from || "0:00"), minutesOf(one.quiet_to || "0:00")];
  if (from === to) return false;
  const here = minutesThere(at, one.zone);
  return from < to ? here >= from && here < to : here >= from || here < to;
}

/** The first moment from `at` on that is not quiet there; found by quarters of an hour, so that no change of the clock misleads it. */
export function nextLoud(one: Pick<Case, "zone" | "quiet_from" | "quiet_to">, at: number): number {
  if (!isQuiet(one, at)) return at;
  const quarter = HOUR / 4;
  let found = Math.ceil(at / quarter) * quarter;
  for (let tries = 0; tries < 192 && isQuiet(one, found); tries += 1) found += quarter;
  return found;
}

/** The channel that was not tried last: after a call a text where texts are safe, else somebody goes there. */
export function otherChannel(last: TryChannel, textIsSafe: boolean): TryChannel {
  return last !== "call" ? "call" : textIsSafe ? "text" : "in_person";
}

/** A contact of the ladder, and no step around an appointment. */
const isContact = (rung: Pick<Rung, "name">): boolean => rung.name !== "before_visit" && rung.name !== "did_attend";

/** Whether a contact at that time counts as this step's: it is nearer to its hour than to that of the step before. */
function covers(one: Pick<Case, "rungs" | "opened_at" | "reopened_at" | "begun_at">, rung: Rung, at: number): boolean {
  const since = Date.parse(one.begun_at ?? one.reopened_at ?? one.opened_at);
  const dues = one.rungs.filter((each) => isContact(each) && Date.parse(each.due_at) >= since).map((each) => Date.parse(each.due_at)).sort((a, b) => a - b);
  const due = Date.parse(rung.due_at);
  const before = dues.filter((each) => each < due).at(-1) ?? since;
  return at >= before + (due - before) / 2;
}

export const openRungs = (rungs: readonly Rung[]): Rung[] => rungs.filter((rung) => rung.state === "due").sort((a, b) => a.due_at.localeCompare(b.due_at));

/** What a try makes of the case as far as this device can tell: shown at once, and said before it is logged. */
export interface Foreseen { used: number; decide: boolean; next: CaseNext; rungs: Pick<Rung, "id" | "state" | "done_at">[]; channel: TryChannel | null }

export function foresee(one: Case, tried: { channel: TryChannel; result: TryResult; at: number }, textIsSafe = false): Foreseen {
  const used = one.tries_used + 1;
  const open = openRungs(one.rungs);
  const at = new Date(tried.at).toISOString();
  if (isReached(tried.result)) {
    const done = open.filter((rung) => isContact(rung) && (rung.id === one.next.rung || covers(one, rung, tried.at)));
    const left = open.filter((rung) => !done.includes(rung));
    const first = left[0];
    const next: CaseNext = first ? { action: first.name === "did_attend" ? "ask_attended" : "contact", who: "us", due_at: first.due_at, rung: first.id } : { action: "decide", who: "us", due_at: null, rung: null };
    return { used: 0, decide: tried.result === "declined", next, rungs: done.map((rung) => ({ id: rung.id, state: "done", done_at: at })), channel: null };
  }
  if (used >= one.tries_allowed) return { used, decide: true, next: { action: "decide", who: "us", due_at: at, rung: one.next.rung }, rungs: [], channel: null };
  const contact = open.find(isContact);
  const again = nextLoud(one, tried.at + AGAIN_HOURS * HOUR);
  // before its hour a step is not put off beyond it
  const due = new Date(contact && Date.parse(contact.due_at) > tried.at ? Math.min(again, Date.parse(contact.due_at)) : again).toISOString();
  return { used, decide: false, next: { action: "contact", who: "us", due_at: due, rung: one.next.rung ?? contact?.id ?? null, channel: otherChannel(tried.channel, textIsSafe) }, rungs: [], channel: otherChannel(tried.channel, textIsSafe) };
}

/** One mark per try that there is, the last ones where there are more. */
export function marksOf(one: Pick<Case, "attempts" | "tries_allowed" | "tries_used">): (Attempt | null)[] {
  const said = [...one.attempts].sort((a, b) => a.at.localeCompare(b.at)).slice(-one.tries_allowed);
  return Array.from({ length: one.tries_allowed }, (_, i) => said[i] ?? null);
}

import { Draft, serverNow, session, type CaseEnd, type CaseRow, type ContactPoint, type DecideWay, type TryChannel, type TryResult } from "$sync/index";
import { m } from "$messages";
import * as commands from "./commands";
import { foresee, type Foreseen } from "./ladder";
import { bestPoint, textable } from "./points";
import { resultWord } from "./words";

export type Deed = "log" | "later" | "text" | "offer" | "give" | "decline" | "decide" | "land" | "close" | "reopen";
/** What a form holds until it is handed over. */
export interface Typed {
  deed: Deed;
  /** The cases that it is about: several only where they are handed over together. */
  cases: string[];
  /** Opened for a whole shift: which of one's cases is chosen in the form. */
  bulk: boolean;
  /** When it was begun: "You called Ansel at 7:08 pm". */
  at: number;
  /** A call was begun from here. */
  called: boolean;
  channel: TryChannel;
  result: TryResult | null;
  contact: string | null;
  words: string;
  /** A time chosen instead of the ladder's, as a form's local value; "" follows the ladder. */
  due: string;
  user: { id: string; name: string } | null;
  way: DecideWay | null;
  reason: CaseEnd | null;
  kind: "call_us" | "visit_reminder";
}
const BLANK: Omit<Typed, "deed" | "cases" | "at"> = { bulk: false, called: false, channel: "call", result: null, contact: null, words: "", due: "", user: null, way: null, reason: null, kind: "call_us" };

/** One form at a time, sealed on the device while it is written: a call outlives the page that began it. */
export class Doing {
  private readonly draft = new Draft<Typed | null>("case-doing", null);
  /** The device had no room for it. */
  full = $state(false);
  /** The code of what the server refused at once. */
  refused = $state("");

  get typed(): Typed | null {
    return this.draft.value;
  }

  /** Brings back what was begun before the page was left; returns how to keep it when it is left again. */
  begin(): () => void {
    void this.draft.begin();
    return () => this.draft.keep();
  }

  open(deed: Deed, cases: string[], more: Partial<Typed> = {}): void {
    this.full = false;
    this.refused = "";
    this.draft.type({ ...BLANK, ...more, deed, cases, at: serverNow() });
  }
  set(more: Partial<Typed>): void {
    if (this.draft.value) this.draft.type({ ...this.draft.value, ...more });
  }
  leave(): void {
    this.draft.done();
  }

  /** Why it cannot be handed over yet; null once it can. */
  get why(): string | null {
    const typed = this.typed;
    return typed ? whyNot(typed) : m.followup_why_result();
  }

  async keep(rows: readonly CaseRow[], points: readonly ContactPoint[]): Promise<boolean> {
    const typed = this.typed;
    if (!typed || this.why) return false;
    if (typed.deed === "text" && rows[0]) {
      this.refused = await commands.text(rows[0].case, typed.contact ?? "", typed.kind);
      if (this.refused) return false;
    }
    for (const row of rows) {
      this.full = !(await handOver(typed, row, points));
      if (this.full) return false;
    }
    this.leave();
    return true;
  }
}

function whyNot(typed: Typed): string | null {
  const said = typed.words.trim() !== "";
  switch (typed.deed) {
    case "log": return typed.result ? null : m.followup_why_result();
    case "later": return typed.due ? null : m.followup_why_time();
    case "text": return typed.contact ? null : m.followup_no_text();
    case "offer":
    case "give": return typed.user && typed.cases.length > 0 ? null : m.followup_why_whom();
    case "decide": return !typed.way ? m.followup_why_way() : typed.way === "visit" && !said ? m.followup_why_visit() : null;
    case "close": return !typed.reason ? m.followup_why_reason() : typed.reason === "other" && !said ? m.followup_why_words() : null;
    default: return said ? null : m.followup_why_words();
  }
}

/** A local value of a form as the moment it means, on this device's clock. */
export const momentOf = (local: string): string => new Date(local).toISOString();

async function handOver(typed: Typed, row: CaseRow, points: readonly ContactPoint[]): Promise<boolean> {
  const [one, words] = [row.case, typed.words.trim()];
  const me = session.me ? { id: session.me.id, name: session.me.short_name } : { id: "", name: "" };
  switch (typed.deed) {
    case "log": {
      if (!typed.result) return true;
      const logged = await commands.attempt(one, { channel: typed.channel, result: typed.result, contact: typed.contact, words }, me.name, textable(points).length > 0);
      return logged && typed.due ? commands.later(one, momentOf(typed.due), words) : logged;
    }
    case "later": return commands.later(one, momentOf(typed.due), words);
    case "text": return true;
    case "offer": return typed.user ? commands.offer(one, typed.user, words) : true;
    case "give": return typed.user ? commands.give(one, typed.user) : true;
    case "decline": return commands.decline(one, words);
    case "decide": return typed.way ? commands.decide(one, typed.way, words) : true;
    case "land": return commands.land(one, words);
    case "close": return typed.reason ? commands.close(one, typed.reason, words) : true;
    case "reopen": return commands.reopen(one, words);
  }
}

/** What the try that is being logged makes of the case; null while nothing is chosen. */
export function foreseen(typed: Typed | null, row: CaseRow, points: readonly ContactPoint[]): Foreseen | null {
  if (typed?.deed !== "log" || !typed.result) return null;
  return foresee(row.case, { channel: typed.channel, result: typed.result, at: typed.at }, textable(points).length > 0);
}

const DECIDED: Record<DecideWay, () => string> = { visit: m.followup_decide_visit, letter: m.followup_decide_letter, again: m.followup_decide_again };
/** What the button that hands it over says. */
export function doneLabel(typed: Typed): string {
  switch (typed.deed) {
    case "log": return typed.result ? m.followup_log_it({ result: resultWord(typed.result).toLocaleLowerCase() }) : m.followup_log();
    case "later": return m.followup_later_do();
    case "text": return m.followup_text_do();
    case "offer": return m.followup_offer_do({ name: typed.user?.name.split(" ")[0] ?? "…" });
    case "give": return m.followup_give_do({ name: typed.user?.name.split(" ")[0] ?? "…" });
    case "decline": return m.followup_decline_do();
    case "decide": return (typed.way ? DECIDED[typed.way] : m.followup_decide_do)();
    case "land": return m.followup_land_do();
    case "close": return m.followup_close_do();
    case "reopen": return m.followup_reopen_do();
  }
}

/** The form with which a call is logged, begun by the call itself. */
export const afterCall = (points: readonly ContactPoint[]): Partial<Typed> => ({ called: true, channel: "call", contact: bestPoint(points, "call")?.id ?? null });

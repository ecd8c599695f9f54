import { m } from "$messages";
import type { Referral } from "$sync/index";

/** What can be written about a need or one of its places: a sheet on the phone, a part of the side on the desk. */
export type Form = "log" | "reply" | "off" | "helped" | "give" | "end" | "error" | "confirm" | null;
/** Those are about the whole need, not about one place. */
export const OF_NEED: ReadonlySet<Form> = new Set<Form>(["give", "end"]);

export function formTitle(form: Form, place: string): string {
  switch (form) {
    case "log": return m.referral_log_title({ place });
    case "reply": return m.referral_next_answer_question();
    case "off": return m.referral_withdraw_title({ place });
    case "helped": return m.referral_helped_title();
    case "give": return m.referral_give_title();
    case "end": return m.referral_end_title();
    case "error": return m.referral_error_title({ place });
    case "confirm": return m.referral_confirm_title({ place });
    default: return "";
  }
}

/** Where it may be said that it was never meant (apps/referrals/transitions.py). */
export const mayBeError = (row: Pick<Referral, "status">): boolean => ["draft", "sent", "needs_client", "accepted", "scheduled", "missed"].includes(row.status);
/** A date can be booked from here (apps/referrals/transitions.py). */
export const mayBook = (row: Pick<Referral, "status">): boolean => ["sent", "needs_client", "accepted", "scheduled", "missed"].includes(row.status);

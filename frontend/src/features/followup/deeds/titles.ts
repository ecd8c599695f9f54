import { session, type CaseRow } from "$sync/index";
import { m } from "$messages";
import { timeOfDay } from "$ui/time";
import type { Typed } from "../doing.svelte";
import { firstOf } from "../words";

/** What the form asks, as the title of its sheet. */
export function titleOf(typed: Typed, row: CaseRow | null): string {
  const name = row ? firstOf(row) : m.followup_the_person();
  switch (typed.deed) {
    case "log": return typed.called ? m.followup_you_called({ name, time: timeOfDay(typed.at, session.zone) }) : m.followup_log_title({ name });
    case "later": return m.followup_later_title({ name });
    case "text": return m.followup_text_title({ name });
    case "offer": return typed.cases.length === 1 ? m.followup_offer_title({ name }) : m.followup_offer_n({ n: typed.cases.length });
    case "give": return m.followup_give_title({ name });
    case "decline": return m.followup_decline_title({ name });
    case "decide": return m.followup_decide_title({ name });
    case "land": return m.followup_land_title({ name });
    case "close": return m.followup_close_title({ name });
    case "reopen": return m.followup_reopen_title({ name });
  }
}

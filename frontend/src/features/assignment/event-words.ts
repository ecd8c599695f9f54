import type { Entry } from "$sync/index";
import { m } from "$messages";
import { statusWord } from "./words";

type Words = Record<string, () => string>;

/** One line between remarks: what happened, in few words. Null: of no use on the way. */
export function eventWords(entry: Entry): string | null {
  const { facts = {} } = entry;
  const name = entry.by_name ?? "";
  const status = statusWord(String(facts["status"] ?? ""));
  const events: Words = {
    opened: m.phone_tl_opened, sent: m.phone_tl_sent, accepted: () => m.phone_tl_accepted({ name }),
    declined: () => m.phone_tl_declined({ name }), status: () => m.phone_tl_status({ status, name }),
    undone: () => m.phone_tl_undone({ name }), clear: () => m.phone_tl_clear({ name }), hold: () => m.phone_tl_hold({ name }),
    corrected: () => m.phone_tl_corrected({ status }), told: () => m.phone_tl_told({ text: entry.text ?? "" }),
    cancelled: m.phone_status_cancelled, diverted: m.phone_status_diverted, level: () => levelLine(facts),
    staging: () => (facts["staged"] === false ? m.phone_tl_unstaged() : m.phone_tl_staging()),
    field_changed: () => (facts["moved"] ? m.phone_tl_moved({ name, was: entry.text ?? "" }) : m.phone_tl_changed({ name })),
    visit: () => visitLine(facts, name),
    closed: m.phone_tl_closed, reopened: m.phone_tl_reopened, late: () => lateLine(facts, name, status),
  };
  return events[entry.kind]?.() ?? null;
}

/** What came too late to be so, in the words of what it said. */
function lateLine(facts: Record<string, unknown>, name: string, status: string): string {
  const said: Words = {
    accepted: () => m.phone_tl_accepted({ name }), declined: () => m.phone_tl_declined({ name }), undone: () => m.phone_tl_undone({ name }),
  };
  return m.phone_tl_late({ status: said[String(facts["what"])]?.() ?? status });
}

/** What the record says of the visit outside of care: that somebody was met, or taken somewhere. */
function visitLine(facts: Record<string, unknown>, name: string): string {
  const place = String(facts["place"] ?? "");
  const said: Words = {
    met: () => m.visit_tl_met({ name }), no_contact: () => m.visit_tl_no_contact({ name }), gone: () => m.visit_tl_gone({ name }),
    by_phone: () => m.visit_tl_by_phone({ name }), transported: () => (place ? m.visit_tl_transported_to({ place }) : m.visit_tl_transported()),
  };
  return (said[String(facts["what"])] ?? m.visit_title)();
}

function levelLine(facts: Record<string, unknown>): string {
  const level = String(facts["level"] ?? "");
  const before = facts["previous"];
  return typeof before === "number" ? m.phone_tl_level_was({ level, was: String(before) }) : m.phone_tl_level({ level });
}

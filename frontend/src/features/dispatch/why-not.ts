import type { Now } from "$sync/index";
import { m } from "$messages";
import { refusal } from "$ui/refusals";

/** Refusals that the desk can say better than in general: what stands in the way, and what to do. */
const CODES: Record<string, () => string> = {
  stale: m.board_no_stale,
  level_changed: m.board_no_stale,
  illegal_transition: m.board_no_transition,
  incident_closed: m.board_no_closed,
  team_still_on_it: m.board_no_team_on_it,
  assignment_ended: m.board_no_ended,
  already_on_shift: m.board_no_on_shift,
  role_taken: m.board_no_role_taken,
  not_on_shift: m.board_no_not_on_shift,
  on_assignment: m.board_fit_on_assignment,
  team_not_suitable: m.board_no_not_suitable,
};

/** Why an order did not happen, in words; null when it did. */
export function whyNot(result: Now<unknown>): string | null {
  if (result.ok) return null;
  return (CODES[result.code] ?? (() => refusal(result.code)))();
}

import { m } from "$messages";
import type { Whose } from "$sync/index";

const NONE: Record<Whose, () => string> = { mine: m.followup_waiting_0, team: m.followup_team_0, none: m.followup_none_0 };
const ONE: Record<Whose, () => string> = { mine: m.followup_waiting_1, team: m.followup_team_1, none: m.followup_none_1 };
const MANY: Record<Whose, (values: { n: number }) => string> = { mine: m.followup_waiting_n, team: m.followup_team_n, none: m.followup_none_n };

/** The title of the list: how many need somebody, in a sentence. */
export const headOf = (whose: Whose, n: number): string => (n === 0 ? NONE[whose]() : n === 1 ? ONE[whose]() : MANY[whose]({ n }));

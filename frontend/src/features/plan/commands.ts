import { queue, StoreFull, type Command, type Plan, type Seen } from "$sync/index";

/** Kept on the phone first; false when it had no room, which the shell says. */
async function keep(command: Command): Promise<boolean> {
  try {
    await queue(command);
    return true;
  } catch (error) {
    if (error instanceof StoreFull) return false;
    throw error;
  }
}

/** That the card was opened: told when there is signal, with the time it was opened at. */
export const viewed = (plan: Seen<Plan>): Promise<boolean> => keep({ action: "plan.view", kind: "plan", id: plan.id, url: `/api/plans/${plan.id}/viewed` });

export interface Suggestion { about: string; chips: string[]; words: string }

export function suggest(plan: Seen<Plan>, said: Suggestion): Promise<boolean> {
  const id = crypto.randomUUID();
  return keep({ action: "plan.suggest", kind: "plan_suggestion", id, url: `/api/plans/${plan.id}/suggest`, body: { id, ...said } });
}

/** Said at the door: from now on police read hazards only. */
export function takeBack(plan: Seen<Plan>): Promise<boolean> {
  return keep({
    action: "plan.end_basis", kind: "plan", id: plan.id, url: `/api/people/${plan.person}/basis/end`,
    optimistic: { kind: "plan", id: plan.id, patch: { basis: null } },
  });
}

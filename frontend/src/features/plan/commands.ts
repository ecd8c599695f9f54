import { queue, serverNow, session, StoreFull, type Command, type Plan, type Seen, type ThreatSource } from "$sync/index";

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

export interface Threat { words: string; source: ThreatSource; hours: number | null }

/** Stated at the door: police on this incident read the card from the moment the server has it. */
export function stateThreat(plan: Seen<Plan>, incident: string, said: Threat): Promise<boolean> {
  const id = crypto.randomUUID();
  const at = new Date(serverNow()).toISOString();
  const ends_at = said.hours ? new Date(serverNow() + said.hours * 3_600_000).toISOString() : null;
  const shown = { id, incident, words: said.words, source: said.source, by_name: session.me?.short_name ?? "", at, ends_at };
  const body = { id, incident, words: said.words, source: said.source, ...(said.hours ? { hours: said.hours } : {}) };
  return keep({
    action: "plan.state_threat", kind: "plan", id: plan.id, url: `/api/people/${plan.person}/threat`, body,
    optimistic: { kind: "plan", id: plan.id, patch: { threats: [shown], ...(plan.basis ? {} : { basis: { kind: "threat", given_on: at.slice(0, 10), until: null, ends_at } }) } },
  });
}

/** It is over: police lose the card, unless the person has agreed. */
export function endThreat(plan: Seen<Plan>, id: string): Promise<boolean> {
  return keep({
    action: "plan.end_basis", kind: "plan", id: plan.id, url: `/api/people/${plan.person}/basis/end`, body: { id },
    optimistic: { kind: "plan", id: plan.id, patch: { threats: [{ id, ended: true }] } },
  });
}

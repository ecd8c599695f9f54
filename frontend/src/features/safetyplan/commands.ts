import { queue, serverNow, StoreFull, type Command, type Given, type SafetyPlan } from "$sync/index";
import { partsOf, type Tongue, type Written } from "./plan";

/** Whose plan: somebody's, or that of whoever was met in a visit. */
export interface Whose { person: string | null; encounter: string | null; incident: string | null }

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
/** In a visit everything waits in its line, so that a plan goes out before the signature that ends it. */
const line = (whose: Whose, plan: string): Pick<Command, "kind" | "id" | "after"> =>
  whose.encounter ? { kind: "encounter", id: whose.encounter, after: [`assignment:${whose.encounter}`] } : { kind: "safety_plan", id: plan };

/** A version of its own; what was written before stays as it was. */
export function write(whose: Whose, before: SafetyPlan | null, written: Written, language: Tongue, by: string): Promise<boolean> {
  const id = crypto.randomUUID();
  const parts = partsOf(written);
  const url = whose.encounter ? `/api/encounters/${whose.encounter}/safety-plans` : `/api/people/${whose.person ?? ""}/safety-plans`;
  const shown: Partial<SafetyPlan> = {
    id, ...whose, number: (before?.number ?? 0) + 1, language, parts, written_by_name: by, written_at: nowIso(), given: [],
  };
  return keep({ action: "safety_plan.write", ...line(whose, id), url, body: { id, language, parts }, optimistic: { kind: "safety_plan", id, patch: { ...shown } } });
}

/** It was read on this screen, printed, or goes as a link behind a code and a word. */
export function give(whose: Whose, plan: SafetyPlan, how: Given["how"], by: string, link: { code: string; word: string; contact_point?: string } | null = null): Promise<boolean> {
  const id = crypto.randomUUID();
  const expires = link ? new Date(serverNow() + 72 * 3_600_000).toISOString() : null;
  const given: Given = { id, how, at: nowIso(), by_name: by, expires_at: expires, opened_at: null, revoked_at: null, tries: 0 };
  return keep({
    action: "safety_plan.give", ...line(whose, plan.id), url: `/api/safety-plans/${plan.id}/give`, body: { id, how, ...(link ?? {}) },
    optimistic: { kind: "safety_plan", id: plan.id, patch: { given: [given] } },
  });
}

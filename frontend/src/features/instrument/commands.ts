import { queue, serverNow, StoreFull, type Instrument, type Screening } from "$sync/index";
import { responseOf } from "./engine/response";
import type { Form, Outcome } from "./engine/shape";
import type { given } from "./flow";

/** Kept on the phone first, behind whatever was written in the visit before. False when it had no room. */
export async function record(
  visit: { id: string; incident: string; person: string | null }, one: Instrument, form: Form, said: ReturnType<typeof given>, outcome: Outcome, by: string,
): Promise<boolean> {
  const id = crypto.randomUUID();
  const at = new Date(serverNow()).toISOString();
  const response = responseOf(form, said.answers, said.declined, outcome, at);
  const number = (thousandths: number | null): number | null => (thousandths === null ? null : thousandths / 1000);
  const shown: Partial<Screening> = {
    id, encounter: visit.id, incident: visit.incident, person: visit.person, instrument: one.id, title: one.title, response,
    score: number(outcome.score), low: number(outcome.low), high: number(outcome.high), band: outcome.band, missing: outcome.missing,
    declined: said.declined, by_name: by, at,
  };
  try {
    await queue({
      action: "screening.record", kind: "encounter", id: visit.id, url: `/api/encounters/${visit.id}/screenings`,
      body: { id, instrument: one.id, response }, after: [`assignment:${visit.id}`], optimistic: { kind: "screening", id, patch: shown },
    });
    return true;
  } catch (error) {
    if (error instanceof StoreFull) return false;
    throw error;
  }
}

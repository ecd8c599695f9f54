import type { Assignment, Encounter } from "$sync/index";
import { isOver, nextStep, type Step } from "./next-step";
import { ownResponse } from "./whom";

export type Part = "visit" | "force";
/** What this phone has of the encounter; null: nobody has written a word. */
export type Written = Partial<Pick<Encounter, "contact" | "disposition" | "officer" | "signed_at">> | null;

/** One's own part that is not said yet at the door; a peer has none. */
function unsaid(role: string, record: Written): Part | null {
  const met = record?.contact === "met" || record?.contact === "by_phone";
  if (role === "clinician") return !record?.contact || (met && !record.disposition) ? "visit" : null;
  return role === "officer" && !record?.officer ? "force" : null;
}

/** The one next thing; at the door that is one's own part of what happened, and then to clear the scene. */
export function nextAtDoor(one: Assignment, me: string, record: Written): Step | { kind: "record"; part: Part } {
  const step = nextStep(one, me);
  const part = step.kind === "tap" && step.to === "cleared" ? unsaid(ownResponse(one, me)?.role ?? "", record) : null;
  return part ? { kind: "record", part } : step;
}

/** What somebody still owes the record once the scene is behind them. Without a row only who cleared the scene owes one. */
export function owed(one: Pick<Assignment, "status"> | null, role: string, record: Written): Part | null {
  if (!record && one?.status !== "cleared") return null;
  if (role === "clinician") return record?.signed_at ? null : "visit";
  return role === "officer" && !record?.officer ? "force" : null;
}

/** One part, and the scene it is of. `began` tells it from others when the incident has left the phone. */
export interface Owed { id: string; incident: string; began: string; part: Part }

/** The same for every scene that is behind this person, the oldest first. */
export function owedBy(encounters: readonly Encounter[], assignments: readonly Assignment[], role: string, me: string): Owed[] {
  const over = (id: string): boolean => {
    const one = assignments.find((each) => each.id === id);
    return !one || (isOver(one) && ownResponse(one, me) !== null);
  };
  return [...encounters]
    .filter((one) => over(one.id))
    .sort((a, b) => (a.began_at ?? "").localeCompare(b.began_at ?? ""))
    .flatMap((one) => {
      const part = owed(null, role, one);
      return part ? [{ id: one.id, incident: one.incident, began: one.began_at ?? "", part }] : [];
    });
}

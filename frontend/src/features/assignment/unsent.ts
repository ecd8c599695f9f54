import { clock, keptOps, live, type Op } from "$sync/index";

const USUAL_MS = 3_000;

/** What was done about this object here and nobody else knows yet; what is on its way as usual is not worth a word. Reactive. */
export function unsent(about: string): Op[] {
  const late = (op: Op): boolean => live.status !== "live" || clock.now - Date.parse(op.occurredAt) > USUAL_MS;
  return keptOps().filter((op) => op.key === about && op.state === "waiting" && late(op));
}

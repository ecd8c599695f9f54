/** How far the word has got to one person: the words of the pair. `null` is nobody there. */
export type Reached =
  | "none"
  | "queued"
  | "sent"
  | "received"
  | "seen"
  | "accepted"
  | "declined"
  | "unreachable";

/** The facts a response carries (contract: assignment.responses[]). */
export interface Facts {
  queued_at?: string | null;
  sent_at?: string | null;
  received_at?: string | null;
  seen_at?: string | null;
  answer?: string | null;
}

/** The furthest thing that is known, never a guess. */
export function reachedOf(response: Facts | null | undefined): Reached {
  if (!response) return "none";
  if (response.answer === "accepted") return "accepted";
  if (response.answer === "declined") return "declined";
  if (response.seen_at) return "seen";
  if (response.received_at) return "received";
  if (response.sent_at) return "sent";
  return "queued";
}

/** 0 to 4 boxes of the reach bar. */
export function steps(reached: Reached): number {
  return { none: 0, queued: 0, unreachable: 0, sent: 1, received: 2, seen: 3, accepted: 4, declined: 4 }[reached];
}

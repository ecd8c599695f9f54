import { sendNow, type Assignment, type Now } from "$sync/index";

export interface Order {
  /** Made once per order: the very same order may be repeated after "no answer", and happens once. */
  id: string;
  key: string;
  incident: string;
  team: string;
  overrideReason?: string;
  sendsPolice?: boolean;
}

export function newOrder(incident: string, team: string): Order {
  return { id: crypto.randomUUID(), key: crypto.randomUUID(), incident, team };
}

/** From the dispatcher's key to the phone, first step of six (docs/architecture.md). Now or never: it is not kept. */
export function sendTeam(order: Order): Promise<Now<Assignment>> {
  return sendNow<Assignment>({
    action: "assignment.send",
    kind: "assignment",
    id: order.id,
    url: "/api/assignments",
    key: order.key,
    body: {
      id: order.id,
      incident: order.incident,
      team: order.team,
      ...(order.overrideReason ? { override_reason: order.overrideReason } : {}),
      ...(order.sendsPolice === undefined ? {} : { sends_police: order.sendsPolice }),
    },
  });
}

import type { Alert, Assignment, Entry, Incident, Shift } from "$sync/index";
import { isOver } from "./next-step";
import { awaits, ownResponse, proposedTo } from "./whom";

/** What an alert has come to, the gravest first: the title of the screen is the first that is true. */
const WHATS = ["ended", "raised", "hold", "moved", "clear", "shift", "alone", "other"] as const;
export type What = (typeof WHATS)[number];

/** All alerts about one piece of work, answered with one "Got it". */
export interface News {
  /** The assignment or the shift it is about; the screen's path. */
  id: string;
  what: What[];
  alerts: string[];
  /** When the newest of them reached this phone. */
  at: string;
}

export interface World {
  me: string;
  now: number;
  assignments: readonly Assignment[];
  incidents: readonly Incident[];
  entries: readonly Entry[];
  shifts: readonly Shift[];
}

const ORDERS: ReadonlySet<string> = new Set(["TeamSent", "Diverted", "StartedOwn", "Joined"]);
const OLD_MS = 2 * 3_600_000;

/** News worth taking the phone, oldest first; and alerts that what happened since has made idle. */
export function sortNews(alerts: readonly Alert[], world: World): { news: News[]; idle: string[] } {
  const found = new Map<string, News>();
  const idle: string[] = [];
  for (const alert of [...alerts].sort((a, b) => a.at.localeCompare(b.at))) {
    const about = workOf(alert, world);
    if (about && "responses" in about && awaits(about, world.me)) continue;
    const what = about && Math.abs(world.now - Date.parse(alert.at)) < OLD_MS ? meaning(alert, about, world) : null;
    if (!about || !what) {
      idle.push(alert.id);
      continue;
    }
    const one = found.get(about.id) ?? { id: about.id, what: [], alerts: [], at: alert.at };
    found.set(about.id, {
      ...one, alerts: [...one.alerts, alert.id], at: alert.at,
      what: WHATS.filter((each) => each === what || one.what.includes(each)),
    });
  }
  return { news: [...found.values()], idle };
}

function workOf(alert: Alert, world: World): Assignment | Shift | null {
  if (alert.about === "shift") return world.shifts.find((shift) => shift.id === alert.aboutId) ?? null;
  if (alert.about === "assignment") return world.assignments.find((one) => one.id === alert.aboutId) ?? null;
  return world.assignments.find((one) => one.incident === alert.aboutId && !isOver(one) && ownResponse(one, world.me)) ?? null;
}

/** What it says of things as they stand now. Null: it has been overtaken, or asks nothing of this person. */
function meaning(alert: Alert, about: Assignment | Shift, world: World): What | null {
  if ("responses" in about) return ofAssignment(alert.event, about, world);
  if (alert.event === "ShiftProposed") return proposedTo([about], world.me) ? "shift" : null;
  return alert.event === "ShiftDeclined" && about.declined_at ? "alone" : null;
}

function ofAssignment(event: string, one: Assignment, world: World): What | null {
  if (ORDERS.has(event) || event === "AssignmentDeclined" || ownResponse(one, world.me)?.answer === "declined") return null;
  if (isOver(one)) {
    const elsewhere = one.status === "cleared" || one.status === "diverted" || isElsewhere(one, world);
    return event === "AssignmentCancelled" && !elsewhere ? "ended" : null;
  }
  const held = one.staged && !one.clear_at;
  switch (event) {
    case "AssignmentCancelled":
      return null;
    case "Held":
    case "StagingChanged":
      return held ? "hold" : null;
    case "ClearedToApproach":
      return !held && one.status !== "on_scene" ? "clear" : null;
    case "LevelChanged":
      return wasRaised(one, world) ? "raised" : null;
    case "PlaceChanged":
      return "moved";
    default:
      return "other";
  }
}

/** Who is on something newer need not be told that they need not go. */
function isElsewhere(one: Assignment, world: World): boolean {
  return world.assignments.some((other) => other.sent_at > one.sent_at && !isOver(other) && ownResponse(other, world.me));
}

/** False when the level has sunk again since. */
function wasRaised(one: Assignment, world: World): boolean {
  const level = world.incidents.find((incident) => incident.id === one.incident)?.level ?? 0;
  return level > (levelBefore(one.incident, world.entries) ?? 0);
}

/** The level before the last change of it, as far as this phone holds the timeline. */
export function levelBefore(incident: string, entries: readonly Entry[]): number | null {
  const changes = entries.filter((entry) => entry.incident === incident && entry.kind === "level" && entry.facts?.["previous"] !== undefined);
  const last = changes.sort((a, b) => a.received_at.localeCompare(b.received_at)).at(-1);
  return typeof last?.facts?.["previous"] === "number" ? last.facts["previous"] : null;
}

/** Where the incident was before its place changed, in the words of then. */
export function placeBefore(incident: string, entries: readonly Entry[]): string | null {
  const moves = entries.filter((entry) => entry.incident === incident && entry.facts?.["moved"] === true);
  return moves.sort((a, b) => a.received_at.localeCompare(b.received_at)).at(-1)?.text ?? null;
}

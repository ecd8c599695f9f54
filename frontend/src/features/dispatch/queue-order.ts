import type { Assignment, Incident } from "$sync/index";

export type Standing = "waiting" | "working" | "to_close" | "closed";

export interface Row<I extends Incident = Incident, A extends Assignment = Assignment> {
  incident: I;
  /** Newest last; the ones in force and those that ended. */
  assignments: A[];
  active: A[];
  standing: Standing;
  /** What its clock counts from. */
  since: string;
}

export interface Board<I extends Incident, A extends Assignment> {
  waiting: Row<I, A>[];
  working: Row<I, A>[];
  closed: Row<I, A>[];
}

/** Level 4 first; what has no level yet stands with 3, because not known is not safe. */
export function urgency(level: number | null | undefined): number {
  return level ?? 2.9;
}

/** The board's queue: by level, then by how long; what a team cleared waits to be closed among those in progress. */
export function boardOf<I extends Incident, A extends Assignment>(incidents: readonly I[], assignments: readonly A[], closedSince: number): Board<I, A> {
  const of = new Map<string, A[]>();
  for (const one of assignments) {
    const list = of.get(one.incident);
    if (list) list.push(one);
    else of.set(one.incident, [one]);
  }
  const rows = incidents.map((incident) => rowOf(incident, of.get(incident.id) ?? []));
  const byLevel = (a: Row<I, A>, b: Row<I, A>): number =>
    urgency(b.incident.level) - urgency(a.incident.level) || a.since.localeCompare(b.since) || a.incident.id.localeCompare(b.incident.id);
  return {
    waiting: rows.filter((row) => row.standing === "waiting").sort(byLevel),
    working: rows.filter((row) => row.standing === "working" || row.standing === "to_close").sort(byLevel),
    closed: rows
      .filter((row) => row.standing === "closed" && Date.parse(row.since) >= closedSince)
      .sort((a, b) => b.since.localeCompare(a.since)),
  };
}

export function rowOf<I extends Incident, A extends Assignment>(incident: I, assignments: readonly A[]): Row<I, A> {
  const sorted = [...assignments].sort((a, b) => a.sent_at.localeCompare(b.sent_at));
  const active = sorted.filter((one) => !one.ended_at);
  const last = sorted.at(-1);
  if (incident.status === "closed") {
    return { incident, assignments: sorted, active, standing: "closed", since: incident.closed_at ?? incident.opened_at };
  }
  if (active.length > 0) {
    const since = active.map((one) => one.status_at).sort()[0] ?? incident.opened_at;
    return { incident, assignments: sorted, active, standing: "working", since };
  }
  if (last?.status === "cleared") {
    return { incident, assignments: sorted, active, standing: "to_close", since: last.ended_at ?? last.status_at };
  }
  return { incident, assignments: sorted, active, standing: "waiting", since: incident.opened_at };
}

/** The start of today in the programme's zone, ms. */
export function startOfDay(now: number, zone: string | undefined): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23", ...(zone ? { timeZone: zone } : {}),
  }).formatToParts(new Date(now));
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return now - ((of("hour") * 60 + of("minute")) * 60 + of("second")) * 1000 - (now % 1000);
}

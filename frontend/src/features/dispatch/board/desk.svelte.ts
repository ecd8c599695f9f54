import { liveList, session, clock, serverNow, type Assignment, type Incident, type Seen } from "$sync/index";
import { alarmsOf, isTaken, type Alarm } from "../alarms";
import type { Deed } from "../keys";
import { boardOf, startOfDay, type Board, type Row } from "../queue-order";

export type DeskIncident = Seen<Incident>;
export type DeskAssignment = Seen<Assignment>;
export type DeskRow = Row<DeskIncident, DeskAssignment>;

export type FormKind = "level" | "take_back" | "divert" | "stage" | "clear" | "told" | "close" | "duplicate" | "reopen" | "correct";
export type Mid = "teams" | "search" | "shift";

/** What this desk looks at. The facts themselves are in the store; nothing here is sent. */
export class DeskState {
  mid = $state<Mid>("teams");
  form = $state<FormKind | null>(null);
  keys = $state(false);
  /** What became of an order that has no form: read once, gone with the next. */
  said = $state("");
  /** What a key or a button asks for; the screen says how. */
  do: (deed: Deed) => void = () => undefined;
  /** Alarms that were opened on this desk, also when the server could not be told; they stay crimson in their row until they are answered. */
  private opened = $state.raw<ReadonlySet<string>>(new Set());

  readonly board: Board<DeskIncident, DeskAssignment> = $derived(
    boardOf(liveList("incident"), liveList("assignment"), startOfDay(this.minute, session.zone)),
  );

  /** Turns with the minute only, so that the queue is not sorted anew each second. */
  get minute(): number {
    return Math.floor(clock.now / 60_000) * 60_000;
  }

  readonly all: Alarm[] = $derived(
    alarmsOf(liveList("assignment"), new Map(liveList("incident").map((one) => [one.id, one])), clock.now),
  );
  readonly alarms: Alarm[] = $derived(this.all.filter((alarm) => !isTaken(alarm) && !this.opened.has(alarm.key)));

  get rows(): DeskRow[] {
    return [...this.board.waiting, ...this.board.working];
  }

  open(alarm: Alarm): void {
    this.opened = new Set([...this.opened, alarm.key]);
  }

  hasAlarm(incident: string): boolean {
    return this.alarmOf(incident) !== undefined;
  }

  alarmOf(incident: string | undefined): Alarm | undefined {
    return this.all.find((alarm) => alarm.incident === incident);
  }

  /** The row below or above; the first one when nothing in the queue is selected. */
  neighbour(id: string | undefined, step: 1 | -1): string | null {
    const rows = this.rows;
    if (rows.length === 0) return null;
    const at = rows.findIndex((row) => row.incident.id === id);
    if (at < 0) return rows[0]?.incident.id ?? null;
    return rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.incident.id ?? null;
  }
}

/** After this long without a team a wait of level 2 or more is amber: a third of the shortest reported promise. */
export const LONG_WAIT_S = 10 * 60;

export const isLong = (since: string): boolean => serverNow() - Date.parse(since) > LONG_WAIT_S * 1000;

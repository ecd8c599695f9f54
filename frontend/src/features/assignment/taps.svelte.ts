import type { AssignmentStatus } from "$sync/index";
import { UNDO_MS } from "./next-step";

export interface Tap { id: string; to: string; at: number; before: AssignmentStatus; beforeAt: string }

/** This person's own last tap, while it can be taken back; it outlives a look at the remarks. */
class Taps {
  last = $state.raw<Tap | null>(null);

  /** The tap on this assignment that still stands and is young enough. */
  undoable(id: string, status: string, now: number): Tap | null {
    const tap = this.last;
    return tap?.id === id && tap.to === status && now - tap.at < UNDO_MS ? tap : null;
  }
}
export const taps = new Taps();

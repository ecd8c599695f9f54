import type { AssignmentStatus } from "$sync/index";
import { UNDO_MS } from "./next-step";

export interface Tap { id: string; to: string; at: number; before: AssignmentStatus; beforeAt: string }

const STORED = "alongside:tap";

/** This person's own last tap, while it can be taken back; it outlives a look at the remarks, and a reload. Ids and words of the wire only. */
class Taps {
  private newest = $state.raw<Tap | null>(stored());

  get last(): Tap | null {
    return this.newest;
  }

  set last(tap: Tap | null) {
    this.newest = tap;
    if (tap) globalThis.sessionStorage?.setItem(STORED, JSON.stringify(tap));
    else globalThis.sessionStorage?.removeItem(STORED);
  }

  /** The tap on this assignment that still stands and is young enough. */
  undoable(id: string, status: string, now: number): Tap | null {
    const tap = this.last;
    return tap?.id === id && tap.to === status && now - tap.at < UNDO_MS ? tap : null;
  }
}

function stored(): Tap | null {
  const text = globalThis.sessionStorage?.getItem(STORED);
  return text ? (JSON.parse(text) as Tap) : null;
}
export const taps = new Taps();

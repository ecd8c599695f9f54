import { heard } from "$store/heard";

/** How far the server's clock was ahead of the device's, in ms, and when that was, in device ms. */
export type Measured = Record<"offset" | "at", number>;
const OLD_MS = 86_400_000;

/** Every clock on a screen runs on the server's time: the device's own may be hours off. */
export class Clock {
  /** Server time in ms, moved on once a second; for templates. */
  now = $state(Date.now());
  /** How far the device's own clock is ahead of the server's, in ms; negative: behind. 0 until the server was heard. */
  ahead = $state(0);
  /** When that was found, in device ms, also before a restart; null: never. */
  measuredAt = $state<number | null>(null);
  private offset = 0;
  private best = Number.POSITIVE_INFINITY;

  /** The server said `at` in answer to what was sent at `sent` (device ms). The quickest answer is the most exact. */
  learn(at: string | number, sent: number, heard = Date.now()): void {
    const server = typeof at === "number" ? at : Date.parse(at);
    const took = Math.max(0, heard - sent);
    if (!Number.isFinite(server)) return;
    const offset = server - (sent + took / 2);
    // a changed device clock shows as a jump far outside what the way there and back explains
    if (took <= this.best || Math.abs(offset - this.offset) > took + 1000) {
      this.best = took;
      this.set(offset);
    }
    this.measuredAt = heard;
  }

  get measured(): Measured {
    return { offset: this.offset, at: this.measuredAt ?? Date.now() };
  }

  /** What was measured before the app was closed holds until something is measured now. */
  recall(kept: Measured | null): void {
    if (!kept || this.best !== Number.POSITIVE_INFINITY) return;
    this.set(kept.offset);
    this.measuredAt = kept.at;
  }

  /** The measure is of another day, or of a later one than the device says it is: its clock may have been set since. */
  get isOld(): boolean {
    return this.measuredAt !== null && Math.abs(this.now - this.offset - this.measuredAt) > OLD_MS;
  }

  private set(offset: number): void {
    this.offset = offset;
    this.ahead = -offset;
    this.now = this.serverNow();
  }

  serverNow(): number {
    return Date.now() + this.offset;
  }

  tick(): void {
    this.now = this.serverNow();
  }
}

export const clock = new Clock();

/** Server time in ms, this very moment. */
export function serverNow(): number {
  return clock.serverNow();
}

heard.now = serverNow;

/** Starts the second hand; returns how to stop it. */
export function startClock(): () => void {
  const timer = setInterval(() => clock.tick(), 1000);
  return () => clearInterval(timer);
}

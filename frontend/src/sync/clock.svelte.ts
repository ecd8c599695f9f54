/** Every clock on a screen runs on the server's time: the device's own may be hours off. */
class Clock {
  /** Server time in ms, moved on once a second; for templates. */
  now = $state(Date.now());
  /** How far the device's own clock is ahead of the server's, in ms; negative: behind. 0 until the server was heard. */
  ahead = $state(0);
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
      this.offset = offset;
      this.ahead = -offset;
      this.now = this.serverNow();
    }
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

/** Starts the second hand; returns how to stop it. */
export function startClock(): () => void {
  const timer = setInterval(() => clock.tick(), 1000);
  return () => clearInterval(timer);
}

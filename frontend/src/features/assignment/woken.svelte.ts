import { reports, serverNow, waking, type PushPermission, type WakeTest } from "$sync/index";

export const STOPS = ["sent_at", "accepted_at", "received_at", "opened_at"] as const;
/** What a phone is given to wake up, as the server counts it (apps/notifications/queries.py: WAITS). */
export const PATIENCE_S = 20;
const ASK_MS = 1_000;
const KEY = "alongside:wake-test";

export type Cannot = "denied" | "unsupported" | "no_key" | "refused";
export type Phase = "looking" | "ready" | "allow" | "running" | "woke" | "passed" | "asleep" | "not_taken" | "not_sent" | "cannot" | "offline" | "enough";

/** Where a test stands: pure, so that every way it can end is tested without a browser. `at` and `begun` in server ms. */
export function phaseOf(test: WakeTest | null, begun: number, at: number): Phase {
  if (test?.opened_at) return "passed";
  if (test?.received_at) return "woke";
  if (test?.accepted_at) return at - Date.parse(test.accepted_at) > PATIENCE_S * 1000 ? "asleep" : "running";
  if (at - begun <= PATIENCE_S * 1000) return "running";
  return test?.sent_at ? "not_taken" : "not_sent";
}

/** How long the phone took to wake, in whole seconds, at least one. */
export function wokeAfter(test: WakeTest | null): number {
  if (!test?.sent_at || !test.received_at) return 0;
  return Math.max(1, Math.round((Date.parse(test.received_at) - Date.parse(test.sent_at)) / 1000));
}

interface Kept { id: string; begun: number }

/** The test of this phone. It lives on while the phone is locked: its number is kept, and asked about when it is lit. */
export class Waking {
  phase = $state<Phase>("looking");
  test = $state.raw<WakeTest | null>(null);
  begun = $state(0);
  cannot = $state<Cannot>("refused");
  permission = $state<PushPermission>("default");
  installed = $state(false);
  platform = $state<"ios" | "android" | "desk">("desk");
  heard = $state(false);
  /** When a further test is possible, after so many that people would overhear the next alert. */
  againAt = $state<string | null>(null);
  private id = "";
  private timer: ReturnType<typeof setTimeout> | null = null;

  /** Looks at the phone, takes up a test that still runs; returns how to stop. */
  start(): () => void {
    void this.look();
    const lit = (): void => {
      if (document.visibilityState === "visible") void this.ask();
    };
    document.addEventListener("visibilitychange", lit);
    return () => {
      document.removeEventListener("visibilitychange", lit);
      if (this.timer) clearTimeout(this.timer);
      this.timer = null;
    };
  }

  private async look(): Promise<void> {
    const phone = await waking();
    this.permission = phone.permission();
    this.installed = phone.isInstalled();
    this.platform = phone.platform();
    const kept = recall();
    if (kept && serverNow() - kept.begun < 10 * 60_000) {
      this.id = kept.id;
      this.begun = kept.begun;
      this.phase = "running";
      return this.ask();
    }
    if (this.permission === "unsupported" || this.permission === "denied") return this.refuse(this.permission);
    this.phase = this.permission === "granted" ? "ready" : "allow";
  }

  /** The touch that allows alerts where they were not asked for, and sends the test. */
  async begin(): Promise<void> {
    const phone = await waking();
    this.permission = await phone.allow();
    const subscribed = await phone.subscribe();
    if (subscribed === "no_connection") return this.end("offline");
    if (subscribed === "default") return this.end("allow");
    if (subscribed !== "yes") return this.refuse(subscribed);
    this.id = crypto.randomUUID();
    const sent = await phone.beginTest(this.id);
    this.againAt = typeof sent === "object" ? sent.againAt : null;
    if (this.againAt) return this.end("enough");
    if (sent === "no_connection") return this.end("offline");
    if (sent === "no_channel") return this.refuse("refused");
    this.begun = serverNow();
    this.test = null;
    this.phase = "running";
    localStorage.setItem(KEY, JSON.stringify({ id: this.id, begun: this.begun }));
    await this.ask();
  }

  async hear(): Promise<void> {
    this.heard = await (await reports()).sayRinger();
  }

  private refuse(why: Cannot): void {
    this.cannot = why;
    this.end("cannot");
  }

  private end(phase: Phase): void {
    this.phase = phase;
  }

  private async ask(): Promise<void> {
    if (!this.id) return;
    if (this.timer) clearTimeout(this.timer);
    const id = this.id;
    const found = await (await waking()).testOf(id);
    if (id !== this.id) return;
    // without an answer the last one stands: a phone that was just lit has no network yet
    if (found) this.test = found;
    this.phase = phaseOf(this.test, this.begun, serverNow());
    if (this.phase === "running" || this.phase === "woke" || this.phase === "asleep") this.timer = setTimeout(() => void this.ask(), ASK_MS);
  }
}

function recall(): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

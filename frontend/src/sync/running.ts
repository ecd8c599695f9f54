import { current } from "$store/live.svelte";
import { startClock } from "./clock.svelte";
import { watchIdle } from "./idle";
import { Live } from "./live";
import { live } from "./link.svelte";
import { outbox } from "./outbox";
import { part } from "./part";
import { onConfirmed, session } from "./session.svelte";

let running: { live: Live; user: string } | null = null;

/** The link of the open store, if one runs. */
export function link(): Live | null {
  return running?.live ?? null;
}

/** Follows the open store: one link for it, none without it. Call when the session opens, closes or is confirmed. */
export function follow(): void {
  const store = current.store;
  if (running && running.user !== store?.user) {
    running.live.stop();
    running = null;
    live.set("connecting");
  }
  if (store && !running) {
    running = { live: new Live(store), user: store.user };
    // a store that is locked at once has nothing to follow
    running.live.start().catch(() => undefined);
  } else if (running) running.live.resume();
  outbox.kick(true);
}

/** Starts everything that runs beside the screens; returns how to stop it. */
export function run(): () => void {
  const stopClock = startClock();
  const stopWatching = watchIdle();
  const stopFollowing = onConfirmed(follow);
  follow();
  const stopCopying = part(() => import("./directory.svelte")).then(({ follow: copy }) => copy());
  const stopReports = part(() => import("./report")).then(({ startReports }) => startReports({ live, session, onConfirmed }));
  return () => {
    void stopReports.then((stop) => stop());
    void stopCopying.then((stop) => stop());
    stopClock();
    stopWatching();
    stopFollowing();
    running?.live.stop();
    running = null;
  };
}

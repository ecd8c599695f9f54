import { draftsKept, isSafeMoment } from "$sync/index";

/** A new version that is on the device and waits for its moment. */
class Update {
  waiting = $state.raw<ServiceWorker | null>(null);
}
export const update = new Update();

const AGAIN_MS = 2_000;
const LOOK_MS = 30 * 60_000;

/** Registers the service worker. A new one never takes over by itself: the person says when, at a safe moment. */
export function startUpdates(): void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  let reloading = false;
  // another tab may have taken the new version: this one's form waits for its own safe moment
  const reload = (): void => void (isSafeMoment() ? draftsKept().then(() => location.reload()) : setTimeout(reload, AGAIN_MS));
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (reloading || !update.waiting) return;
    reloading = true;
    reload();
  });
  addEventListener("load", () => void register());
}

async function register(): Promise<void> {
  const registration = await navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => null);
  if (!registration) return;
  const notice = (): void => {
    if (registration.waiting && navigator.serviceWorker.controller) update.waiting = registration.waiting;
  };
  notice();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", notice);
  });
  setInterval(() => void registration.update().catch(() => undefined), LOOK_MS);
}

let asking: ReturnType<typeof setInterval> | null = null;
let asked = 0;

/** Takes the new version, now or at the next moment at which nothing can be lost. False: it waits for that moment. */
export function takeUpdate(): boolean {
  const isSafe = take();
  // asked once, it stays asked: until the new one is there, which reloads this page
  asking ??= setInterval(take, AGAIN_MS);
  return isSafe;
}

function take(): boolean {
  if (!update.waiting || !isSafeMoment()) return false;
  update.waiting.postMessage({ type: "SKIP_WAITING" });
  asked += 1;
  // where a request wakes the old worker just as it goes, Chromium lets the new one in only once the page is left
  if (asked > 1) void draftsKept().then(() => location.reload());
  return true;
}

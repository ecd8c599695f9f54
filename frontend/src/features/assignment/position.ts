import { ask, live } from "$sync/index";

const EVERY_MS = 20_000;

/** Tells the board where this phone is while its person is on shift. The last value only, never kept for later. */
export function follow(): () => void {
  if (!("geolocation" in navigator)) return () => undefined;
  let last = 0;
  const watch = navigator.geolocation.watchPosition(
    ({ coords }) => {
      if (Date.now() - last < EVERY_MS || live.status === "offline") return;
      last = Date.now();
      void ask("/api/position", { lat: coords.latitude, lon: coords.longitude, accuracy_m: coords.accuracy });
    },
    () => undefined,
    { enableHighAccuracy: true, maximumAge: 15_000, timeout: 30_000 },
  );
  return () => navigator.geolocation.clearWatch(watch);
}

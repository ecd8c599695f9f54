import { ask } from "$api/client";
import { live } from "./link.svelte";

const EVERY_MS = 20_000;
/** A change of screen is no end of the shift. */
const LINGER_MS = 3_000;

let wanted = 0;
let last = 0;
let watch: number | null = null;

/** Tells the board where this phone is while its person is on shift. The last value only, never kept for later. */
export function follow(): () => void {
  if (!("geolocation" in navigator)) return () => undefined;
  wanted += 1;
  watch ??= navigator.geolocation.watchPosition(
    ({ coords }) => {
      if (Date.now() - last < EVERY_MS || live.status === "offline") return;
      last = Date.now();
      void ask("/api/position", { lat: coords.latitude, lon: coords.longitude, accuracy_m: coords.accuracy });
    },
    () => undefined,
    { enableHighAccuracy: true, maximumAge: 15_000, timeout: 30_000 },
  );
  return () => {
    wanted -= 1;
    setTimeout(stopUnwanted, LINGER_MS);
  };
}

function stopUnwanted(): void {
  if (wanted > 0 || watch === null) return;
  navigator.geolocation.clearWatch(watch);
  watch = null;
}

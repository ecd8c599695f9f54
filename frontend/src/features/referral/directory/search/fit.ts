import type { Drive, Room, Service } from "$sync/index";
import { hereAt, isOpen, type Here } from "./hours";
import type { Hits } from "./index";

export type Filter = "open" | "room" | "walk_in" | "spanish" | "medicaid" | "medicare" | "va" | "free" | "veteran" | "youth";
export const FILTERS: readonly Filter[] = ["open", "spanish", "walk_in", "room", "medicaid", "free", "youth", "veteran", "va", "medicare"];

/** From where distances count, and when it is. */
export interface Around { lat: number | null; lon: number | null; at: number; zone: string; freshH: number; drive?: Drive | undefined }
export interface Fit { service: Service; miles: number | null; room: Room | null; fresh: boolean; score: number }

/** The moment on the clocks of the programme. */
export const hereOf = (around: Around): Here => hereAt(around.at, around.zone);

const HOUR = 3_600_000;
const EARTH_MI = 3958.8;
const RAD = Math.PI / 180;

/** Miles as the crow flies to the nearest of a service's places; null when either end is not known. */
export function milesTo(service: Service, around: Pick<Around, "lat" | "lon">): number | null {
  if (around.lat === null || around.lon === null) return null;
  let least: number | null = null;
  for (const place of service.places ?? []) {
    if (place.lat === undefined || place.lon === undefined) continue;
    const up = Math.sin(((place.lat - around.lat) * RAD) / 2) ** 2;
    const along = Math.cos(around.lat * RAD) * Math.cos(place.lat * RAD) * Math.sin(((place.lon - around.lon) * RAD) / 2) ** 2;
    const miles = 2 * EARTH_MI * Math.asin(Math.min(1, Math.sqrt(up + along)));
    if (least === null || miles < least) least = miles;
  }
  return least;
}

const DRIVE: Drive = { road_percent: 140, mph: 25 };

/**
 * About how long a car takes, without any map: the line, times how much longer roads are, at a mean speed. Rounded to
 * fives beyond ten minutes, because it is no more exact than that; null where the way is not known or is no drive.
 */
export function minutesFor(miles: number | null, drive: Drive = DRIVE): number | null {
  if (miles === null || miles > 150) return null;
  const minutes = ((miles * drive.road_percent) / 100 / drive.mph) * 60;
  return minutes <= 10 ? Math.max(2, Math.ceil(minutes)) : Math.ceil(minutes / 5) * 5;
}

export const isFresh = (room: Room, around: Pick<Around, "at" | "freshH">): boolean => around.at - Date.parse(room.at) <= around.freshH * HOUR;

/** What is shown of a service's room: the newest word about something free, else the newest word. */
export function bestRoom(service: Service, around: Pick<Around, "at" | "freshH">): Room | null {
  let best: Room | null = null;
  for (const room of service.room ?? []) {
    if (!best || rank(room, around) < rank(best, around)) best = room;
  }
  return best;
}

/** 0 free and fresh, 1 free but old, 2 not known, 3 full. */
function rank(room: Room | null, around: Pick<Around, "at" | "freshH">): number {
  if (room === null || room.available === null) return 2;
  if (room.sort !== "wait" && room.available === 0) return isFresh(room, around) ? 3 : 2;
  const counted = room.sort === "count" ? 0 : 0.5;
  return counted + (isFresh(room, around) ? 0 : 1);
}

export function passes(fit: Fit, filter: Filter, here: Here): boolean {
  const facts = fit.service.facts;
  const pays = facts?.pays?.value.codes ?? [];
  switch (filter) {
    case "open": return isOpen(facts?.hours?.value, here);
    case "room": return fit.room !== null && fit.room.available !== null && (fit.room.sort === "wait" || fit.room.available > 0);
    case "walk_in": return facts?.way_in?.value.walk_in === "yes";
    case "spanish": return facts?.languages?.value.codes?.includes("es") ?? false;
    case "veteran": return facts?.who?.value.veterans ?? false;
    case "youth": return facts?.who?.value.youth ?? false;
    default: return pays.includes(filter);
  }
}

/** How well a place must fit to stand among those that fit best, and to be shown at all, as a share of the best. */
const CLOSE = 0.7;
const LEAST = 0.12;
/** Miles that count as equally near. */
const BANDS = [2, 5, 10, 20, 40];
const band = (miles: number | null): number => (miles === null ? BANDS.length : BANDS.filter((limit) => miles > limit).length);

/**
 * Every service that fits, best first: how well it fits what was asked, then how near, then whether there is room. Without words
 * (`hits` null) everything fits alike.
 */
export function ranked(services: Iterable<Service>, hits: Hits | null, around: Around): Fit[] {
  const fits: { fit: Fit; key: number }[] = [];
  for (const service of services) {
    const score = hits ? (hits.scores.get(service.id) ?? 0) / (hits.best || 1) : 1;
    if (score < LEAST || service.status === "defunct") continue;
    const miles = milesTo(service, around);
    const room = bestRoom(service, around);
    const fit: Fit = { service, miles, room, score, fresh: room !== null && isFresh(room, around) };
    const close = score >= CLOSE ? 0 : score >= CLOSE / 2 ? 1 : 2;
    const shut = service.status ? 1 : 0;
    fits.push({ fit, key: shut * 1e6 + close * 1e5 + band(miles) * 1e4 + rank(room, around) * 1e3 + Math.min(miles ?? 99, 99) * 5 + (hits ? (1 - score) * 400 : 0) });
  }
  return fits.sort((a, b) => a.key - b.key || (a.fit.service.name < b.fit.service.name ? -1 : 1)).map(({ fit }) => fit);
}

/** For an empty list: how many there would be without each of the filters that are on. */
export function without(fits: readonly Fit[], filters: ReadonlySet<Filter>, here: Here): { filter: Filter; n: number }[] {
  return [...filters].map((filter) => ({ filter, n: fits.filter((fit) => [...filters].every((one) => one === filter || passes(fit, one, here))).length })).filter(({ n }) => n > 0).sort((a, b) => b.n - a.n);
}

import type { Channel, ContactPoint } from "$sync/index";

/** The point to use for a way of reaching somebody: what is safe first, then what nobody asked about; null where none may be used. */
export function bestPoint(points: readonly ContactPoint[], way: Channel): ContactPoint | null {
  const kind = way === "letter" ? "address" : "phone";
  const usable = points.filter((one) => one.kind === kind && !one.stopped_at && one[way] !== "no");
  const asked = usable.filter((one) => one[way] === "yes");
  // a text to a number nobody asked about may be read by anybody; one neutral call is allowed
  const rest = way === "call" ? usable : asked;
  return asked.find((one) => !one.relation) ?? asked[0] ?? rest.find((one) => !one.relation) ?? rest[0] ?? null;
}

export const callable = (points: readonly ContactPoint[]): ContactPoint[] => points.filter((one) => one.kind === "phone" && !one.stopped_at && one.call !== "no");
export const textable = (points: readonly ContactPoint[]): ContactPoint[] => points.filter((one) => one.kind === "phone" && !one.stopped_at && one.text === "yes");
export const mayWrite = (points: readonly ContactPoint[]): boolean => bestPoint(points, "letter")?.letter === "yes";

/** A number as a link that the telephone understands. */
export const telOf = (value: string): string => `tel:${value.replace(/[^\d+]/g, "")}`;

import { liveList } from "$sync/index";
import { takesPhone } from "./whom";

/** Where an unanswered order or news leads from here; null: nothing, or the person is looking at it. Reactive. */
export function interrupts(me: string, path: string): string | null {
  if (path.startsWith("/alert/") || path.startsWith("/news/")) return null;
  return takesPhone(liveList("alert"), liveList("assignment"), me);
}

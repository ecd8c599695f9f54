import { clock, liveList, liveOne, markSeen, type Assignment } from "$sync/index";
import { sortNews, type News } from "./news";
import { awaits } from "./whom";

/** News and what is idle, as this phone knows the world now. Reactive. */
export function newsFor(me: string): { news: News[]; idle: string[] } {
  const alerts = liveList("alert");
  if (alerts.length === 0) return { news: [], idle: [] };
  const world = {
    me, now: clock.now, assignments: liveList("assignment"), incidents: liveList("incident"), entries: liveList("entry"), shifts: liveList("shift"),
  };
  return sortNews(alerts, world);
}

/**
 * Where an unanswered order or news leads from here; null: nothing, or the person is looking at it. An order takes the
 * phone from anything, news does not take it from an order. Reactive.
 */
export function interrupts(me: string, path: string): string | null {
  const orders = liveList("assignment", (one) => awaits(one, me)).sort((a, b) => b.sent_at.localeCompare(a.sent_at));
  if (orders[0]) return orders.some((one) => path === `/alert/${one.id}` || readsCard(one, path)) ? null : `/alert/${orders[0].id}`;
  if (path.startsWith("/alert/") || path.startsWith("/news/")) return null;
  const first = newsFor(me).news[0];
  return first ? `/news/${first.id}` : null;
}

/** Whether the person went from this order, seen before, to what helps at its door: that is no reason to be called back. */
function readsCard(one: Assignment, path: string): boolean {
  const person = path.startsWith("/plan/") ? liveOne("incident", one.incident)?.person : null;
  return Boolean(person) && path === `/plan/${person}` && liveList("alert", (alert) => alert.aboutId === one.id).length === 0;
}

/** Overtaken alerts count as seen where the person has the truth of now before them: on home and on the assignment. */
export function seeIdle(me: string): void {
  const { idle } = newsFor(me);
  if (idle.length > 0) void markSeen(idle);
}

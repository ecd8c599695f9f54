import { liveList } from "$store/live.svelte";
import { live } from "./link.svelte";
import { session } from "./session.svelte";

const forms = new Set<symbol>();

/** A screen in the middle of a form holds back anything that would reload it; call the result when it is done. */
export function holdStill(): () => void {
  const token = Symbol("form");
  forms.add(token);
  return () => forms.delete(token);
}

/** May the app be replaced by its new version now? Never mid-form, with unsent work, or with an own assignment open. */
export function isSafeMoment(): boolean {
  if (forms.size > 0 || live.unsent > 0) return false;
  const me = session.me?.id;
  return !liveList("assignment", (one) => !one.ended_at && one.responses.some((response) => response.user === me)).length;
}

/** What a feature may use; see src/README.md. Nothing else of sync/ is imported from outside. */
import { current } from "$store/live.svelte";
import { part } from "./part";

export { get, ask, type Read } from "$api/client";
export type * from "$api/types";
export { DECLINE_REASONS } from "$api/generated/codes";
export { TRANSITIONS } from "$api/generated/transitions";
export type { Action, Kept, Write } from "$api/access";
export { liveList, liveOne, storeReady } from "$store/live.svelte";
export type { Seen } from "$store/memory.svelte";
export type { Op, Sent } from "$store/store.svelte";
export { StoreFull } from "$store/db";
export { clock, serverNow } from "./clock.svelte";
export { live } from "./link.svelte";
export { queue, type Command } from "./outbox";
export { sendNow, type Now } from "./now";
export { fetchPresence, presence } from "./presence.svelte";
export { Draft, draftsKept } from "./draft.svelte";
export { part } from "./part";
export { planOf } from "./plan";
export { holdStill, isSafeMoment } from "./safe-moment";
export { rules } from "./rules.svelte";
export { session } from "./session.svelte";
export { markSeen } from "./seen";

/** Subscribing, testing and reporting: loaded when first used, for nothing of it is needed to show a screen. */
export const waking = (): Promise<typeof import("./waking")> => import("./waking");
export const proof = (): Promise<typeof import("./proof")> => import("./proof");
export const finding = (): Promise<typeof import("./find")> => part(() => import("./find"));
export const reports = (): Promise<typeof import("./report")> => import("./report");

/** Commands kept on this device: waiting ones and those that need the person; oldest first. Reactive. */
export function keptOps(): readonly import("$store/store.svelte").Op[] {
  return current.store?.ops ?? [];
}

/** What the server took in the last 24 hours; newest first. Reactive. */
export function sentOps(): readonly import("$store/store.svelte").Sent[] {
  return current.store?.sent ?? [];
}

/** The copy of the directory on this device: loaded by the screens that show it. */
export const directory = (): Promise<typeof import("./directory.svelte")> => import("./directory.svelte");

/** Tells the board where this phone is while its person is on shift; returns how to stop. Loaded when a screen of the field asks for it. */
export function followPosition(): () => void {
  let stop: (() => void) | null = null;
  let over = false;
  void part(() => import("./position")).then(({ follow }) => (over ? undefined : (stop = follow())));
  return () => {
    over = true;
    stop?.();
  };
}

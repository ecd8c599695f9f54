import { call, forgetCsrf } from "$api/client";
import type { Kept, Write } from "$api/access";
import { StoreFull } from "$store/db";
import type { Optimistic } from "$store/patch";
import { current } from "$store/live.svelte";
import { live } from "./link.svelte";
import { endedByServer, session } from "./session.svelte";
import { serverNow } from "./clock.svelte";
import { OP_VERSION, Sender } from "./sender";

export interface Command<A extends Write = Kept> {
  /** The access table's name, e.g. "assignment.accept". An order of the board does not compile here. */
  action: A;
  /** The object it changes: commands on one object go out in order, objects are independent. */
  kind: string;
  id: string;
  method?: "POST" | "PATCH";
  url: string;
  body?: Record<string, unknown>;
  /** What screens show until the server has answered. */
  optimistic?: Optimistic | Optimistic[];
  /** Objects ("incident:ID") whose earlier commands must be through first. */
  after?: string[];
  /** Only where a value that was shown is overwritten: its version then. */
  baseVersion?: number | null;
}

/**
 * Keeps a command on this device and sends it as soon as it can: now, in an hour, after a restart. Resolves when it
 * is on the disk. Throws StoreFull when the device has no room: say so and name the radio.
 */
export async function queue(command: Command): Promise<void> {
  const store = current.store;
  if (!store) throw new Error("queue: nobody is signed in on this device");
  const changes = command.optimistic === undefined ? [] : [command.optimistic].flat();
  await noticingFull(() => store.enqueue(
    {
      id: crypto.randomUUID(),
      action: command.action,
      key: `${command.kind}:${command.id}`,
      after: command.after ?? [],
      base: command.baseVersion ?? null,
      occurredAt: new Date(serverNow()).toISOString(),
      opVersion: OP_VERSION,
    },
    { method: command.method ?? "POST", url: command.url, raw: JSON.stringify(command.body ?? {}), optimistic: changes },
  ));
  outbox.kick();
}

/** A write of this device; a full disk is shown above every screen until there is room again. */
export async function noticingFull<T>(work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    live.full = false;
    return result;
  } catch (error) {
    if (error instanceof StoreFull) live.full = true;
    throw error;
  }
}

/** Sends what is kept. One tab at a time (a Web Lock); a second sending would be harmless, but is not made. */
export const outbox = new Sender({
  store: () => current.store,
  mayGo: () => session.server === "yes" && current.store?.user === session.me?.id,
  call,
  heard: () => live.heard(),
  signedOut: endedByServer,
  forgetCsrf,
  full: (is) => (live.full = is),
  now: () => Date.now(),
  serverNow,
  later: (wait, work) => {
    const timer = setTimeout(work, wait);
    return () => clearTimeout(timer);
  },
  locked: async (name, work) => {
    if (!globalThis.navigator?.locks) return work();
    await navigator.locks.request(name, work);
  },
});

import { current } from "$store/live.svelte";

export type LinkStatus = "connecting" | "live" | "polling" | "offline";

/** How this device stands with the server: what the head of every screen says. */
class Link {
  status = $state<LinkStatus>("connecting");
  /** When the status last changed, device ms. */
  since = $state(Date.now());
  /** When the server was last heard, device ms; null = not since the app was opened. */
  heardAt = $state<number | null>(null);
  /** The last thing that was not kept because the device is full. */
  full = $state(false);

  /** Commands kept on this device that the server has not answered. */
  get unsent(): number {
    return current.store?.ops.filter((op) => op.state === "waiting").length ?? 0;
  }

  /** Commands the server refused, which wait for a person. */
  get needsYou(): number {
    return current.store?.ops.filter((op) => op.state === "needs_you").length ?? 0;
  }

  set(status: LinkStatus): void {
    if (this.status === status) return;
    this.status = status;
    this.since = Date.now();
  }

  heard(): void {
    this.heardAt = Date.now();
  }
}

export const live = new Link();

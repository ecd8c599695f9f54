import { current } from "$store/live.svelte";

export type LinkStatus = "connecting" | "live" | "polling" | "offline";

/** Fewer than these are gone before a word about them could be read. */
const LONG = 5;

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
    return current.store?.waiting ?? 0;
  }

  /** Commands the server refused, which wait for a person. */
  get needsYou(): number {
    return current.store ? current.store.ops.length - current.store.waiting : 0;
  }

  /** How far a long sending has come, while there is a line: "sending 120 of 500"; null when it is not worth a word. */
  get progress(): { n: number; of: number } | null {
    const [of, left] = [current.store?.burst ?? 0, this.unsent];
    if (of < LONG || left === 0 || (this.status !== "live" && this.status !== "polling")) return null;
    return { n: of - left + 1, of };
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

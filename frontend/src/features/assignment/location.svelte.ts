import { followPosition as follow } from "$sync/index";

export type Locating = "looking" | "granted" | "denied" | "prompt" | "unsupported";

/** What this phone says about its place, and how exact it is. It is asked for only by a touch, and never required. */
export class Location {
  state = $state<Locating>("looking");
  /** Metres. */
  within = $state<number | null>(null);
  private permission: PermissionStatus | null = null;
  private release: (() => void) | null = null;

  /** Looks, and follows what the person changes in the settings; returns how to stop. */
  start(): () => void {
    void this.look();
    return () => {
      if (this.permission) this.permission.onchange = null;
      this.release?.();
    };
  }

  private async look(): Promise<void> {
    if (!("geolocation" in navigator)) {
      this.state = "unsupported";
      return;
    }
    try {
      this.permission = await navigator.permissions.query({ name: "geolocation" });
      this.permission.onchange = () => this.take();
    } catch {
      // an older Safari tells only when it is asked
    }
    this.take();
  }

  private take(): void {
    this.state = this.permission?.state ?? "prompt";
    if (this.state === "granted") this.measure();
  }

  /** The touch that lets the phone ask. */
  ask(): void {
    this.measure();
  }

  private measure(): void {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.state = "granted";
        this.within = Math.max(1, Math.round(coords.accuracy));
        this.release ??= follow();
      },
      ({ code, PERMISSION_DENIED }) => {
        if (code === PERMISSION_DENIED) this.state = "denied";
      },
      { maximumAge: 30_000, timeout: 20_000 },
    );
  }
}

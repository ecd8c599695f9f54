import { StoreFull } from "$store/db";
import { readDraft, writeDraft } from "$store/drafts";
import { current } from "$store/live.svelte";
import { live } from "./link.svelte";

/** A killed browser takes at most this long of what was typed, and what the disk needs. */
const WAIT_MS = 400;

/**
 * What is being written in one form, sealed on the device while it is written; it belongs to whoever has the store
 * open. `begin` brings back what was kept, unless something was typed meanwhile; `done` forgets it.
 */
export class Draft<T> {
  value: T;
  private readonly store = current.store;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private touched = false;

  constructor(private readonly form: string, private readonly blank: T) {
    this.value = $state(blank);
  }

  /** Answers what the form now shows. */
  async begin(): Promise<T> {
    const kept = this.store && (await readDraft<T>(this.store, this.form).catch(() => null));
    if (kept !== null && !this.touched) this.value = kept;
    return this.value;
  }

  type(value: T): void {
    this.touched = true;
    this.value = value;
    this.timer ??= setTimeout(() => this.keep(), WAIT_MS);
  }

  done(): void {
    this.type(this.blank);
    this.keep();
  }

  /** At once, because the form is left. */
  keep(): void {
    if (!this.timer || !this.store) return;
    clearTimeout(this.timer);
    this.timer = null;
    const blank = JSON.stringify(this.value) === JSON.stringify(this.blank);
    writeDraft(this.store, this.form, blank ? null : $state.snapshot(this.value)).catch((error: unknown) => {
      // a store that was locked meanwhile has kept all but the last moment
      if (error instanceof StoreFull) live.full = true;
    });
  }
}

import { StoreFull } from "$store/db";
import { readDraft, writeDraft } from "$store/drafts";
import { current } from "$store/live.svelte";
import { live } from "./link.svelte";

/** A killed browser takes at most this long of what was typed, and what the disk needs. */
const WAIT_MS = 400;

let writing: Promise<unknown> = Promise.resolve();
/** Resolves once every word that a form has handed over is on the disk: before then the page must not be loaded anew. */
export const draftsKept = async (): Promise<void> => void (await writing);

/**
 * What is being written in one form, sealed on the device while it is written; it belongs to whoever has the store
 * open. `begin` brings back what was kept, unless something was typed meanwhile; `done` forgets it.
 */
export class Draft<T> {
  value: T;
  private readonly store = current.store;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private touched = false;
  /** What was typed last, aside from the runes: while a form is taken away, they still say what it showed at first. */
  private typed: T;

  constructor(private readonly form: string, private readonly blank: T) {
    this.value = $state(blank);
    this.typed = blank;
  }

  /** Answers what the form now shows. */
  async begin(): Promise<T> {
    const kept = this.store && (await readDraft<T>(this.store, this.form).catch(() => null));
    if (kept !== null && !this.touched) this.value = kept;
    return this.value;
  }

  type(value: T): void {
    this.touched = true;
    this.typed = $state.snapshot(value) as T;
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
    const blank = JSON.stringify(this.typed) === JSON.stringify(this.blank);
    const written = writeDraft(this.store, this.form, blank ? null : this.typed).catch((error: unknown) => {
      // a store that was locked meanwhile has kept all but the last moment
      if (error instanceof StoreFull) live.full = true;
    });
    writing = Promise.all([writing, written]);
  }
}

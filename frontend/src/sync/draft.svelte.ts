import { StoreFull } from "$store/db";
import { readDraft, writeDraft } from "$store/drafts";
import { current } from "$store/live.svelte";
import { live } from "./link.svelte";

/** How long words may wait for the ones that follow them; the first of them never wait. */
const WAIT_MS = 200;

/** One after the other, so that forgetting a form never lands before what it held. */
let writing: Promise<void> = Promise.resolve();
/** Resolves once every word that a form has handed over is on the disk: before then the page must not be loaded anew. */
export const draftsKept = (): Promise<void> => writing;

/** Forms with words that are not handed over yet: a page may be taken away without asking them. */
const waiting = new Set<{ keep: () => void }>();
if (globalThis.document) {
  const keepAll = (): void => [...waiting].forEach((draft) => draft.keep());
  addEventListener("pagehide", keepAll);
  document.addEventListener("visibilitychange", keepAll);
}

/**
 * What is being written in one form, sealed on the device while it is written; it belongs to whoever has the store
 * open. `begin` brings back what was kept, unless something was typed meanwhile; `done` forgets it.
 */
export class Draft<T> {
  value: T;
  private readonly store = current.store;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private touched = false;
  private isKept = true;
  /** What was typed last, aside from the runes: while a form is taken away, they still say what it showed at first. */
  private typed: T;

  constructor(private readonly form: string, private readonly blank: T) {
    this.value = $state(blank);
    this.typed = blank;
  }

  /** Answers what the form now shows. */
  async begin(): Promise<T> {
    await draftsKept();
    const kept = this.store && (await readDraft<T>(this.store, this.form).catch(() => null));
    if (kept !== null && !this.touched) this.value = kept;
    return this.value;
  }

  /** The first words go to the disk at once, as the page may be gone the next moment; what follows waits a little. */
  type(value: T): void {
    this.touched = true;
    this.typed = $state.snapshot(value) as T;
    this.value = value;
    this.isKept = false;
    waiting.add(this);
    if (!this.timer) this.keep();
  }

  done(): void {
    this.type(this.blank);
    this.keep();
  }

  /** At once, because the form is left. */
  keep(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    waiting.delete(this);
    const { store, form, typed } = this;
    if (this.isKept || !store) return;
    this.isKept = true;
    this.timer = setTimeout(() => this.keep(), WAIT_MS);
    const blank = JSON.stringify(typed) === JSON.stringify(this.blank);
    writing = writing.then(() => writeDraft(store, form, blank ? null : typed)).catch((error: unknown) => {
      // a store that was destroyed meanwhile keeps nothing
      if (error instanceof StoreFull) live.full = true;
    });
  }
}

import { get } from "$api/client";
import type { DirectoryPage, Service } from "$api/types";
import { DirectoryStore, type CopyMeta } from "$store/directory";
import { liveList } from "$store/live.svelte";
import { live } from "./link.svelte";
import { session } from "./session.svelte";

const PAGE_DEADLINE_MS = 30_000;
const AGAIN_MS = 60_000;

/** The directory as this device has it: read by screens, kept up to date whenever there is a connection. */
class Copy {
  services = $state.raw<ReadonlyMap<string, Service>>(new Map());
  meta = $state.raw<CopyMeta | null>(null);
  /** False until the device has been looked at; a screen shows its skeleton that long. */
  ready = $state(false);
  updating = $state(false);

  private store: Promise<DirectoryStore> | null = null;
  private loaded: Promise<void> | null = null;
  private running: Promise<boolean> | null = null;

  private open(): Promise<DirectoryStore> {
    return (this.store ??= DirectoryStore.open());
  }

  /** Reads the copy into memory, once. */
  load(): Promise<void> {
    return (this.loaded ??= this.read());
  }

  private async read(): Promise<void> {
    const store = await this.open();
    this.meta = await store.meta();
    this.services = new Map((await store.all()).map((one) => [one.id, one]));
    this.ready = true;
  }

  /** How far the copy is, without reading it. */
  async number(): Promise<number> {
    this.meta ??= await (await this.open()).meta();
    return this.meta?.whole ? this.meta.number : -1;
  }

  /** Fetches what is newer, page by page; false when the connection ended it. What came stays, the rest comes later. */
  update(): Promise<boolean> {
    return (this.running ??= this.fetch().finally(() => {
      this.running = null;
      this.updating = false;
    }));
  }

  private async fetch(): Promise<boolean> {
    const store = await this.open();
    this.updating = true;
    let meta = await store.meta();
    for (;;) {
      const since = meta && meta.programme === session.me?.programme?.id ? meta.number : 0;
      const answer = await get<DirectoryPage>(`/api/directory?since=${since}`, { deadline: PAGE_DEADLINE_MS });
      if (!answer.ok) return false;
      const page = answer.data;
      if (page.number < since) {
        // a restored server counts anew: what it numbered before says nothing any more
        await store.clear();
        meta = null;
        continue;
      }
      meta = await store.put(page, since === 0);
      this.take(page, meta, since === 0);
      if (page.next === null) return true;
    }
  }

  private take(page: DirectoryPage, meta: CopyMeta, fresh: boolean): void {
    this.meta = meta;
    if (!this.ready || (page.services.length === 0 && !fresh)) return;
    const services = fresh ? new Map<string, Service>() : new Map(this.services);
    for (const one of page.services) {
      if (one.gone) services.delete(one.id);
      else services.set(one.id, one);
    }
    this.services = services;
  }
}
export const copy = new Copy();

/** The number that the programme's directory has, as far as this device was told; null: not told. */
const told = (): number | null => liveList("directory")[0]?.number ?? null;

/** Whether what this device holds is what the server has, as far as it was told. */
export function isCurrent(): boolean {
  const number = told();
  return live.status === "live" && number !== null && copy.meta?.whole === true && copy.meta.number >= number;
}

/** Keeps the copy up to date as long as somebody is signed in; returns how to stop. */
export function follow(): () => void {
  const stop = $effect.root(() => {
    $effect(() => {
      const number = told();
      if (number === null || session.state !== "open" || live.status === "offline") return;
      void bring(number);
      const timer = setInterval(() => void bring(number), AGAIN_MS);
      return () => clearInterval(timer);
    });
  });
  return stop;
}

async function bring(number: number): Promise<void> {
  if ((await copy.number()) < number) await copy.update().catch(() => false);
}

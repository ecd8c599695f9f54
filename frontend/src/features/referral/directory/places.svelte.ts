import { clock, directory, liveList, type Room, type Seen, type Service } from "$sync/index";
import type { Around } from "./search/fit";
import { build, type Index } from "./search/index";

type Module = Awaited<ReturnType<typeof directory>>;
type Shown = Service & { readonly pending?: readonly string[] };

/** What this phone wrote of a service since lies over the copy, until the copy is as new. */
export function laid(service: Service, seen: Seen<Service> | undefined): Shown {
  if (!seen) return service;
  if (seen.name !== undefined && seen.version >= service.version) return seen;
  if (seen.pending.length === 0) return service;
  const written = new Map((seen.room ?? []).map((one) => [one.id, one]));
  const known = new Set((service.room ?? []).map((one) => one.id));
  const room = [...(service.room ?? []).map((one): Room => ({ ...one, ...written.get(one.id) })), ...(seen.room ?? []).filter((one) => !known.has(one.id))];
  return { ...service, room, facts: { ...service.facts, ...seen.facts }, pending: seen.pending };
}

/** The directory for a screen: the copy on this device, its index, and from where distances count. */
export class Places {
  private module = $state.raw<Module | null>(null);
  index = $state.raw<Index | null>(null);
  position = $state.raw<{ lat: number; lon: number } | null>(null);

  readonly ready = $derived(this.module?.copy.ready ?? false);
  readonly meta = $derived(this.module?.copy.meta ?? null);
  readonly updating = $derived(this.module?.copy.updating ?? false);
  /** Whether the copy is what the server has now, as far as this device was told. */
  readonly current = $derived(this.module?.isCurrent() ?? false);
  private readonly written = $derived(new Map(liveList("service").map((one) => [one.id, one])));
  readonly list = $derived([...(this.module?.copy.services.values() ?? [])].map((one) => laid(one, this.written.get(one.id))));
  private readonly middle = $derived(this.meta?.centre ?? middleOf(this.list));
  /** The minute, so that a list is not worked out anew every second. */
  private readonly minute = $derived(Math.floor(clock.now / 60_000) * 60_000);
  readonly around: Around = $derived({
    lat: this.position?.lat ?? this.middle?.[0] ?? null, lon: this.position?.lon ?? this.middle?.[1] ?? null,
    at: this.minute, zone: this.meta?.zone ?? "UTC", freshH: this.meta?.freshH ?? 4, drive: this.meta?.drive,
  });

  one(id: string): Shown | null {
    const service = this.module?.copy.services.get(id);
    return service ? laid(service, this.written.get(id)) : null;
  }

  /** Call in an effect; returns how to stop. */
  start(): () => void {
    let over = false;
    void directory().then(async (module) => {
      await module.copy.load();
      if (over) return;
      this.module = module;
      void module.copy.update().catch(() => false);
    });
    void this.locate();
    return () => (over = true);
  }

  /** Follows the copy: call in an effect of its own, where the words are searched. */
  indexing(): () => void {
    const services = this.module?.copy.services;
    let over = false;
    if (services && services.size > 0) void build(services.values(), () => over).then((index) => {
      if (index && !over) this.index = index;
    });
    return () => (over = true);
  }

  /** Only where the phone may be asked already: a list of places is no reason to ask for it. */
  private async locate(): Promise<void> {
    const state = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
    if (state?.state !== "granted") return;
    navigator.geolocation.getCurrentPosition(({ coords }) => (this.position = { lat: coords.latitude, lon: coords.longitude }), () => undefined, { maximumAge: 120_000, timeout: 10_000 });
  }
}

/** Where most places are, when nobody said where the middle is. */
function middleOf(list: readonly Service[]): [number, number] | null {
  const at = list.flatMap((one) => one.places ?? []).flatMap(({ lat, lon }) => (lat === undefined || lon === undefined ? [] : [{ lat, lon }]));
  if (at.length === 0) return null;
  const half = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return [half(at.map(({ lat }) => lat)), half(at.map(({ lon }) => lon))];
}

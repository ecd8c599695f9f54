import type { Kind, Kinds } from "$api/types";
import { overlay, type Optimistic } from "./patch";

/** An object as a screen sees it: the server's, with what this device wrote since laid over it. */
export type Seen<T> = T & {
  /** Actions on this object that are kept and not sent yet, oldest first. */
  readonly pending: readonly string[];
};

export interface Overlay { op: string; action: string; occurredAt: string; changes: Optimistic[] }

export interface Held { seq: number; rev: number; state: string; object: Record<string, unknown> }

/**
 * The open store in memory: every screen reads this, and only the store's own commits write it. Reads inside a
 * $derived or a template follow by themselves. Changes of one commit become visible at once, one frame at the latest.
 */
export class Memory {
  private held = new Map<string, Map<string, Held>>();
  private shown = new Map<string, Map<string, Record<string, unknown>>>();
  private overlays = new Map<string, Overlay>();
  private over = new Map<string, { op: string; action: string; patch: Record<string, unknown> }[]>();
  private ticks = $state<Record<string, number>>({});
  ready = $state(false);

  /** All objects of a kind, in no particular order. An object stays the same one until it changes. */
  list<K extends Kind>(kind: K): readonly Seen<Kinds[K]>[] {
    void this.ticks[kind];
    return [...(this.shown.get(kind)?.values() ?? [])] as unknown as Seen<Kinds[K]>[];
  }

  one<K extends Kind>(kind: K, id: string | null | undefined): Seen<Kinds[K]> | null {
    void this.ticks[kind];
    if (!id) return null;
    return (this.shown.get(kind)?.get(id) as unknown as Seen<Kinds[K]> | undefined) ?? null;
  }

  rev(kind: string, id: string): number | null {
    return this.held.get(kind)?.get(id)?.rev ?? null;
  }

  stateOf(kind: string, id: string): string | null {
    return this.held.get(kind)?.get(id)?.state ?? null;
  }

  /** What a commit wrote: an object null means it is gone. */
  apply(changes: { kind: string; id: string; held: Held | null }[]): void {
    const touched = new Set<string>();
    for (const { kind, id, held } of changes) {
      const kept = this.bucket(this.held, kind);
      if (held) kept.set(id, held);
      else kept.delete(id);
      this.refresh(kind, id);
      touched.add(kind);
    }
    this.ring(touched);
  }

  /** Everything anew, at opening and after a snapshot. */
  load(records: { kind: string; id: string; held: Held }[], overlays: Overlay[]): void {
    const touched = new Set([...this.held.keys(), ...this.shown.keys()]);
    this.held.clear();
    this.shown.clear();
    this.setAll(overlays);
    for (const { kind, id, held } of records) {
      this.bucket(this.held, kind).set(id, held);
      touched.add(kind);
    }
    for (const { kind, id } of records) this.refresh(kind, id);
    for (const { changes } of overlays) for (const change of changes) {
      this.refresh(change.kind, change.id);
      touched.add(change.kind);
    }
    this.ring(touched);
  }

  /** Only what differs is shown anew. */
  setOverlays(overlays: Overlay[]): void {
    const before = [...this.overlays.values()];
    const after = new Set(overlays.map(({ op }) => op));
    const differ = [...before.filter(({ op }) => !after.has(op)), ...overlays.filter(({ op }) => !this.overlays.has(op))];
    this.setAll(overlays);
    this.show(differ);
  }

  /** One more on top of the others; costs the same however many there are. */
  lay(one: Overlay): void {
    this.put(one);
    this.show([one]);
  }

  /** One less. */
  lift(op: string): void {
    const one = this.overlays.get(op);
    if (!one) return;
    this.overlays.delete(op);
    for (const { kind, id } of one.changes) {
      const key = `${kind}:${id}`;
      const left = (this.over.get(key) ?? []).filter((other) => other.op !== op);
      if (left.length > 0) this.over.set(key, left);
      else this.over.delete(key);
    }
    this.show([one]);
  }

  private setAll(overlays: Overlay[]): void {
    this.overlays.clear();
    this.over.clear();
    for (const one of overlays) this.put(one);
  }

  private put(one: Overlay): void {
    this.overlays.set(one.op, one);
    for (const { kind, id, patch } of one.changes) {
      const key = `${kind}:${id}`;
      const laid = { op: one.op, action: one.action, patch };
      const list = this.over.get(key);
      if (list) list.push(laid);
      else this.over.set(key, [laid]);
    }
  }

  private show(differ: readonly Overlay[]): void {
    const touched = new Map<string, [string, string]>();
    for (const { changes } of differ) for (const { kind, id } of changes) touched.set(`${kind}:${id}`, [kind, id]);
    for (const [kind, id] of touched.values()) this.refresh(kind, id);
    this.ring(new Set([...touched.values()].map(([kind]) => kind)));
  }

  private bucket<V>(map: Map<string, Map<string, V>>, kind: string): Map<string, V> {
    let bucket = map.get(kind);
    if (!bucket) map.set(kind, (bucket = new Map()));
    return bucket;
  }

  private refresh(kind: string, id: string): void {
    const held = this.held.get(kind)?.get(id);
    let object: Record<string, unknown> | null = held ? { ...held.object } : null;
    const pending: string[] = [];
    for (const { action, patch } of this.over.get(`${kind}:${id}`) ?? []) {
      object = overlay(object ?? { id, version: 0 }, patch);
      pending.push(action);
    }
    const bucket = this.bucket(this.shown, kind);
    if (object) bucket.set(id, Object.freeze({ ...object, pending: Object.freeze(pending) }));
    else bucket.delete(id);
  }

  private ring(kinds: Set<string>): void {
    for (const kind of kinds) this.ticks[kind] = (this.ticks[kind] ?? 0) + 1;
  }
}

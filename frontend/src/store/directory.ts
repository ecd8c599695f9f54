import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { DirectoryPage, Drive, Service } from "$api/types";

/** What is known of the copy itself. `number` is how far it is; while a page is missing, how far it got. */
export interface CopyMeta { programme: string; number: number; at: string; zone: string; centre: [number, number] | null; freshH: number; whole: boolean; drive?: Drive }

interface Schema extends DBSchema {
  services: { key: string; value: Service };
  meta: { key: string; value: CopyMeta };
}

const NAME = "directory";
const META = "copy";

/** One for the device, whoever uses it: the directory tells of no person, so it lies open and outlives a sign-out. */
export class DirectoryStore {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  static async open(): Promise<DirectoryStore> {
    return new DirectoryStore(await openDB<Schema>(NAME, 1, {
      upgrade(db) {
        db.createObjectStore("services", { keyPath: "id" });
        db.createObjectStore("meta");
      },
      blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
    }));
  }

  async meta(): Promise<CopyMeta | null> {
    return (await this.db.get("meta", META)) ?? null;
  }

  async all(): Promise<Service[]> {
    return this.db.getAll("services");
  }

  /** One page with how far the copy is after it: both or neither. Another programme's copy goes. */
  async put(page: DirectoryPage, fresh: boolean): Promise<CopyMeta> {
    const meta: CopyMeta = { programme: page.programme, number: page.next ?? page.number, at: page.at, zone: page.zone, centre: page.centre, freshH: page.fresh_h, whole: page.next === null, ...(page.drive && { drive: page.drive }) };
    const tx = this.db.transaction(["services", "meta"], "readwrite");
    const services = tx.objectStore("services");
    if (fresh) void services.clear();
    for (const one of page.services) void (one.gone ? services.delete(one.id) : services.put(one));
    void tx.objectStore("meta").put(meta, META);
    await tx.done;
    return meta;
  }

  async clear(): Promise<void> {
    const tx = this.db.transaction(["services", "meta"], "readwrite");
    void tx.objectStore("services").clear();
    void tx.objectStore("meta").clear();
    await tx.done;
  }

  close(): void {
    this.db.close();
  }
}

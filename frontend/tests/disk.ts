/**
 * A disk in memory for the model: what `idb` offers of IndexedDB, with transactions that are all or nothing and one
 * after the other. It belongs to processes that may die at any commit, just before it or just after, and it can be full.
 */
type Key = string | number | (string | number)[];
type Row = Record<string, unknown>;
type Table = Map<string, { key: Key; value: unknown }>;
interface Created {
  createIndex: (index: string, path: string, options?: { unique?: boolean }) => void;
  put: (value: unknown, key: Key) => Promise<void>;
}
interface Shape { keyPath?: string | string[]; autoIncrement?: boolean; unique?: string }

/** A browser tab that runs. Nothing of a dead one goes on: what it awaits never comes. */
export class Process {
  alive = true;
  /** It dies at its n-th commit from now: before it is written, or after it is and before anybody is told. */
  fuse: { commits: number; after: boolean } | null = null;
  readonly onDeath: (() => void)[] = [];

  die(): void {
    if (!this.alive) return;
    this.alive = false;
    for (const work of this.onDeath) work();
  }
}

const NEVER = new Promise<never>(() => undefined);
const text = (key: Key): string => JSON.stringify(key);

export class Disk {
  full = false;
  /** Who opens a database now. */
  process = new Process();
  readonly tables = new Map<string, Table>();
  readonly shapes = new Map<string, Shape>();
  private counter = 0;
  private turn: Promise<void> = Promise.resolve();

  rows<T>(store: string): T[] {
    const rows = [...(this.tables.get(store)?.values() ?? [])];
    return rows.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ value }) => value as T);
  }

  open(): Connection {
    return new Connection(this, this.process);
  }

  next(): number {
    return (this.counter += 1);
  }

  /** Resolves when the transactions before this one have ended; the result ends this one. */
  async begin(): Promise<() => void> {
    const before = this.turn;
    let end: () => void = () => undefined;
    this.turn = new Promise((resolve) => (end = resolve));
    await before;
    return end;
  }
}

class Connection {
  constructor(private readonly disk: Disk, private readonly process: Process) {}

  createObjectStore(name: string, shape: Shape = {}): Created {
    const table: Table = new Map();
    this.disk.tables.set(name, table);
    this.disk.shapes.set(name, shape);
    return {
      createIndex: (_index, path, options) => void (options?.unique && (shape.unique = path)),
      put: async (value, key) => void table.set(text(key), { key, value }),
    };
  }

  transaction(_stores?: string[], mode: "readonly" | "readwrite" = "readonly"): Transaction {
    return new Transaction(this.disk, this.process, mode);
  }

  async get(store: string, key: Key): Promise<unknown> {
    return this.living(() => this.disk.tables.get(store)?.get(text(key))?.value);
  }

  async getAll(store: string, _query?: unknown, count?: number): Promise<unknown[]> {
    return this.living(() => this.disk.rows(store).slice(0, count));
  }

  async count(store: string): Promise<number> {
    return this.living(() => this.disk.rows(store).length);
  }

  async put(store: string, value: unknown, key?: Key): Promise<void> {
    const tx = this.transaction([store], "readwrite");
    await tx.objectStore(store).put(value as Row, key);
    await tx.done;
  }

  async delete(store: string, key: Key): Promise<void> {
    const tx = this.transaction([store], "readwrite");
    await tx.objectStore(store).delete(key);
    await tx.done;
  }

  close(): void {
    // the process ends with it
  }

  private async living<T>(read: () => T): Promise<T> {
    await null;
    return this.process.alive ? read() : NEVER;
  }
}

class Transaction {
  readonly error = null;
  private readonly changes = new Map<string, Map<string, { key: Key; value: unknown } | null>>();
  private readonly begun: Promise<() => void>;
  private ended = false;
  private finished: Promise<void> | null = null;

  /** What one that only reads sees: all of it as of one moment. */
  private seen: Map<string, Table> | null = null;

  constructor(private readonly disk: Disk, private readonly process: Process, mode: "readonly" | "readwrite") {
    // whatever a dead one was sealing may still end, and then it must not take a turn that nobody gives back
    this.begun = process.alive ? disk.begin() : NEVER;
    if (mode === "readwrite") process.onDeath.push(() => void this.end());
    else void this.begun.then((end) => {
      this.seen = new Map([...disk.tables].map(([name, table]) => [name, new Map(table)]));
      // nobody says when a reader is done, so it ends once it has seen
      end();
    });
  }

  objectStore(name: string): StoreOfTransaction {
    return new StoreOfTransaction(this, name);
  }

  /** Asking whether it is done is the last thing that is done to a transaction. */
  get done(): Promise<void> {
    return (this.finished ??= this.commit());
  }

  abort(): void {
    void this.end();
  }

  async step<T>(work: () => T): Promise<T> {
    await this.begun;
    if (!this.process.alive) return NEVER;
    return work();
  }

  read(store: string): Table {
    const table: Table = new Map((this.seen ?? this.disk.tables).get(store));
    for (const [key, row] of this.changes.get(store) ?? []) if (row) table.set(key, row);
      else table.delete(key);
    return table;
  }

  write(store: string, key: Key, value: unknown, isNew: boolean): void {
    const { unique } = this.disk.shapes.get(store) ?? {};
    if (this.disk.full) throw new DOMException("full", "QuotaExceededError");
    const taken = [...this.read(store).entries()].some(([at, row]) =>
      at === text(key) ? isNew : unique !== undefined && (row.value as Row)[unique] === (value as Row)[unique]);
    if (taken) throw new DOMException("taken", "ConstraintError");
    this.change(store, key, { key, value });
  }

  change(store: string, key: Key, row: { key: Key; value: unknown } | null): void {
    if (this.ended || this.seen) throw new DOMException("ended", "TransactionInactiveError");
    const changes = this.changes.get(store) ?? new Map<string, { key: Key; value: unknown } | null>();
    this.changes.set(store, changes.set(text(key), row));
  }

  keyFor(store: string, value: Row, key?: Key): { key: Key; value: Row } {
    const { keyPath, autoIncrement } = this.disk.shapes.get(store) ?? {};
    if (Array.isArray(keyPath)) return { key: keyPath.map((part) => value[part] as string), value };
    if (keyPath === undefined) return { key: key as Key, value };
    if (autoIncrement && value[keyPath] === undefined) value = { ...value, [keyPath]: this.disk.next() };
    return { key: value[keyPath] as Key, value };
  }

  private async commit(): Promise<void> {
    await this.begun;
    await null;
    if (this.ended) throw new DOMException("aborted", "AbortError");
    const { process } = this;
    const dies = process.fuse !== null && (process.fuse.commits -= 1) < 0;
    if (dies && !process.fuse?.after) process.die();
    if (!process.alive) return NEVER;
    for (const [store, changes] of this.changes) {
      const table = this.disk.tables.get(store);
      for (const [key, row] of changes) if (row) table?.set(key, row);
        else table?.delete(key);
    }
    if (dies) process.die();
    await this.end();
    return process.alive ? undefined : NEVER;
  }

  private async end(): Promise<void> {
    this.ended = true;
    (await this.begun)();
  }
}

class StoreOfTransaction {
  constructor(private readonly tx: Transaction, private readonly name: string) {}

  get = (key: Key): Promise<unknown> => this.tx.step(() => this.tx.read(this.name).get(text(key))?.value);
  getAll = (): Promise<unknown[]> => this.tx.step(() => [...this.tx.read(this.name).values()].map(({ value }) => value));
  getAllKeys = (): Promise<Key[]> => this.tx.step(() => [...this.tx.read(this.name).values()].map(({ key }) => key));
  delete = (key: Key): Promise<void> => this.tx.step(() => this.tx.change(this.name, key, null));

  put = (given: Row, at?: Key): Promise<Key> => this.save(given, at, false);
  add = (given: Row, at?: Key): Promise<Key> => this.save(given, at, true);
  private save(given: Row, at: Key | undefined, isNew: boolean): Promise<Key> {
    return this.tx.step(() => {
      const { key, value } = this.tx.keyFor(this.name, given, at);
      this.tx.write(this.name, key, value, isNew);
      return key;
    });
  }
}

export const machine = { disk: new Disk() };

/** In place of `idb`'s own: the disk of the moment. */
export async function openDB(_name: string, _version: number, { upgrade }: { upgrade: (db: Connection) => void }): Promise<Connection> {
  const db = machine.disk.open();
  if (machine.disk.tables.size === 0) upgrade(db);
  return db;
}

export async function deleteDB(): Promise<void> {
  machine.disk = new Disk();
}

/** Keeps what is typed, a moment after the last key of a field, and at once when a field is left. */
export type Values = Record<string, unknown>;

export class Saver {
  private waiting = new Map<string, { value: unknown; timer: ReturnType<typeof setTimeout> }>();

  /** `save` gets every field that waits, at once: one command for what was typed together. */
  constructor(
    private readonly save: (fields: Values) => void,
    private readonly wait: () => number = () => 400,
  ) {}

  type(field: string, value: unknown): void {
    const known = this.waiting.get(field);
    if (known) clearTimeout(known.timer);
    this.waiting.set(field, { value, timer: setTimeout(() => this.flush(), this.wait()) });
  }

  has(field: string): boolean {
    return this.waiting.has(field);
  }

  flush(): void {
    if (this.waiting.size === 0) return;
    const fields: Values = {};
    for (const [field, { value, timer }] of this.waiting) {
      clearTimeout(timer);
      fields[field] = value;
    }
    this.waiting.clear();
    this.save(fields);
  }
}

/** Runs the last of many calls, `wait` ms after it; an older answer never overtakes a newer one. */
export class Latest<T> {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private turn = 0;

  constructor(
    private readonly work: () => Promise<T>,
    private readonly show: (result: T) => void,
    private readonly wait: number,
  ) {}

  call(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), this.wait);
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.turn += 1;
  }

  private async run(): Promise<void> {
    const turn = ++this.turn;
    const result = await this.work();
    if (turn === this.turn) this.show(result);
  }
}

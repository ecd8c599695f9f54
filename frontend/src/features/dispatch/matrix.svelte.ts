import { get } from "$sync/index";
import type { Matrix } from "./triage";

const STORED = "alongside:matrix";

/** The rules in force and older versions that decided what is still on the board. No person is in them. */
class MatrixBook {
  private byNumber = $state.raw<Readonly<Record<number, Matrix>>>({});
  private newest = $state.raw<Matrix | null>(null);
  trouble = $state(false);
  private asked = new Set<number>();

  get now(): Matrix | null {
    return this.newest;
  }

  /** The version that decided an incident; the one in force while that is on its way, or when none decided yet. */
  of(number: number | null | undefined): Matrix | null {
    if (number == null) return this.newest;
    const known = this.byNumber[number];
    if (known) return known;
    if (this.newest && !this.asked.has(number)) void this.fetch(number);
    return this.newest;
  }

  async load(): Promise<void> {
    if (!this.newest) this.remember(stored());
    const answer = await get<Matrix>("/api/matrix");
    this.trouble = !answer.ok && !this.newest;
    if (!answer.ok) return;
    this.remember(answer.data);
    localStorage.setItem(STORED, JSON.stringify(answer.data));
  }

  private async fetch(number: number): Promise<void> {
    this.asked.add(number);
    const answer = await get<Matrix>(`/api/matrix?number=${number}`);
    if (answer.ok) this.byNumber = { ...this.byNumber, [answer.data.number]: answer.data };
  }

  private remember(matrix: Matrix | null): void {
    if (!matrix) return;
    this.newest = matrix;
    this.byNumber = { ...this.byNumber, [matrix.number]: matrix };
  }
}

function stored(): Matrix | null {
  try {
    const text = localStorage.getItem(STORED);
    return text ? (JSON.parse(text) as Matrix) : null;
  } catch {
    return null;
  }
}

export const matrices = new MatrixBook();

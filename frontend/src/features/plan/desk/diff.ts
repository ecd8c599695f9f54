/** Pieces of a text: kept, only before (struck), only after (underlined). */
export interface Piece { text: string; is: "same" | "gone" | "new" }

const words = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? [];

/** How much two texts have in common from each pair of places to their ends; beyond an end it is nothing. */
function common(a: readonly string[], b: readonly string[]): (i: number, j: number) => number {
  const width = b.length + 1;
  const long = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => long[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      long[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  return at;
}

/** A text of 2,000 letters is 700 pieces; two of them make half a million cells, a few milliseconds. */
const MOST = 1200;

function push(to: Piece[], text: string, is: Piece["is"]): void {
  const last = to.at(-1);
  if (last?.is === is) last.text += text;
  else to.push({ text, is });
}

/** What stood before and what stands after, each with what the other does not have marked. */
export function diff(before: string, after: string): { before: Piece[]; after: Piece[] } {
  const [a, b] = [words(before), words(after)];
  const found: { before: Piece[]; after: Piece[] } = { before: [], after: [] };
  if (a.length > MOST || b.length > MOST) {
    const same = before === after;
    return { before: [{ text: before, is: same ? "same" : "gone" }], after: [{ text: after, is: same ? "same" : "new" }] };
  }
  const long = common(a, b);
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [was, is] = [a[i], b[j]];
    if (was !== undefined && was === is) {
      push(found.before, was, "same");
      push(found.after, was, "same");
      i += 1;
      j += 1;
    } else if (was !== undefined && (is === undefined || long(i + 1, j) >= long(i, j + 1))) {
      push(found.before, was, "gone");
      i += 1;
    } else {
      push(found.after, is ?? "", "new");
      j += 1;
    }
  }
  return found;
}

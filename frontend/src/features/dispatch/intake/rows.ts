import type { Yes } from "$sync/index";
import { groupAnswer, partsOf, type Answers, type Group, type Item, type Matrix } from "../triage";

/** One row of the question list: a numbered question, or a part of one that is unfolded. */
export interface AskRow {
  key: string;
  number: string;
  group: Group;
  /** Set for a part; a question of one item has its item, too. */
  item: Item | null;
  part: boolean;
  answer: Yes | null;
}

/** The rows as they stand: parts follow their question while it is open. What the question itself says is no part. */
export function rowsOf(matrix: Matrix, answers: Answers, open: ReadonlySet<string>): AskRow[] {
  return matrix.groups.flatMap((group) => {
    const own = Object.keys(group.fold["yes"] ?? {});
    const item = own.length === 1 ? (matrix.items.find((one) => one.code === own[0]) ?? null) : null;
    const head: AskRow = { key: group.code, number: group.number, group, item, part: false, answer: groupAnswer(matrix, group, answers) };
    if (!group.unfolds || !open.has(group.code)) return [head];
    const parts = partsOf(matrix, group, answers)
      .filter((one) => !own.includes(one.code))
      .map((one): AskRow => ({ key: `${group.code}.${one.code}`, number: one.number, group, item: one, part: true, answer: answers[one.code] ?? null }));
    return [head, ...parts];
  });
}

/** Questions with an answer, of those there are. */
export function counted(matrix: Matrix, answers: Answers): { answered: number; of: number } {
  return {
    answered: matrix.groups.filter((group) => group.items.some((code) => answers[code] !== undefined)).length,
    of: matrix.groups.length,
  };
}

/** Numbers of the questions to ask next, as the rules want them, each once. */
export function askNext(matrix: Matrix, next: readonly string[], answers: Answers, most = 3): string[] {
  const numbers = next.flatMap((code) => {
    const group = matrix.groups.find((one) => one.items.includes(code));
    return group && answers[code] === undefined ? [group.number] : [];
  });
  return [...new Set(numbers)].slice(0, most).sort((a, b) => Number(a) - Number(b));
}

import type { Incident, Yes } from "$sync/index";

/** The matrix as GET /api/matrix gives it: rules are data, with their words in both languages. */
export interface Text { en: string; es: string }
export type Condition = { all: Condition[] } | { any: Condition[] } | { item: string; is: Yes[] };

export interface Item {
  code: string;
  number: string;
  group: string;
  kind: string;
  ask: Text;
  short: Text;
  yes: Text;
  no: Text;
  hint?: Text;
  caution: boolean;
  after?: Condition;
  detail_of?: string;
}

export interface Group {
  code: string;
  number: string;
  ask: Text;
  items: string[];
  unfolds: boolean;
  /** What an answer to the closed row sets: answer -> item -> answer. */
  fold: Record<string, Record<string, Yes>>;
}

export interface Rule {
  code: string;
  when: Condition;
  items: string[];
  text: Text;
  level?: number;
  ems?: "none" | "advised" | "needed";
  staged?: boolean;
  flags?: string[];
  if_setting?: string;
}

export interface Matrix {
  number: number;
  effective_from: string;
  items: Item[];
  groups: Group[];
  rules: Rule[];
  levels: Record<string, { title: Text; response: Text }>;
  texts: { flags: Record<string, Text>; sentences: Record<string, Text> };
  settings: Record<string, unknown>;
}

export type Answers = Record<string, Yes | undefined>;

/** What was answered, without who and when. */
export function answersOf(incident: Pick<Incident, "answers"> | null | undefined): Answers {
  return Object.fromEntries(
    Object.entries(incident?.answers ?? {}).flatMap(([item, said]) => (said?.answer ? [[item, said.answer]] : [])),
  );
}

export function holds(condition: Condition, answers: Answers): boolean {
  if ("all" in condition) return condition.all.every((part) => holds(part, answers));
  if ("any" in condition) return condition.any.some((part) => holds(part, answers));
  const said = answers[condition.item];
  return said !== undefined && condition.is.includes(said);
}

/** The rules that hold, the deciding ones first: for what would change and for answers the server has not seen yet. */
export function fired(matrix: Matrix, answers: Answers): Rule[] {
  return matrix.rules
    .filter((rule) => (rule.if_setting === undefined || matrix.settings[rule.if_setting] === true) && holds(rule.when, answers))
    .sort((a, b) => (b.level ?? 0) - (a.level ?? 0));
}

export function levelBy(matrix: Matrix, answers: Answers): number {
  return fired(matrix, answers)[0]?.level ?? 1;
}

export interface Change { item: string; answer: "yes" | "no"; level: number }

/** Single answers that would move the level away from what the answers give now; upwards first. */
export function wouldChange(matrix: Matrix, answers: Answers): Change[] {
  const level = levelBy(matrix, answers);
  const changes: Change[] = [];
  for (const item of matrix.items) {
    const now = answers[item.code];
    if (now === undefined && item.after && !holds(item.after, answers)) continue;
    for (const answer of ["yes", "no"] as const) {
      if (answer === now) continue;
      const then = levelBy(matrix, { ...answers, [item.code]: answer });
      if (then !== level) changes.push({ item: item.code, answer, level: then });
    }
  }
  return changes.sort((a, b) => b.level - a.level);
}

/** Items of a row that can be asked now: parts that only follow another answer stay away until it is given. */
export function partsOf(matrix: Matrix, group: Group, answers: Answers): Item[] {
  return matrix.items.filter(
    (item) => group.items.includes(item.code) && (!item.after || answers[item.code] !== undefined || holds(item.after, answers)),
  );
}

/** What a closed row says: yes if any part is, else not known if any is, else no once nothing is left to ask. */
export function groupAnswer(matrix: Matrix, group: Group, answers: Answers): Yes | null {
  const said = group.items.map((code) => answers[code]).filter((one) => one !== undefined);
  if (said.includes("yes")) return "yes";
  if (said.includes("unknown")) return "unknown";
  if (said.length === 0) return null;
  return partsOf(matrix, group, answers).every((item) => answers[item.code] !== undefined) ? "no" : null;
}

/** The highest level a row asks for by itself, for the small mark beside it; null when it asks for none. */
export function groupLevel(matrix: Matrix, group: Group, answers: Answers): number | null {
  const levels = fired(matrix, answers)
    .filter((rule) => rule.level !== undefined && rule.level > 1 && rule.items.some((code) => group.items.includes(code)))
    .map((rule) => rule.level ?? 0);
  return levels.length > 0 ? Math.max(...levels) : null;
}

/** The answers a press on the closed row gives. A row whose Yes says nothing by itself only opens. */
export function foldAnswers(group: Group, answer: Yes): [string, Yes][] {
  return Object.entries(group.fold[answer] ?? {});
}

/** A press on a row: what it sets, and what its parts had said that no longer goes with it. */
export function answersFor(group: Group, answer: Yes, answers: Answers): Record<string, Yes | null> {
  const set: Record<string, Yes | null> = Object.fromEntries(foldAnswers(group, answer));
  if (answer === "yes") return set;
  for (const code of group.items) if (!(code in set) && answers[code] !== undefined) set[code] = null;
  return set;
}

/** Every answer of a row taken back. */
export function cleared(group: Group, answers: Answers): Record<string, null> {
  return Object.fromEntries(group.items.filter((code) => answers[code] !== undefined).map((code) => [code, null]));
}

export function rowOf(matrix: Matrix, item: string): Group | null {
  return matrix.groups.find((group) => group.items.includes(item)) ?? null;
}

import { keyOf, type Answer, type Answers, type Form, type Item, type When } from "./shape";

/** null: that depends on an answer that is missing. */
export type Verdict = boolean | null;

/** Which are asked or read, given these answers. A question without an answer is "not equal" to everything (FHIR R4). */
export function shownNow(form: Form, answers: Answers): Set<string> {
  const verdicts = decide(form, answers, false);
  return new Set([...verdicts].filter(([, verdict]) => verdict).map(([linkId]) => linkId));
}

/** Which would be asked once nothing is missing. */
export const shownAtLast = (form: Form, answers: Answers): Map<string, Verdict> => decide(form, answers, true);

function decide(form: Form, answers: Answers, leavesOpen: boolean): Map<string, Verdict> {
  const known = new Map<string, Verdict>();
  for (const linkId of form.scoring.order) {
    const item = form.items.get(linkId);
    if (item) known.set(linkId, verdict({ form, answers, known, leavesOpen }, item));
  }
  return known;
}

interface At { form: Form; answers: Answers; known: Map<string, Verdict>; leavesOpen: boolean }

function verdict(at: At, item: Item): Verdict {
  const inside = within(at, item);
  if (inside === false) return false;
  const met = (item.raw.enableWhen ?? []).map((when) => holds(at, when));
  const conditions = met.length === 0 ? true : item.raw.enableBehavior === "any" ? any(met) : all(met);
  return all([inside, conditions]);
}

/** A group's items go with the group; those inside a question come once that question has an answer. */
function within(at: At, item: Item): Verdict {
  if (!item.parent) return true;
  const parent = at.form.items.get(item.parent);
  const around = standing(at, item.parent);
  if (!parent || around === false || parent.raw.type === "group" || parent.raw.type === "display") return around;
  if (at.answers[item.parent]?.length) return around;
  return at.leavesOpen && parent.asked ? null : false;
}

function standing(at: At, linkId: string): Verdict {
  const verdict = at.known.get(linkId);
  return verdict === undefined ? false : verdict;
}

function holds(at: At, when: When): Verdict {
  const around = standing(at, when.question);
  const given = around === false ? [] : (at.answers[when.question] ?? []);
  if (at.leavesOpen && (around === null || (around && !given.length && at.form.items.get(when.question)?.asked))) return null;
  if (when.operator === "exists") return given.length > 0 === when.answerBoolean;
  const wanted = wantedBy(when);
  if (when.operator === "=") return given.some((one) => keyOf(one) === keyOf(wanted));
  if (when.operator === "!=") return !given.some((one) => keyOf(one) === keyOf(wanted));
  return given.some((one) => ordered(when.operator, one, wanted));
}

function wantedBy(when: When): Answer {
  const pairs = Object.entries(when).filter(([name]) => name.startsWith("answer"));
  return Object.fromEntries(pairs.map(([name, value]) => [`value${name.slice(6)}`, value as unknown]));
}

function ordered(operator: string, given: Answer, wanted: Answer): boolean {
  const left = given.valueInteger ?? given.valueDecimal ?? given.valueDate;
  const right = wanted.valueInteger ?? wanted.valueDecimal ?? wanted.valueDate;
  if (left === undefined || right === undefined || typeof left !== typeof right) return false;
  if (operator === ">") return left > right;
  if (operator === "<") return left < right;
  return operator === ">=" ? left >= right : left <= right;
}

const all = (verdicts: Verdict[]): Verdict => (verdicts.includes(false) ? false : verdicts.includes(null) ? null : true);
const any = (verdicts: Verdict[]): Verdict => (verdicts.includes(true) ? true : verdicts.includes(null) ? null : false);

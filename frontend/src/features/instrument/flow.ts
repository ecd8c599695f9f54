import type { Instrument } from "$sync/index";
import { evaluate } from "./engine/score";
import { formOf, keyOf, type Answer, type Answers, type Form, type Outcome, type Questionnaire, type Scoring } from "./engine/shape";

/** What is kept while the form is filled in; sealed on the device. */
export interface Begun { answers: Answers; declined: string[]; at: string; done: boolean }
export const BLANK: Begun = { answers: {}, declined: [], at: "", done: false };

export const readForm = (one: Instrument): Form => formOf(one.questionnaire as Questionnaire, one.scoring as Scoring);

/** The questions that are asked now, in order. */
export const steps = (form: Form, outcome: Outcome): string[] => outcome.shown.filter((linkId) => form.items.get(linkId)?.asked);

/** The headings and notes that stand between the question before and this one. */
export function before(form: Form, outcome: Outcome, linkId: string): string[] {
  const at = outcome.shown.indexOf(linkId);
  const notes: string[] = [];
  for (let i = at - 1; i >= 0; i--) {
    const item = form.items.get(outcome.shown[i] ?? "");
    if (!item || item.asked) break;
    if (item.raw.text && outcome.shown[i] !== form.scoring.into && form.items.get(item.parent)?.asked !== true) notes.unshift(outcome.shown[i] ?? "");
  }
  return notes;
}

/** Notes written inside a question: help for whoever asks it. */
export const inside = (form: Form, linkId: string): string[] =>
  [...form.items].filter(([, item]) => item.parent === linkId && item.raw.type === "display").map(([id]) => id);

/** The answers of what is still shown: what was answered and then hidden is not sent, and comes back if it is shown again. */
export function given(begun: Begun, outcome: Outcome): { answers: Answers; declined: string[] } {
  const shown = new Set(outcome.shown);
  const answers = Object.fromEntries(Object.entries(begun.answers).filter(([linkId, list]) => shown.has(linkId) && list.length > 0));
  return { answers, declined: begun.declined.filter((linkId) => shown.has(linkId) && !answers[linkId]) };
}

export function answered(begun: Begun, linkId: string, answers: Answer[]): Begun {
  const declined = begun.declined.filter((one) => one !== linkId);
  return { ...begun, answers: { ...begun.answers, [linkId]: answers }, declined };
}

export function declined(begun: Begun, linkId: string): Begun {
  const { [linkId]: _gone, ...answers } = begun.answers;
  return { ...begun, answers, declined: [...new Set([...begun.declined, linkId])] };
}

export function toggled(answers: readonly Answer[], one: Answer): Answer[] {
  const rest = answers.filter((each) => keyOf(each) !== keyOf(one));
  return rest.length < answers.length ? rest : [...rest, one];
}

/** Whether it may be asked today: in force, and within its licence, whose last day still counts. */
export function isOffered(one: Instrument, now: number): boolean {
  const { until } = one.licence;
  return !one.retired_at && (!until || new Date(now).toISOString().slice(0, 10) <= until);
}

export const points = (thousandths: number): string => String(thousandths / 1000);
export { evaluate };

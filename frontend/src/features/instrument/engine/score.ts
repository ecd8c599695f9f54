import { shownAtLast, shownNow } from "./logic";
import { keyOf, type Answers, type Form, type Outcome } from "./shape";

/** What is shown, what is missing, the score (in thousandths) with its bounds, its band, and the bands still possible. */
export function evaluate(form: Form, answers: Answers): Outcome {
  const shown = shownNow(form, answers);
  const inOrder = [...form.items.keys()].filter((linkId) => shown.has(linkId));
  const open = inOrder.filter((linkId) => form.items.get(linkId)?.asked && !answers[linkId]?.length);
  const { weights, bands } = form.scoring;
  const outcome: Outcome = {
    shown: inOrder,
    missing: open.filter((linkId) => form.items.get(linkId)?.raw.required || weights[linkId]),
    unanswered_required: open.filter((linkId) => form.items.get(linkId)?.raw.required),
    score: null, low: null, high: null, band: "", possible: [],
  };
  const counting = [...form.items.keys()].filter((linkId) => weights[linkId]);
  if (counting.length === 0) return outcome;
  const counted = counting.filter((linkId) => shown.has(linkId) && answers[linkId]?.length);
  const score = counted.length ? counted.reduce((sum, linkId) => sum + weight(form, linkId, answers), 0) : null;
  let [low, high] = bounds(form, counting, answers);
  if (score !== null) [low, high] = [Math.min(low, score), Math.max(high, score)];
  const band = score === null ? undefined : bands.findLast((one) => score >= one.from);
  const possible = bands.filter((one, at) => {
    const ends = bands[at + 1]?.from;
    return one.from <= high && (ends === undefined || low < ends);
  });
  return { ...outcome, score, low, high, band: band?.code ?? "", possible: possible.map((one) => one.code) };
}

const weight = (form: Form, linkId: string, answers: Answers): number =>
  (answers[linkId] ?? []).reduce((sum, answer) => sum + (form.scoring.weights[linkId]?.[keyOf(answer)] ?? 0), 0);

/** The least and the most that it can come to, once every open question has its answer. */
function bounds(form: Form, counting: string[], answers: Answers): [number, number] {
  let low = 0;
  let high = 0;
  const atLast = shownAtLast(form, answers);
  for (const linkId of counting) {
    const verdict = atLast.get(linkId);
    if (verdict === false || verdict === undefined) continue;
    const given = weight(form, linkId, answers);
    const [least, most] = answers[linkId]?.length ? [given, given] : span(form, linkId);
    low += verdict === null ? Math.min(least, 0) : least;
    high += verdict === null ? Math.max(most, 0) : most;
  }
  return [low, high];
}

function span(form: Form, linkId: string): [number, number] {
  const weights = Object.values(form.scoring.weights[linkId] ?? {});
  if (!form.items.get(linkId)?.raw.repeats) return [Math.min(...weights), Math.max(...weights)];
  const sum = (kept: number[]): number => kept.reduce((total, one) => total + one, 0);
  return [sum(weights.filter((one) => one < 0)), sum(weights.filter((one) => one > 0))];
}

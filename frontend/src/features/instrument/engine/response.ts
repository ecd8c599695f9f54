import { ABSENT, DECLINED, type Answer, type Answers, type Form, type Outcome } from "./shape";

interface Entry { linkId: string; answer?: (Answer & { item?: Entry[] })[]; item?: Entry[]; extension?: { url: string; valueCode: string }[] }

/** The FHIR QuestionnaireResponse of what was answered. What is hidden is left out; "would rather not say" is set apart. */
export function responseOf(form: Form, answers: Answers, declined: readonly string[], outcome: Outcome, authored: string): object {
  const made = new Map<string, Entry>();
  const top: Entry[] = [];
  const shown = new Set(outcome.shown);
  for (const [linkId, item] of form.items) {
    if (!shown.has(linkId) || item.raw.type === "display" || (!item.asked && item.raw.type !== "group")) continue;
    const entry: Entry = { linkId };
    const given = answers[linkId] ?? [];
    if (given.length) entry.answer = given.map((one) => ({ ...one }));
    else if (declined.includes(linkId)) entry.extension = [{ url: ABSENT, valueCode: DECLINED }];
    made.set(linkId, entry);
    const parent = made.get(item.parent);
    if (!parent) top.push(entry);
    else if (form.items.get(item.parent)?.raw.type === "group") (parent.item ??= []).push(entry);
    else if (parent.answer?.[0]) (parent.answer[0].item ??= []).push(entry);
  }
  const { url, version } = form.questionnaire;
  return {
    resourceType: "QuestionnaireResponse",
    questionnaire: version ? `${url}|${version}` : url,
    status: outcome.unanswered_required.length ? "stopped" : "completed",
    authored,
    item: withContent(top),
  };
}

function withContent(entries: Entry[]): Entry[] {
  return entries.flatMap((entry) => {
    const kept = { ...entry };
    if (kept.item) kept.item = withContent(kept.item);
    if (!kept.item?.length) delete kept.item;
    return Object.keys(kept).length > 1 ? [kept] : [];
  });
}

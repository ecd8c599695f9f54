import { m } from "$messages";

/** What an approach card holds, as far as it is spoken. */
export interface Spoken {
  first_words: string;
  helps: readonly string[];
  worse: readonly string[];
  looks: string;
  calls: readonly { name: string; relation: string; number: string; note: string }[];
}
export interface Part { title: string; lines: string[] }

/** In the order in which a team needs it on the way to the door; what is empty is not said. */
export function inSpokenOrder(hazards: readonly { fact: string }[], card: Spoken | undefined): Part[] {
  const parts: Part[] = [{ title: m.plan_hazards(), lines: hazards.map((one) => one.fact) }];
  if (card) {
    parts.push(
      { title: m.plan_first_words(), lines: [card.first_words] },
      { title: m.plan_helps(), lines: [...card.helps] },
      { title: m.plan_worse(), lines: [...card.worse] },
      { title: m.plan_looks(), lines: [card.looks] },
      { title: m.plan_calls(), lines: card.calls.map((one) => [one.relation, one.name, one.number].filter(Boolean).join(", ")) },
    );
  }
  return parts.map((part) => ({ ...part, lines: part.lines.filter((line) => line.trim()) })).filter((part) => part.lines.length > 0);
}

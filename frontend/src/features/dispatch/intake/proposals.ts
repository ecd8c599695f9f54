import type { Yes } from "$sync/index";
import type { Answers } from "../triage";

export interface Proposal { item: string; answer: Yes; phrase: string }

/** What the words propose and nobody has answered: what was answered, the same or otherwise, is settled. */
export function openProposals(found: readonly Proposal[], answers: Answers): Proposal[] {
  return found.filter((one) => answers[one.item] === undefined);
}

import type { Basis, Told, Urgency } from "$sync/index";

/** What is being asked for, as long as it is no command: sealed on the phone. */
export interface Begun {
  words: string;
  urgency: Urgency;
  basis: Basis;
  basis_words: string;
  what: Told[];
}
/** What a place needs to say yes or no; the person or the clinician takes away or adds with one tap. */
export const USUAL: readonly Told[] = ["name", "contact", "today", "safety_plan"];
export const blank = (): Begun => ({ words: "", urgency: "soon", basis: "consent", basis_words: "", what: [...USUAL] });

/** What is still missing before places can be looked for, the first thing first. */
export function lacks(begun: Begun): "words" | "basis_words" | "what" | null {
  if (!begun.words.trim()) return "words";
  if ((begun.basis === "emergency" || begun.basis === "hold") && !begun.basis_words.trim()) return "basis_words";
  return begun.basis !== "consent" && begun.what.length === 0 ? "what" : null;
}

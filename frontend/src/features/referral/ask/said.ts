import type { DeclineCode } from "$sync/index";
import type { Answer } from "../commands";

/** What a place said, as long as it is no command. */
export interface Said {
  answer: "" | Answer["answer"];
  name: string;
  first_action: string;
  at: string;
  code: "" | DeclineCode;
  words: string;
}
export const SAID: Said = { answer: "", name: "", first_action: "", at: "", code: "", words: "" };

export function lacksOf(said: Said): "answer" | "name" | "when" | "why" | null {
  if (!said.answer) return "answer";
  if (said.answer === "decline" && !said.code) return "why";
  if (said.answer === "schedule" && Number.isNaN(Date.parse(said.at))) return "when";
  return said.name.trim() ? null : "name";
}

/** As it goes out; null while something is missing. A time is the clock of this device, in its zone. */
export function answerOf(said: Said): Answer | null {
  if (lacksOf(said) || !said.answer) return null;
  const name = said.name.trim();
  switch (said.answer) {
    case "accept": return { answer: "accept", name, first_action: said.first_action.trim() };
    case "schedule": return { answer: "schedule", name, first_action: said.first_action.trim(), at: new Date(said.at).toISOString() };
    case "decline": return { answer: "decline", name, code: said.code || "other", words: said.words.trim() };
    default: return { answer: "needs_client", name, words: said.words.trim() };
  }
}

import type { Amendment, Encounter } from "$sync/index";
import type { ForceBlock } from "./commands";
import { inOrder } from "./standing";

/** What the officer has begun: the kind of answer, six short ones, and a number of another system. */
export type ForceDraft = Omit<ForceBlock, "force"> & { force: "" | ForceBlock["force"] };
export const EMPTY: ForceDraft = { force: "", types: [], reason: "", injured: [], treated: "", restraint: "", weapon: "", report_number: "" };

export type ForceField = "types" | "reason" | "injured" | "treated" | "restraint" | "weapon";
const SIX: readonly ForceField[] = ["types", "reason", "injured", "treated", "restraint", "weapon"];
export const SEVERAL: readonly ForceField[] = ["types", "injured"];

/** What is asked: six with force, the two about who was hurt without it. */
export const fieldsOf = (force: ForceDraft["force"]): readonly ForceField[] => (force === "force" ? SIX : force === "hurt_only" ? ["injured", "treated"] : []);

export const answeredOf = (draft: ForceDraft): number => fieldsOf(draft.force).filter((field) => draft[field].length > 0).length;

/** Only what was asked goes out: an answer under another kind of answer is none. */
export function blockOf(draft: ForceDraft): ForceBlock {
  const asked = fieldsOf(draft.force);
  const kept = Object.fromEntries(SIX.map((field) => [field, asked.includes(field) ? draft[field] : EMPTY[field]]));
  return { ...EMPTY, ...kept, force: draft.force || "none", report_number: draft.report_number.trim() };
}

export function draftOf(block: ForceBlock): ForceDraft {
  const { force, types, reason, injured, treated, restraint, weapon, report_number } = block;
  return { force, types: [...types], reason, injured: [...injured], treated, restraint, weapon, report_number };
}

/** The fields in which two versions of the officer's part differ. */
export function changed(before: ForceBlock, after: ForceBlock): (keyof ForceDraft)[] {
  const names = ["force", ...SIX, "report_number"] as const;
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** What stands of the officer's part, amendments included. */
export function blockNow(one: Pick<Encounter, "officer" | "officer_amendments"> | null): ForceBlock | null {
  if (!one?.officer) return null;
  return amendedIn(one).reduce<ForceBlock>((block, { field, now }) => ({ ...block, [field]: now }), one.officer);
}

/** What was added after the signature, in its order: it has a reason. A line without one says what it was before. */
export const amendedIn = (one: Pick<Encounter, "officer_amendments"> | null): Amendment[] => inOrder(one?.officer_amendments).filter(({ reason }) => reason !== "");

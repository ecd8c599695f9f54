import { clashesOf, writtenIn, type Clash } from "$sync/decide";
import { liveList, liveOne, rules, type FactName, type Kind, type Member, type Op, type Sent } from "$sync/index";
import { fieldWord, whomWord } from "$features/dispatch/words";
import { answerWords, fieldWords, isCoded } from "$features/encounter/words";
import { factName, factWords } from "$features/referral/directory/say";
import { levelWords, reasonWord, statusWord, teamStatusWord } from "$features/assignment/words";
import { m } from "$messages";
import { language } from "$ui/locale.svelte";
import { actionName } from "$ui/refusals";

type Written = Pick<Op, "action" | "key" | "raw">;
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const ANSWER: Record<string, () => string> = { yes: m.triage_yes, no: m.triage_no, unknown: m.triage_unknown };
/** Of a new thing: ids and plumbing, which say nothing to a person. */
const SILENT = new Set(["id", "incident", "team", "partner", "partner_shift_id", "source", "contact_at", "kind"]);
const SAFE: Record<string, () => string> = { yes: m.people_safe_yes, no: m.people_safe_no, not_asked: m.people_safe_not_asked };
const FIELDS: Record<string, () => string> = {
  level: m.needs_you_field_level, staged: m.needs_you_field_staged, staging_point: m.needs_you_field_staging_point, status: m.needs_you_field_status,
  external_id: m.needs_you_field_external_id, given: m.people_given, family: m.people_family, second_family: m.people_second_family, called: m.people_called, date_of_birth: m.people_born, birth_year: m.people_born,
  value: m.people_value_phone, by_text: m.people_text, stopped: m.people_stop, label: m.people_label, relation: m.people_relation, who_else: m.people_who_else, call: m.people_call, voicemail: m.people_voicemail, letter: m.people_letter,
  text: m.action_incident_remark, reason: m.needs_you_field_reason, ends_at: m.needs_you_field_ends_at,
};

export const fieldName = (field: string): string => FIELDS[field]?.() ?? fieldWords(field) ?? fieldWord(field);

/** A value as people say it; nothing is said as nothing. */
export function valueWords(field: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return m.needs_you_nothing();
  if (field === "level") return levelWords(Number(value));
  if (["call", "by_text", "voicemail", "letter"].includes(field)) return (SAFE[text(value)] ?? m.needs_you_nothing)();
  if (typeof value === "boolean") return value ? m.triage_yes() : m.triage_no();
  if (field === "status") return statusWord(String(value));
  if (Array.isArray(value) && value.length === 0) return m.needs_you_nothing();
  if (isCoded(field)) return answerWords(field, value);
  if (Array.isArray(value)) return value.map(String).join(", ");
  return typeof value === "object" ? Object.values(value).map(String).join(", ") : String(value);
}

function answers(body: Record<string, unknown>): string {
  const all = (body["answers"] ?? { [text(body["item"])]: body["answer"] }) as Record<string, unknown>;
  const lines = Object.entries(all).map(([item, said]) => {
    const word = said === null ? m.needs_you_taken_back() : (ANSWER[text(said)]?.() ?? text(said));
    return `${rules.fact(item, language.current) ?? item.replaceAll("_", " ")}: ${word}`;
  });
  return [...lines, text(body["detail"])].filter(Boolean).join(". ");
}

const said = (value: unknown): boolean => value !== "" && value !== null && !(Array.isArray(value) && value.length === 0);
const fields = (body: Record<string, unknown>): [string, unknown][] => Object.entries(body).filter(([field, value]) => !SILENT.has(field) && said(value));
const described = (body: Record<string, unknown>): string => fields(body).map(([field, value]) => `${fieldName(field)}: ${valueWords(field, value)}`).join(". ");

/** What was done, in a few words: what a list calls it and a button can carry. */
export function opTitle(op: Written): string {
  const body = writtenIn(op);
  switch (op.action) {
    case "assignment.set_status": return statusWord(text(body["to"]));
    case "assignment.decline": return `${actionName(op.action)}: ${reasonWord(text(body["reason"]))}`;
    case "team.set_status": return `${actionName(op.action)}: ${teamStatusWord(text(body["status"]))}`;
    case "team.set_vehicle": return `${actionName(op.action)}: ${valueWords("vehicle", body["vehicle"])}`;
    case "incident.told": return `${actionName(op.action)}: ${whomWord(text(body["whom"]))}`;
    case "incident.override": return levelWords(Number(body["level"]));
    case "safety_plan.write": return Object.values((body["parts"] ?? {}) as Record<string, string[]>).flat().join(". ");
    case "encounter.write":
    case "incident.change": return `${actionName(op.action)}: ${fields(body).map(([field]) => fieldName(field)).join(", ")}`;
    case "encounter.amend": return `${actionName(op.action)}: ${fieldName(text(body["field"]))}`;
    default: return actionName(op.action);
  }
}

/** What was written, word for word; empty where the title says it all. */
export function opSaid(op: Written): string {
  const body = writtenIn(op);
  switch (op.action) {
    case "incident.remark": return text(body["text"]);
    case "incident.told":
    case "assignment.decline": return text(body["words"]);
    case "incident.override": return text(body["reason"]);
    case "plan.suggest": return [...((body["chips"] ?? []) as string[]), text(body["words"])].filter(Boolean).join(". ");
    case "plan.state_threat": return text(body["words"]);
    case "consent.give": return ((body["recipients"] ?? []) as { name: string }[]).map((one) => one.name).join(", ");
    case "incident.answer": return answers(body);
    case "need.ask": return [text(body["words"]), text(body["basis_words"])].filter(Boolean).join(". ");
    case "referral.answer": return [text(body["name"]), text(body["first_action"]), text(body["words"])].filter(Boolean).join(". ");
    case "referral.note": return text(body["text"]);
    case "case.attempt":
    case "case.later":
    case "case.offer":
    case "case.decline":
    case "case.land":
    case "case.close":
    case "case.reopen":
    case "case.decide": return text(body["words"]);
    case "referral.handover": return [text(body["to"]), text(body["where"]), text(body["first_action"])].filter(Boolean).join(". ");
    case "need.end":
    case "referral.close":
    case "referral.cancel":
    case "referral.mark_error": return text(body["words"]);
    case "encounter.report_force": return fields(body).map(([field, value]) => `${fieldWords(field) ?? fieldName(field)}: ${valueWords(field, value)}`).join(". ");
    case "encounter.amend": return [valueWords(text(body["field"]), body["value"]), text(body["reason"])].join(". ");
    case "encounter.write":
    case "incident.change":
    case "incident.create":
    case "person.change":
    case "person.add_name":
    case "assignment.start_own": return described(body);
    // of a contact point, "text" is a way of writing to somebody
    case "contact_point.add":
    case "contact_point.change": return described({ ...body, text: undefined, by_text: body["text"] });
    case "incident.link_person": return body["new"] ? described(body["new"] as Record<string, unknown>) : "";
    case "incident.unlink_person": return text(body["reason"]);
    case "capacity.report": return [valueWords("available", body["available"]), text(body["told_by"])].join(". ");
    case "service.correct": return `${factName(body["what"] as FactName)}: ${factWords(body["what"] as FactName, body["value"] as never, Date.now())}`;
    default: return "";
  }
}

/** Where it happened: the place of the incident behind it, as this device knows it. */
export function opPlace(op: Written): string {
  const [kind = "", id = ""] = op.key.split(":");
  const incident = kind === "incident" ? id : kind === "entry" ? /incidents\/([^/]+)/.exec((op as Partial<Op>).url ?? "")?.[1] : (liveOne("assignment", id)?.incident ?? liveOne("encounter", id)?.incident);
  return liveOne("incident", incident ?? "")?.place ?? "";
}

/** What stands now instead of a command that was refused. */
export function nowWords(op: Pick<Op, "action" | "key" | "object" | "status">): { words: string; at: string; by: string } {
  const [kind = "", id = ""] = op.key.split(":");
  const none = { at: "", by: "" };
  if (op.status === 404) return { words: m.needs_you_now_gone(), ...none };
  // a refusal need not carry the object: then what this device knows of it stands
  const object = op.object ?? ((liveOne(kind as Kind, id) ?? {}) as Record<string, unknown>);
  const status = text(object["status"]);
  if (!object["id"]) return { words: m.needs_you_without_it(), ...none };
  if (op.key.startsWith("assignment:")) return { words: statusWord(status), at: text(object["ended_at"]) || text(object["status_at"]), by: "" };
  if (op.key.startsWith("team:")) return { words: teamStatusWord(status), at: text(object["status_at"]), by: "" };
  if (op.key.startsWith("shift:")) {
    const [ended, confirmed] = [text(object["ended_at"]), text(object["confirmed_at"])];
    return ended ? { words: m.needs_you_shift_ended(), at: ended, by: "" } : confirmed ? { words: m.needs_you_shift_on(), at: confirmed, by: "" } : { words: m.needs_you_shift_proposed(), ...none };
  }
  if (op.key.startsWith("encounter:") && object["signed_at"]) return { words: m.scene_signed(), at: text(object["signed_at"]), by: text(object["signed_by_name"]) };
  const closed = text(object["closed_at"]);
  if (status === "closed") return { words: m.needs_you_incident_closed(), at: closed, by: "" };
  return { words: m.needs_you_without_it(), ...none };
}

/** The fields of a command that a person may put into new words. */
export function editorOf(op: Written, clash: Clash | null): { field: string; kind: "text" | "level" | "number"; value: string } | null {
  if (clash) {
    const kind = clash.field === "level" ? "level" : clash.field === "person_age" ? "number" : "text";
    // codes are chosen on their own screen, not written
    return typeof clash.mine === "boolean" || isCoded(clash.field) ? null : { field: clash.field, kind, value: clash.mine == null ? "" : String(clash.mine) };
  }
  const body = writtenIn(op);
  const field = { "incident.remark": "text", "incident.told": "words", "assignment.decline": "words" }[op.action];
  return field ? { field, kind: "text", value: text(body[field]) } : null;
}

export interface Side { words: string; said: string; by: string; at: string }
/** One thing to decide: two truths, neither favoured. `field` is empty where it is about the whole command. */
export interface Question { field: string; title: string; mine: Side; theirs: Side; editor: ReturnType<typeof editorOf> }

/** What a person has to decide about one command. */
export function questionsOf(op: Op): Question[] {
  const clashes = clashesOf(op);
  if (clashes.length === 0) {
    const now = nowWords(op);
    return [{ field: "", title: opTitle(op), mine: { words: opTitle(op), said: opSaid(op), by: "", at: op.occurredAt }, theirs: { ...now, said: "" }, editor: editorOf(op, null) }];
  }
  const reason = text(writtenIn(op)["reason"]);
  return clashes.map((clash) => ({
    field: clash.field,
    title: fieldName(clash.field),
    mine: { words: valueWords(clash.field, clash.mine), said: reason, by: "", at: op.occurredAt },
    theirs: { words: valueWords(clash.field, clash.theirs), said: "", by: clash.theirs_by_name ?? "", at: clash.theirs_at ?? "" },
    editor: editorOf(op, clash),
  }));
}

/** Whose other version it is, if this device has a number for them. */
export function phoneOf(name: string): { name: string; phone: string } | null {
  const members: Member[] = name ? liveList("team").flatMap((team) => team.members) : [];
  const found = members.find((member) => member.phone && (member.name === name || member.short_name === name));
  return found?.phone ? { name: found.short_name, phone: found.phone } : null;
}

/** What became of a command, where "it arrived" is not all. */
export function sentWords(op: Pick<Sent, "code" | "decision" | "outcome" | "data">): string {
  if (op.decision) return { mine: m.needs_you_kept_mine, theirs: m.needs_you_kept_theirs, new: m.needs_you_kept_new }[op.decision]();
  if (op.code === "kept_late") return m.error_kept_late();
  if (op.code === "kept_in_timeline") return m.error_kept_in_timeline();
  if (op.outcome !== "merged") return "";
  const names = (list: unknown): string => (Array.isArray(list) ? list.map((one: unknown) => fieldName(typeof one === "string" ? one : text((one as Partial<Clash>).field))).join(", ") : "");
  const others = names(op.data?.["theirs"]);
  return others ? m.needs_you_merged_with({ fields: others }) : m.needs_you_merged();
}

import type { Assignment, Case, Disposition, Encounter, HandoverLine, HandoverOffer, HandoverSheet, Incident, SafetyPlan, Shift } from "$sync/index";

/** What this device holds of a shift. Names are made by whoever asks: this file has no words. */
export interface Holding {
  assignments: readonly Assignment[];
  encounters: readonly Encounter[];
  plans: readonly SafetyPlan[];
  dispositions: readonly Disposition[];
  cases: readonly Case[];
  incident: (id: string) => Incident | null;
  nameOf: (person: string) => string;
  /** Whether its reader has the clinical part; an officer's device holds none of it. */
  care: boolean;
}

/**
 * The sheet of a shift from this device alone: what it wrote itself is on it, sent or not. Calls that have left the
 * device, and what others wrote since it last heard, are not; whoever shows it says so.
 */
export function sheetFrom(shift: Shift, all: Holding, now: string): HandoverSheet {
  // Other words of tomorrow are not said today, and what was taken back before it began never.
  const held = { ...all, dispositions: all.dispositions.filter((one) => one.effective_from <= now && one.effective_until !== one.effective_from) };
  const sent = held.assignments.filter((one) => one.team === shift.team && (!one.ended_at || one.ended_at >= shift.started_at));
  const known = new Set(sent.map(({ id }) => id));
  const left = held.encounters.filter((one) => !known.has(one.id) && beganOf(one) >= shift.started_at);
  const lines = [
    ...sent.map((one) => lineOf(one, held.encounters.find(({ id }) => id === one.id) ?? null, held)),
    ...left.map((one) => lineOf(null, one, held)),
  ].sort((a, b) => a.sent_at.localeCompare(b.sent_at));
  return { shift: shift.id, team: shift.team_name, name: shift.name, started_at: shift.started_at, until: now, is_over: shift.ended_at !== null, lines, offers: held.care ? offersOf(shift.user, held) : [] };
}

/** Cases that were offered and nobody has answered, the oldest first. */
function offersOf(user: string, held: Holding): HandoverOffer[] {
  return held.cases
    .filter((one) => one.status === "open" && one.offered_to !== null && (one.owner === user || one.offered_to === user))
    .sort((a, b) => (a.offered_at ?? "").localeCompare(b.offered_at ?? ""))
    .map((one) => ({ id: one.id, person_name: one.person ? held.nameOf(one.person) : "", by_shift: one.owner === user, owner_name: one.owner_name, offered_to_name: one.offered_to_name, offered_at: one.offered_at }));
}

/** The server's last answer, with what this device has written since in its place. */
export function withOwn(asked: HandoverSheet, own: HandoverSheet, isUnsent: (assignment: string) => boolean): HandoverSheet {
  const known = new Set(asked.lines.map(({ assignment }) => assignment));
  const mine = new Map(own.lines.map((line) => [line.assignment, line]));
  return { ...asked, offers: own.offers, lines: [...asked.lines.map((line) => (isUnsent(line.assignment) ? { ...line, ...mine.get(line.assignment) } : line)), ...own.lines.filter((line) => !known.has(line.assignment))] };
}

/** When a visit began; an officer who keeps his own report only knows when that was filed. */
const beganOf = (one: Encounter): string => one.began_at ?? one.officer?.at ?? "";

/** What a field of the clinician's says by now: what was amended last, else what was signed. */
function stands(one: Encounter | null, field: "judgement" | "disposition" | "owner_next"): string {
  const later = (one?.amendments ?? []).filter((each) => each.field === field && !each.late).sort((a, b) => a.at.localeCompare(b.at)).at(-1);
  return String((later ? later.now : one?.[field]) ?? "");
}

function lineOf(one: Assignment | null, visit: Encounter | null, held: Holding): HandoverLine {
  const incident = held.incident(one?.incident ?? visit?.incident ?? "");
  const state = visit?.state ?? (visit?.officer?.signed ? "signed" : visit ? "open" : "");
  const line: HandoverLine = {
    assignment: one?.id ?? visit?.id ?? "", incident: one?.incident ?? visit?.incident ?? "", number: incident?.number ?? null, place: incident?.place ?? "",
    level: one?.level ?? incident?.level ?? null, status: one?.status ?? "cleared", sent_at: one?.sent_at ?? (visit ? beganOf(visit) : ""), ended_at: one?.ended_at ?? null,
    incident_open: incident?.status === "open" && one !== null, visit: state, contact: visit?.contact ?? "", transported: visit?.transported ?? (visit?.transport ? visit.transport !== "none" : false),
    transport_place: visit?.transport_place ?? "", force_filed: Boolean(visit?.officer), ...ownerOf(one, state),
  };
  return visit && held.care ? { ...line, ...careOf(visit, held) } : line;
}

/** Who has to do something yet, where the device knows who went: while it is unsigned the clinician. */
function ownerOf(one: Assignment | null, state: HandoverLine["visit"]): Pick<HandoverLine, "owner_name" | "owner_role"> {
  const wasThere = one?.status === "on_scene" || one?.status === "cleared";
  if (!one || state === "signed" || (state === "" && !wasThere)) return { owner_name: "", owner_role: "" };
  const going = one.responses.filter(({ answer }) => answer !== "declined");
  const owner = going.find(({ role }) => role === "clinician") ?? going[0];
  return { owner_name: owner?.name.split(" ")[0] ?? "", owner_role: owner?.role ?? "" };
}

function careOf(visit: Encounter, held: Holding): Partial<HandoverLine> {
  const code = stands(visit, "disposition");
  const newest = held.dispositions.filter((each) => each.code === code).sort((a, b) => b.effective_from.localeCompare(a.effective_from))[0];
  const mine = held.plans.filter((plan) => plan.encounter === visit.id);
  const made = mine.map((plan) => ({ id: plan.id, number: plan.number, given: plan.given.map(({ how }) => how) })).at(-1);
  return {
    person_name: visit.person ? held.nameOf(visit.person) : "", judgement: stands(visit, "judgement"), owner_next: stands(visit, "owner_next"),
    disposition_text: (code === visit.disposition ? visit.disposition_text : null) ?? newest?.text ?? null, safety_plan: made ?? visit.safety_plan ?? null,
  };
}

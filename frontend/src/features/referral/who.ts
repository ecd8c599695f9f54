import { liveOne } from "$sync/index";
import { m } from "$messages";
import { fullName } from "$ui/identity";

/** Whom it is about: a person, or whoever was met in a visit; as far as this device knows. */
export interface Who { person: string | null; encounter: string | null; full: string; name: string }

/** From an id that is a visit's or a person's. Reactive. */
export function whoOf(id: string): Who {
  const assignment = liveOne("assignment", id);
  const visit = liveOne("encounter", id);
  if (!assignment && !visit) return named(id, null);
  const incident = liveOne("incident", assignment?.incident ?? visit?.incident);
  return named(visit?.person ?? incident?.person ?? null, id, incident?.person_name);
}

/** Whom a need is about. Reactive. */
export function whoseNeed(need: { person: string | null; encounter: string | null; person_name?: string }): Who {
  const visit = liveOne("encounter", need.encounter);
  const incident = liveOne("incident", liveOne("assignment", need.encounter)?.incident ?? visit?.incident);
  return named(need.person ?? visit?.person ?? incident?.person ?? null, need.encounter, need.person_name || incident?.person_name);
}

function named(person: string | null, encounter: string | null, otherwise = ""): Who {
  const known = liveOne("person", person);
  const full = (known && fullName(known)) || otherwise;
  return { person, encounter, full, name: known?.called || known?.given || full.split(" ")[0] || m.referral_the_person() };
}

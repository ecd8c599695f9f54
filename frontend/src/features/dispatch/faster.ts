import { m } from "$messages";
import { liveList, liveOne, serverNow, session } from "$sync/index";
import { ago, secondsSince } from "$ui/time";
import { placeOf } from "./words";

/** "Priya sent Mesa 2 to 22 Mill Row 4 s ago": who was faster and when, from the refusal or from what arrived since. */
export function fasterWords(data: Record<string, unknown>, team: string): string {
  const id = typeof data["assignment"] === "string" ? data["assignment"] : null;
  const other = liveOne("assignment", id) ?? liveList("assignment", (one) => !one.ended_at && one.team_name === team)[0] ?? null;
  const at = typeof data["at"] === "string" ? data["at"] : other?.sent_at;
  const by = typeof data["by_name"] === "string" ? data["by_name"] : (other?.sent_by_name ?? "");
  const incident = liveOne("incident", typeof data["incident"] === "string" ? data["incident"] : other?.incident);
  const when = at ? ago(secondsSince(at, serverNow())) : "";
  const mine = (data["by"] ?? other?.sent_by) === session.me?.id;
  const place = placeOf(incident);
  if (mine) return m.board_faster_you({ team, place, when });
  return by ? m.board_faster({ name: by, team, place, when }) : m.board_faster_nobody({ team, place });
}

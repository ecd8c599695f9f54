import type { ReferralStatus, Urgency } from "$sync/index";
import { m } from "$messages";

/** What of the list is wanted: it stands in the address, so that it can be kept and sent on. */
export interface Filter {
  whose: "team" | "mine" | "none";
  state: "" | ReferralStatus;
  urgency: "" | Urgency;
  place: string;
  owner: string;
}
export const ALL: Filter = { whose: "team", state: "", urgency: "", place: "", owner: "" };

/** States that one looks for, in the order in which they come. */
export const STATES: readonly [ReferralStatus, () => string][] = [
  ["draft", m.referral_s_draft], ["sent", m.referral_s_sent], ["needs_client", m.referral_s_needs_client], ["accepted", m.referral_s_accepted], ["scheduled", m.referral_s_scheduled],
  ["missed", m.referral_s_missed], ["no_contact", m.referral_s_no_contact], ["attended", m.referral_s_attended], ["declined", m.referral_s_declined], ["no_capacity", m.referral_s_no_capacity],
  ["expired", m.referral_s_expired], ["cancel_requested", m.referral_s_cancel_requested], ["cancelled", m.referral_s_cancelled],
];
const KNOWN = new Set<string>(STATES.map(([code]) => code));
const SOON = new Set<string>(["now", "soon", "routine"]);
const ID = /^[0-9a-f-]{36}$/;

/** From an address; what it cannot be is left out. */
export function filterOf(query: string): Filter {
  const sent = new URLSearchParams(query);
  const one = (name: string): string => sent.get(name) ?? "";
  const whose = one("whose");
  return {
    whose: whose === "mine" || whose === "none" ? whose : "team",
    state: KNOWN.has(one("state")) ? (one("state") as ReferralStatus) : "",
    urgency: SOON.has(one("urgency")) ? (one("urgency") as Urgency) : "",
    place: ID.test(one("place")) ? one("place") : "",
    owner: ID.test(one("owner")) ? one("owner") : "",
  };
}

/** Into an address: only what was chosen. */
export function addressOf(filter: Filter): string {
  const said = new URLSearchParams(Object.entries(filter).filter(([name, value]) => value !== "" && !(name === "whose" && value === "team")));
  return `/referrals${said.size > 0 ? `?${said}` : ""}`;
}

/** What the server is asked (apps/referrals/queries/desk.py: Asked). */
export function askedOf(filter: Filter, page: number): string {
  const { whose, owner, ...rest } = filter;
  const said = new URLSearchParams(Object.entries(rest).filter(([, value]) => value !== ""));
  said.set("page", String(page));
  if (whose === "mine") said.set("mine", "1");
  if (whose === "none" || owner) said.set("owner", whose === "none" ? "none" : owner);
  return `/api/needs?${said}`;
}

/** How many were chosen beside whose they are. */
export const chosenIn = (filter: Filter): number => [filter.state, filter.urgency, filter.place, filter.owner].filter(Boolean).length;

import { session, type Case } from "$sync/index";

/** Whose case it is to me: what may be done follows from it, and the server asks again. */
export const isMine = (one: Case): boolean => one.owner === session.me?.id;
export const isOffered = (one: Case): boolean => one.offered_to === session.me?.id && !isMine(one);
/** Giving and taking at once is a supervisor's. */
export const maySteer = (): boolean => session.has("supervisor");
/** Who works on it: its owner, and for a colleague who is away every case manager. */
export const mayWork = (one: Case): boolean => one.status === "open" && (isMine(one) || session.has("case_manager", "supervisor"));
/** Nobody is reached, or nobody asks for it any more: then a person says how it goes on. */
export const isToDecide = (one: Case): boolean => one.status === "open" && (one.to_decide || one.doubted_at !== null);

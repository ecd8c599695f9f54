import { ACCESS, type Action } from "$api/generated/access";
import { session } from "$sync/index";

/** Whether the access table gives this person the action for anything on the desk. The server decides again. */
function can(action: Action): boolean {
  const roles: Partial<Record<string, string>> = ACCESS[action].roles;
  return session.me?.roles.some((role) => roles[role] === "any") ?? false;
}

export const may = {
  send: (): boolean => can("assignment.send"),
  override: (): boolean => can("incident.override"),
  stage: (): boolean => can("incident.stage"),
  close: (): boolean => can("incident.close"),
  export: (): boolean => can("incident.export"),
  putOnShift: (): boolean => can("shift.put_on"),
  decide: (): boolean => can("incident.decide"),
  release: (): boolean => can("user.release") || (session.me?.roles ?? []).some((role) => (ACCESS["user.release"].roles as Partial<Record<string, string>>)[role] === "accounts.not_oneself"),
  intake: (): boolean => can("incident.create"),
};

import { session } from "$sync/index";

/** What this person may do on the desk: the same cells as the server's access table, which decides again. */
export const may = {
  send: (): boolean => session.has("dispatcher", "supervisor"),
  override: (): boolean => session.has("dispatcher", "supervisor"),
  stage: (): boolean => session.has("dispatcher", "supervisor"),
  close: (): boolean => session.has("dispatcher", "supervisor"),
  export: (): boolean => session.has("dispatcher", "supervisor"),
  putOnShift: (): boolean => session.has("dispatcher", "supervisor"),
  decide: (): boolean => session.has("dispatcher", "call_taker", "supervisor"),
  intake: (): boolean => session.has("dispatcher", "call_taker", "supervisor"),
};

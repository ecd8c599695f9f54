import { describe, expect, it } from "vitest";
import { ACCESS } from "$api/generated/access";
import { CODES } from "$api/generated/codes";
import { knownActions, knownCodes } from "$ui/refusals";

describe("every refusal of the server", () => {
  it.each(CODES)("%s is said in words", (code) => expect(knownCodes).toContain(code));
});

describe("every command that a device may keep", () => {
  const kept = Object.entries(ACCESS).filter(([, rule]) => rule.offline !== null && rule.offline !== "never" && Object.keys(rule.roles).some((role) => role !== "system")).map(([action]) => action);
  // sent at once and again at the next start, never a person's work
  const silent = ["device.register", "alert.acknowledge", "position.report", "session.sign_out", "session.welcome"];

  it.each(kept.filter((action) => !silent.includes(action)))("%s has a name in words", (action) => expect(knownActions).toContain(action));
});

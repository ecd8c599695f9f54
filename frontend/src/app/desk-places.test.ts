import { describe, expect, it } from "vitest";
import { isNamed } from "$sync/find";
import { placesOf } from "$ui/desk/places";
import { match } from "./routes";

const ROLES = ["dispatcher", "call_taker", "clinician", "officer", "peer", "case_manager", "supervisor", "police_supervisor", "administrator"];
const paths = (...roles: string[]): string[] => placesOf(roles).map(({ href }) => href);

describe("the head of the desks", () => {
  it("leads nobody to a screen that is not for them", () => {
    for (const role of ROLES) {
      const closed = paths(role).filter((href) => !href.startsWith("/admin") && match(href)?.route.roles?.includes(role) !== true);
      expect([role, closed]).toEqual([role, []]);
    }
  });
  it("has the same order for a supervisor and for a case manager", () => {
    expect(paths("supervisor")).toEqual(["/today", "/board", "/cases", "/referrals", "/plans", "/places", "/outcomes", "/devices"]);
    expect(paths("case_manager")).toEqual(["/cases", "/referrals", "/plans", "/places"]);
    expect(paths("case_manager", "supervisor")).toEqual(paths("supervisor"));
  });
  it("finds by the beginning of each word, without accents", () => {
    expect(["ans", "varga ans", "LÓPEZ", "vargas", "nsel", " "].map((typed) => isNamed("Ánsel Varga-Lopez", typed))).toEqual([true, true, true, false, false, false]);
  });
});

import { describe, expect, it } from "vitest";
import { overlay } from "./patch";

describe("a change shown before the server has it", () => {
  it("replaces values and merges objects", () => {
    expect(overlay({ a: 1, b: { c: 1, d: 2 } }, { a: 2, b: { c: 3 } })).toEqual({ a: 2, b: { c: 3, d: 2 } });
  });

  it("merges lists by user or id and keeps what others did meanwhile", () => {
    const base = { responses: [{ user: "casey", answer: "" }, { user: "omar", answer: "accepted" }] };
    expect(overlay(base, { responses: [{ user: "casey", answer: "accepted" }] })).toEqual({
      responses: [{ user: "casey", answer: "accepted" }, { user: "omar", answer: "accepted" }],
    });
    expect(overlay({ list: [{ id: "1" }] }, { list: [{ id: "2" }] })).toEqual({ list: [{ id: "1" }, { id: "2" }] });
  });

  it("replaces lists of plain values, and nulls", () => {
    expect(overlay({ flags: ["a", "b"], level: 3 }, { flags: ["c"], level: null })).toEqual({ flags: ["c"], level: null });
  });

  it("changes neither of the two", () => {
    const base = Object.freeze({ b: Object.freeze({ c: 1 }) });
    overlay(base, Object.freeze({ b: Object.freeze({ d: 2 }) }));
    expect(base).toEqual({ b: { c: 1 } });
  });
});

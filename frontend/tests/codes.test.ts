import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { knownCodes } from "$ui/refusals";

const source = readFileSync(new URL("../../apps/common/errors.py", import.meta.url), "utf8");
const codes = [...source.slice(source.indexOf("class Code")).split("\n\n\n")[0]!.matchAll(/^ {4}[A-Z_]+ = "(\w+)"/gm)].map((found) => found[1]!);

describe("every code of the server", () => {
  it("is read from the server's own list", () => expect(codes.length).toBeGreaterThan(20));
  it.each(codes)("%s is said in words", (code) => expect(knownCodes).toContain(code));
});

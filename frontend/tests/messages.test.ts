import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const parts = new URL("../messages/parts/", import.meta.url);
const areas = [...new Set(readdirSync(parts).map((file) => file.split(".")[0]!))];
const read = (area: string, language: string): Record<string, string> => {
  const { $schema: _schema, ...messages } = JSON.parse(readFileSync(new URL(`${area}.${language}.json`, parts), "utf8")) as Record<string, string>;
  return messages;
};
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!).sort();
const settings = JSON.parse(readFileSync(new URL("../project.inlang/settings.json", import.meta.url), "utf8"));

describe.each(areas)("the words of %s", (area) => {
  const en = read(area, "en");
  const es = read(area, "es");

  it("are there in both languages", () => {
    expect(Object.keys(es).sort()).toEqual(Object.keys(en).sort());
  });

  it("take the same values in both", () => {
    for (const key of Object.keys(en)) expect(holes(es[key]!), key).toEqual(holes(en[key]!));
  });

  it("are compiled at all", () => {
    expect(settings["plugin.inlang.messageFormat"].pathPattern).toContain(`./messages/parts/${area}.{locale}.json`);
  });

  it("avoid what the design refuses", () => {
    for (const [key, text] of [...Object.entries(en), ...Object.entries(es)]) {
      expect(text, key).not.toMatch(/please|oops|successfully|por favor|!|¡|subject|suspect|patient\b|sospechoso|paciente\b/i);
    }
  });
});

describe("all areas together", () => {
  it("use a name once", () => {
    const all = areas.flatMap((area) => Object.keys(read(area, "en")));
    expect(all.filter((key, i) => all.indexOf(key) !== i)).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import type { Room, Seen, Service } from "$sync/index";
import { newCode } from "./commands";
import { laid } from "./places.svelte";
import { factWords, oneOf, roomWords, whoSaid } from "./say";

const room = (available: number | null, more: Partial<Room> = {}): Room => ({
  id: "r1", sort: "count", unit: "Crisis chairs", unit_es: "Sillones de crisis", available, maximum: 8, note: "", said_by: "Priya", how: "phone", by: "u1", by_name: "Casey", at: "2026-11-24T20:00:00Z", ...more,
});
const copy: Service = { id: "s", version: 4, name: "Harbor Light", room: [room(3), room(1, { id: "r2", unit: "Beds" })] };

describe("what this phone wrote of a place", () => {
  it("lies over the copy until the server has it, and says that it waits", () => {
    const seen = { id: "s", version: 0, room: [{ id: "r1", available: 0 }], pending: ["capacity.report"] } as unknown as Seen<Service>;
    const shown = laid(copy, seen);
    expect(shown.room?.map((one) => one.available)).toEqual([0, 1]);
    expect(shown.room?.[0]?.unit).toBe("Crisis chairs");
    expect(shown.pending).toEqual(["capacity.report"]);
  });

  it("is the server's answer while the copy is older, and the copy again once it is newer", () => {
    const answered = { ...copy, version: 5, room: [room(2)], pending: [] } as Seen<Service>;
    expect(laid(copy, answered).room?.[0]?.available).toBe(2);
    expect(laid({ ...copy, version: 6, room: [room(7)] }, answered).room?.[0]?.available).toBe(7);
    expect(laid(copy, undefined)).toBe(copy);
  });
});

describe("in words", () => {
  it("a stale number is said, not free", () => {
    expect(roomWords(room(2), true)).toEqual({ big: "2 crisis chairs", rest: "free" });
    expect(roomWords(room(2), false).rest).toBe("said");
    expect(roomWords(room(1), true).big).toBe("1 crisis chair");
    expect(roomWords(room(240, { sort: "wait" }), true)).toEqual({ big: "About 4 h", rest: "wait" });
    expect(roomWords(room(null), true).rest).toBe("not known");
    expect(oneOf("Beds")).toBe("Bed");
  });

  it("names whoever said it, there before us, and an import as one", () => {
    expect(whoSaid(room(1))).toBe("Priya (by phone)");
    expect(whoSaid(room(1, { said_by: "", how: "on_site" }))).toBe("Casey (seen there)");
    expect(whoSaid(room(1, { how: "website" }))).toBe("their website");
    expect(whoSaid({ how: "import" })).toBe("import");
  });

  it("hours are read as people say them", () => {
    const now = Date.parse("2026-11-24T20:00:00Z");
    expect(factWords("hours", { rules: [{ days: ["MO", "TU", "WE", "TH", "FR"], opens: "09:00", closes: "17:30" }], holidays: "closed" }, now)).toBe("Mon – Fri 9 am – 5:30 pm. Closed on holidays");
    expect(factWords("hours", { rules: [{ days: ["1MO"], opens: "22:00", closes: "24:00" }, { exception: true, since: "2026-12-25", until: "2026-12-25" }] }, now)).toBe("Mon no. 1 10 pm – midnight; Dec 25 closed");
  });

  it("a link's code has 80 bits that can be read aloud", () => {
    const codes = new Set(Array.from({ length: 200 }, newCode));
    expect(codes.size).toBe(200);
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
  });
});

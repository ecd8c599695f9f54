import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DirectoryPage, Me, Service } from "$api/types";
import { DirectoryStore } from "$store/directory";
import { copy as first } from "./directory.svelte";
import { session } from "./session.svelte";

/** The server's pages, by number; `drops` ends the connection after so many. */
let rows: (Service & { number: number })[] = [];
let asked: string[] = [];
let drops = Infinity;
let programme = "p1";
const PAGE = 2;

function service(id: string, number: number, more: Partial<Service> = {}): Service & { number: number } {
  return { id, version: number, name: `Place ${id}`, number, ...more };
}

function answer(url: string): Response {
  const since = Number(new URL(url, "http://x").searchParams.get("since"));
  const newer = rows.filter((row) => row.number > since).sort((a, b) => a.number - b.number);
  const shown = newer.slice(0, PAGE);
  const page: DirectoryPage = {
    programme, number: Math.max(0, ...rows.map((row) => row.number)), next: newer.length > PAGE ? shown.at(-1)!.number : null,
    at: "2026-11-24T20:00:00.000Z", zone: "America/Los_Angeles", centre: null, fresh_h: 4, services: shown.map(({ number: _number, ...one }) => one),
  };
  return new Response(JSON.stringify(page), { headers: { "content-type": "application/json", "x-alongside": "1" } });
}

beforeEach(async () => {
  asked = [];
  drops = Infinity;
  programme = "p1";
  rows = [service("a", 1), service("b", 2), service("c", 3)];
  session.me = { programme: { id: "p1", name: "Calder", time_zone: "America/Los_Angeles" } } as Me;
  vi.stubGlobal("fetch", (url: string) => {
    asked.push(url);
    return asked.length > drops ? Promise.reject(new TypeError("offline")) : Promise.resolve(answer(url));
  });
  const store = await DirectoryStore.open();
  await store.clear();
  store.close();
});
afterEach(() => {
  vi.unstubAllGlobals();
  session.me = null;
});

/** A copy as after a restart of the app. */
async function restarted(): Promise<typeof first> {
  const copy = new (first.constructor as new () => typeof first)();
  await copy.load();
  return copy;
}

describe("the copy of the directory", () => {
  it("comes page by page, is there after a restart without signal, and shows its age", async () => {
    const copy = await restarted();
    expect(await copy.update()).toBe(true);
    expect(asked).toEqual(["/api/directory?since=0", "/api/directory?since=2"]);
    drops = 0;
    const later = await restarted();
    expect([...later.services.keys()].sort()).toEqual(["a", "b", "c"]);
    expect(later.meta).toMatchObject({ number: 3, at: "2026-11-24T20:00:00.000Z", whole: true });
    expect(await later.update()).toBe(false);
    expect(later.services.size).toBe(3);
  });

  it("fetches only what changed, and lets go of what is gone", async () => {
    const copy = await restarted();
    await copy.update();
    rows = [service("b", 2), service("a", 4, { name: "Renamed" }), { id: "c", number: 5, gone: true, version: 2, name: "" }];
    asked = [];
    await copy.update();
    expect(asked).toEqual(["/api/directory?since=3"]);
    expect([...copy.services.values()].map((one) => one.name).sort()).toEqual(["Place b", "Renamed"]);
    expect((await restarted()).services.size).toBe(2);
  });

  it("goes on where the connection ended", async () => {
    drops = 1;
    const copy = await restarted();
    expect(await copy.update()).toBe(false);
    expect(copy.meta).toMatchObject({ number: 2, whole: false });
    drops = Infinity;
    asked = [];
    await copy.update();
    expect(asked).toEqual(["/api/directory?since=2"]);
    expect(copy.services.size).toBe(3);
  });

  it("begins anew with a restored server and with another programme", async () => {
    const copy = await restarted();
    await copy.update();
    rows = [service("z", 1)];
    await copy.update();
    expect([...copy.services.keys()]).toEqual(["z"]);
    session.me = { programme: { id: "p2", name: "Ellery", time_zone: "UTC" } } as Me;
    programme = "p2";
    rows = [service("e", 9)];
    await copy.update();
    expect([...copy.services.keys()]).toEqual(["e"]);
    expect([...(await restarted()).services.keys()]).toEqual(["e"]);
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { openDB } from "idb";
import { hold } from "../../tests/setup";
import { destroy, nameOf, open } from "./db";
import { argon, warm } from "./argon";
import { writeDraft, readDraft } from "./drafts";
import { codecOf, forgetKey, holdKey, Locked } from "./keyring";
import { about, Unreadable } from "./seal";
import { Store } from "./store.svelte";
import { addPasskey, makeVault, openByPasskey, openByPin } from "./vault";

const USER = "u-casey";
const CHEAP = { memory: 64, passes: 1 };
const WORDS = "Elena Marsh, 1418 Alder Court";
const plain = (value: ArrayBuffer | ArrayBufferView) => new TextDecoder("latin1").decode(value);
const bytes = (n: number) => crypto.getRandomValues(new Uint8Array(n));

afterEach(async () => {
  await destroy(USER);
});

/** Everything a stranger with the files can read, as text. */
async function readable(): Promise<string> {
  const db = await open(USER);
  let all = "";
  for (const name of db.objectStoreNames) {
    for (const row of await db.getAll(name)) {
      all += JSON.stringify(row, (_key, value: unknown) => (value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? plain(value) : value));
    }
  }
  db.close();
  return all;
}

describe("a sealed body", () => {
  it("opens again, and reads as nothing meanwhile", async () => {
    await hold(USER);
    const codec = codecOf(USER)!;
    const sealed = await codec.seal(about.record("incident", "i1"), { place: WORDS });
    expect(await codec.unseal(about.record("incident", "i1"), sealed)).toEqual({ place: WORDS });
    expect(plain((sealed as { data: ArrayBuffer }).data)).not.toContain("Elena");
    expect(await codec.seal(about.op("x"), 1)).not.toEqual(await codec.seal(about.op("x"), 1));
  });

  it("does not open in another row, under another key, with a changed byte, or as clear text", async () => {
    await hold(USER, "u-omar");
    const codec = codecOf(USER)!;
    const sealed = await codec.seal(about.record("incident", "i1"), { place: WORDS });
    const { iv, data } = sealed as { v: 1; iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer };
    const changed = data.slice(0);
    new Uint8Array(changed)[3]! ^= 1;
    await expect(codec.unseal(about.record("incident", "i2"), sealed)).rejects.toThrow(Unreadable);
    await expect(codecOf("u-omar")!.unseal(about.record("incident", "i1"), sealed)).rejects.toThrow(Unreadable);
    await expect(codec.unseal(about.record("incident", "i1"), { v: 1, iv, data: changed })).rejects.toThrow(Unreadable);
    await expect(codec.unseal(about.record("incident", "i1"), { v: 0, data: { place: "planted" } })).rejects.toThrow(Unreadable);
  });
});

describe("the key", () => {
  // the first is of the reference implementation's own tests, the second made by another library: PINs are short
  it.each([["password", "f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98"], ["407193", "48dc99243aef8fefb672e126051fdb9afd68204bbd7291198329fda3e3e74cd0"]])(
    "is drawn from what is typed (%s) as Argon2id has it, warmed up or not",
    async (typed, vector) => {
      const drawn = async (): Promise<string> => [...(await argon(typed, new TextEncoder().encode("somesalt"), { memory: 65_536, passes: 1 }))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      expect(await drawn()).toBe(vector);
      await warm();
      expect(await drawn()).toBe(vector);
    },
  );

  it("comes out with the PIN only, and cannot be exported", async () => {
    const { vault, key } = await makeVault(USER, "407193", CHEAP);
    expect(await openByPin(USER, vault, "407194")).toBeNull();
    expect(await openByPin("u-omar", vault, "407193")).toBeNull();
    const again = (await openByPin(USER, vault, "407193"))!;
    for (const one of [key, again]) await expect(crypto.subtle.exportKey("raw", one)).rejects.toThrow();
    holdKey(USER, key);
    const sealed = await codecOf(USER)!.seal("x", WORDS);
    holdKey(USER, again);
    expect(await codecOf(USER)!.unseal("x", sealed)).toBe(WORDS);
  });

  it("comes out with a passkey's secret too, once the PIN has allowed it", async () => {
    const { vault } = await makeVault(USER, "407193", CHEAP);
    const secret = bytes(32);
    const passkey = { credential: bytes(16), salt: bytes(32), secret };
    expect(await addPasskey(USER, vault, "000001", passkey)).toBeNull();
    const both = (await addPasskey(USER, vault, "407193", passkey))!;
    expect(await openByPasskey(USER, both, bytes(32))).toBeNull();
    expect((await openByPasskey(USER, both, secret))!.extractable).toBe(false);
    expect(await openByPin(USER, both, "407193")).not.toBeNull();
  });
});

describe("the store on the disk", () => {
  const item = { kind: "incident", id: "i1", version: 1, object: { id: "i1", version: 1, status: "open", place: WORDS }, alert: { delivery: "d1", event: "TeamSent" } };

  it("holds no readable word of records, commands, drafts or of the person themselves", async () => {
    await hold(USER);
    const store = await Store.open(USER);
    await store.setMeta("me", { id: USER, name: WORDS } as never);
    await store.applySnapshot({ epoch: "e1", cursors: {}, objects: [item] } as never);
    const op = await store.enqueue(
      { id: "o1", action: "incident.remark", key: "incident:i1", after: [], base: null, occurredAt: "2026-11-25T12:00:00Z" },
      { method: "POST", url: `/api/incidents/i1/remarks`, raw: JSON.stringify({ text: WORDS }), optimistic: [{ kind: "entry", id: "e1", patch: { text: WORDS } }] },
    );
    await writeDraft(store, "remark:i1", WORDS);
    await store.update(op, { state: "needs_you", object: { place: WORDS } });
    expect(await readable()).not.toMatch(/Elena|Alder/);
    await store.settle(store.ops[0]!, { kind: "incident", id: "i1", version: 2, object: { ...item.object, version: 2 } });
    expect(await readable()).not.toMatch(/Elena|Alder/);
    store.close();
  });

  it("brings drafts back, and does not open without the key", async () => {
    await hold(USER);
    const store = await Store.open(USER);
    await writeDraft(store, "remark:i1", WORDS);
    store.close();
    forgetKey(USER);
    await expect(Store.open(USER)).rejects.toThrow(Locked);
    await hold(USER);
    const again = await Store.open(USER);
    expect(await readDraft(again, "remark:i1")).toBe(WORDS);
    await writeDraft(again, "remark:i1", null);
    expect(await readDraft(again, "remark:i1")).toBeNull();
    again.close();
  });

  it("leaves out a record that was laid into another's row, and asks for everything anew", async () => {
    await hold(USER);
    const store = await Store.open(USER);
    await store.applySnapshot({ epoch: "e1", cursors: {}, objects: [item, { ...item, id: "i2", alert: undefined }] } as never);
    const [one, two] = [(await store.db.get("records", ["incident", "i1"]))!, (await store.db.get("records", ["incident", "i2"]))!];
    await store.db.put("records", { ...two, body: one.body });
    store.close();
    const again = await Store.open(USER);
    expect(again.memory.list("incident").map((seen) => seen.id)).toEqual(["i1"]);
    expect(await again.meta("epoch")).toBeNull();
    again.close();
  });
});

/** As release 1 made it: version 1, bodies in the clear. */
async function oldDatabase(): Promise<void> {
  const db = await openDB(nameOf(USER), 1, {
    upgrade(fresh) {
      fresh.createObjectStore("records", { keyPath: ["kind", "id"] }).createIndex("parent", "parent");
      fresh.createObjectStore("outbox", { keyPath: "n", autoIncrement: true }).createIndex("id", "id", { unique: true });
      fresh.createObjectStore("sent", { keyPath: "id" });
      fresh.createObjectStore("receipts", { keyPath: ["delivery", "what"] });
      fresh.createObjectStore("meta");
    },
  });
  await db.put("meta", { id: USER, name: WORDS, short_name: "Casey", roles: ["clinician"] }, "me");
  await db.put("meta", { device: "dev1", deviceEpoch: "de1", highest: 7, unsent: 2 }, "kept");
  await db.put("records", { kind: "incident", id: "i1", owner: USER, parent: "", rev: 3, seq: 1, state: "open", due: "", body: { v: 0, data: { id: "i1", version: 3, place: WORDS } } });
  const op = { user: USER, action: "incident.remark", key: "incident:i1", after: [], base: null, occurredAt: "2026-11-25T12:00:00Z", state: "waiting", tries: 1, nextAt: 0, code: "", status: 0 };
  const body = (text: string) => ({ v: 0, data: { method: "POST", url: "/api/incidents/i1/remarks", raw: JSON.stringify({ text }), optimistic: [] } });
  await db.put("outbox", { ...op, id: "o6", number: 6, body: body(WORDS) });
  await db.put("outbox", { ...op, id: "o7", number: 7, state: "needs_you", code: "conflict", body: body("two") });
  await db.put("sent", { ...op, id: "o5", number: 5, arrivedAt: new Date().toISOString(), body: body(WORDS) });
  db.close();
}

describe("a store of the release before encryption", () => {
  it("keeps its unsent work, its device and its count, and holds no clear word afterwards", async () => {
    await oldDatabase();
    expect(await readable()).toContain("Elena");
    await hold(USER);
    const store = await Store.open(USER);
    expect(store.ops.map(({ id, number, state, raw }) => [id, number, state, raw])).toEqual([["o6", 6, "waiting", JSON.stringify({ text: WORDS })], ["o7", 7, "needs_you", JSON.stringify({ text: "two" })]]);
    expect([store.device, store.highest, store.sent.length, (await store.meta<{ name: string }>("me"))!.name]).toEqual(["dev1", 7, 1, WORDS]);
    expect(store.memory.one("incident", "i1")).toMatchObject({ place: WORDS });
    store.close();
    expect(await readable()).not.toMatch(/Elena|Alder/);
  });

  it("is sealed to the end although the first time was cut off half-way", async () => {
    await oldDatabase();
    await hold(USER);
    const db = await open(USER);
    const [first] = await db.getAll("outbox");
    await db.put("outbox", { ...first!, body: await codecOf(USER)!.seal(about.op(first!.id), (first!.body as { data: unknown }).data) });
    db.close();
    const store = await Store.open(USER);
    expect(store.ops.map((op) => op.id)).toEqual(["o6", "o7"]);
    store.close();
  });
});

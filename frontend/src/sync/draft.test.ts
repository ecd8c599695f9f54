import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeServer, ME } from "../../tests/server";
import { destroy } from "$store/db";
import { forgetKey } from "$store/keyring";
import { current, openStore } from "$store/live.svelte";
import { Draft, draftsKept } from "./draft.svelte";
import { lockBook, makePin, unlock } from "./lock.svelte";
import { confirm, lock, session } from "./session.svelte";

const PIN = "407193";

beforeEach(async () => {
  new FakeServer().install();
  lockBook.cost = { memory: 64, passes: 1 };
  forgetKey(ME.id);
  await confirm();
  await makePin(ME.id, PIN);
});
afterEach(async () => {
  current.store?.close();
  current.store = null;
  forgetKey(ME.id);
  session.state = "starting";
  session.server = "unknown";
  session.me = session.told = session.person = null;
  await destroy(ME.id);
});

describe("a half-written form", () => {
  it("keeps what was being typed up to the last letter", async () => {
    const form = new Draft("remark:i1", "");
    form.type("half a sen");
    form.type("half a sente");
    lock();
    form.keep();
    await unlock(ME.id, PIN);
    expect(await new Draft("remark:i1", "").begin()).toBe("half a sente");
  });

  it("has the first words on the disk at once, and none of them after they were sent", async () => {
    const form = new Draft("remark:i1", "");
    form.type("half a sen");
    await draftsKept();
    expect(await current.store!.db.count("drafts")).toBe(1);
    form.type("a whole sentence");
    form.keep();
    form.done();
    await draftsKept();
    expect(await current.store!.db.count("drafts")).toBe(0);
  });

  it("opens one store when the PIN and the server ask for it at the same time", async () => {
    lock();
    await unlock(ME.id, PIN);
    current.store!.close();
    current.store = null;
    const [one, other] = await Promise.all([openStore(ME.id), openStore(ME.id)]);
    expect([one === other, current.store === one]).toEqual([true, true]);
  });
});

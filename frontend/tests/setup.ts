import "fake-indexeddb/auto";
import { beforeEach } from "vitest";
import { holdKey } from "$store/keyring";

/** The few things of a browser that the store and sync touch and Node lacks. */
class FakeStorage implements Pick<Storage, "getItem" | "setItem" | "removeItem" | "clear"> {
  private values = new Map<string, string>();
  getItem(key: string): string | null { return this.values.get(key) ?? null; }
  setItem(key: string, value: string): void { this.values.set(key, value); }
  removeItem(key: string): void { this.values.delete(key); }
  clear(): void { this.values.clear(); }
}

const kept = new Map<string, string>();
const fakeCache = {
  match: async (key: string): Promise<Response | undefined> => (kept.has(key) ? new Response(kept.get(key)) : undefined),
  put: async (key: string, response: Response): Promise<void> => void kept.set(key, await response.text()),
};

Object.defineProperty(globalThis, "localStorage", { value: new FakeStorage(), configurable: true });
Object.defineProperty(globalThis, "caches", { value: { open: async () => fakeCache }, configurable: true });
Object.defineProperty(globalThis, "location", { value: { href: "http://casey.localhost:8000/", pathname: "/", search: "" }, configurable: true });

const keys = new Map<string, CryptoKey>();

/** The key of a person is held, as after their PIN; always the same one. What is about PINs forgets it first. */
export async function hold(...users: string[]): Promise<void> {
  for (const user of users) {
    const key = keys.get(user) ?? (await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]));
    keys.set(user, key);
    holdKey(user, key);
  }
}

beforeEach(async () => {
  // what the last test still writes to the second place is not taken for this one's
  await new Promise((resolve) => setTimeout(resolve, 0));
  await hold("u-casey", "u-omar");
  localStorage.clear();
  kept.clear();
});

import { argon, type Cost } from "./argon";
import type { Db } from "./db";
import { write } from "./db";

/** The data key of one person on this device, wrapped by each of their ways in. Nothing here opens anything by itself. */
export interface Vault {
  v: 1;
  pin: { salt: Uint8Array<ArrayBuffer>; memory: number; passes: number; iv: Uint8Array<ArrayBuffer>; key: ArrayBuffer };
  passkey?: { credential: Uint8Array<ArrayBuffer>; salt: Uint8Array<ArrayBuffer>; iv: Uint8Array<ArrayBuffer>; key: ArrayBuffer };
}

/**
 * Argon2id, one lane. OWASP's Password Storage Cheat Sheet asks for at least 46 MiB with one pass; this is above it. A
 * second pass took about 0.3 s more at a quarter of a server's speed, and the assignment must be there within a second. A vault
 * keeps the cost it was made with. KiB and passes.
 */
export const COST: Cost = { memory: 65_536, passes: 1 };
const random = (bytes: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(bytes));
const owner = (user: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(`vault:${user}`);

async function pinKey(pin: string, salt: Uint8Array, cost: Cost): Promise<CryptoKey> {
  return wrapper(await argon(pin, salt, cost));
}

function wrapper(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["wrapKey", "unwrapKey"]);
}

async function wrap(user: string, key: CryptoKey, by: CryptoKey): Promise<{ iv: Uint8Array<ArrayBuffer>; key: ArrayBuffer }> {
  const iv = random(12);
  return { iv, key: await crypto.subtle.wrapKey("raw", key, by, { name: "AES-GCM", iv, additionalData: owner(user) }) };
}

/** The data key, or null when `by` is not its wrapper. */
async function unwrap(user: string, box: { iv: Uint8Array<ArrayBuffer>; key: ArrayBuffer }, by: CryptoKey, extractable = false): Promise<CryptoKey | null> {
  try {
    return await crypto.subtle.unwrapKey("raw", box.key, by, { name: "AES-GCM", iv: box.iv, additionalData: owner(user) }, "AES-GCM", extractable, ["encrypt", "decrypt"]);
  } catch {
    return null;
  }
}

/** A new random data key behind a new PIN; what comes back for use cannot be exported. */
export async function makeVault(user: string, pin: string, cost: Cost = COST): Promise<{ vault: Vault; key: CryptoKey }> {
  const salt = random(16);
  const by = await pinKey(pin, salt, cost);
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const box = await wrap(user, key, by);
  const kept = await unwrap(user, box, by);
  if (!kept) throw new Error("the new key does not open");
  return { vault: { v: 1, pin: { salt, ...cost, ...box } }, key: kept };
}

export async function openByPin(user: string, vault: Vault, pin: string): Promise<CryptoKey | null> {
  return unwrap(user, vault.pin, await pinKey(pin, vault.pin.salt, vault.pin));
}

/** Another way to the same key: `secret` are the 32 bytes a passkey gives for `salt`. The PIN is asked once more for it. */
export async function addPasskey(user: string, vault: Vault, pin: string, passkey: { credential: Uint8Array<ArrayBuffer>; salt: Uint8Array<ArrayBuffer>; secret: Uint8Array<ArrayBuffer> }): Promise<Vault | null> {
  const key = await unwrap(user, vault.pin, await pinKey(pin, vault.pin.salt, vault.pin), true);
  if (!key) return null;
  const { credential, salt, secret } = passkey;
  return { ...vault, passkey: { credential, salt, ...(await wrap(user, key, await wrapper(secret))) } };
}

export async function openByPasskey(user: string, vault: Vault, secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey | null> {
  return vault.passkey ? unwrap(user, vault.passkey, await wrapper(secret)) : null;
}

export async function readVault(db: Db): Promise<Vault | null> {
  return ((await db.get("meta", "vault")) as Vault | undefined) ?? null;
}

export async function writeVault(db: Db, vault: Vault): Promise<void> {
  await write(db, ["meta"], async (tx) => void (await tx.objectStore("meta").put(vault, "vault")));
}

import { Codec } from "./seal";

/** The data keys that are open in this tab, none of which can be exported. Locking forgets; only the PIN brings back. */
const open = new Map<string, Codec>();

export function holdKey(user: string, key: CryptoKey): void {
  open.set(user, new Codec(key));
}

export function codecOf(user: string): Codec | null {
  return open.get(user) ?? null;
}

export function forgetKey(user: string): void {
  open.delete(user);
}

/** The person's key is not held: first the PIN. */
export class Locked extends Error {
  override name = "Locked";
}

/** What lies on the disk instead of a body. Kind 0 is clear text of a release without encryption; only the migration reads it. */
export type Sealed = { readonly v: 1; readonly iv: Uint8Array<ArrayBuffer>; readonly data: ArrayBuffer } | { readonly v: 0; readonly data: unknown };

/** 96 bits, new for every sealing: NIST SP 800-38D allows 2^32 random ones under one key. */
const IV_BYTES = 12;
const text = { to: new TextEncoder(), from: new TextDecoder() };

/** Whatever could not be opened: another key, another row's body, or changed bytes. */
export class Unreadable extends Error {
  override name = "Unreadable";
}

/**
 * The one codec between an object and what lies on the disk: AES-256-GCM. `about` names the row ("record:incident:7")
 * and is checked with the body, so that bodies cannot be swapped. Asynchronous, so never inside a transaction.
 */
export class Codec {
  constructor(private readonly key: CryptoKey) {}

  async seal(about: string, body: unknown): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.to.encode(about) }, this.key, text.to.encode(JSON.stringify(body)));
    return { v: 1, iv, data };
  }

  /** Throws Unreadable; clear text does not count as a body once a store is sealed. */
  async unseal<T>(about: string, sealed: Sealed): Promise<T> {
    if (sealed.v !== 1) throw new Unreadable();
    const { iv, data } = sealed;
    try {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: text.to.encode(about) }, this.key, data);
      return JSON.parse(text.from.decode(plain)) as T;
    } catch {
      throw new Unreadable();
    }
  }
}

export const about = {
  record: (kind: string, id: string): string => `record:${kind}:${id}`,
  /** A command keeps its seal when it moves from the outbox to what was sent, and back. */
  op: (id: string): string => `op:${id}`,
  meta: (key: string): string => `meta:${key}`,
  draft: (form: string): string => `draft:${form}`,
};

/** A command's body is asked for again after every answer; opening it once is enough while its seal stays the same. */
export class Opened {
  private known = new Map<string, { sealed: Sealed; body: unknown }>();

  async get<T>(codec: Codec, id: string, sealed: Sealed): Promise<T> {
    const before = this.known.get(id);
    if (before && same(before.sealed, sealed)) return before.body as T;
    const body = await codec.unseal<T>(about.op(id), sealed);
    this.known.set(id, { sealed, body });
    return body;
  }

  /** Forgets what is neither waiting nor lately sent. */
  keep(ids: ReadonlySet<string>): void {
    for (const id of this.known.keys()) if (!ids.has(id)) this.known.delete(id);
  }
}

function same(a: Sealed, b: Sealed): boolean {
  return a.v === 1 && b.v === 1 && a.iv.every((byte, i) => byte === b.iv[i]);
}

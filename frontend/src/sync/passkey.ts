/** A passkey as a second way to the data key: WebAuthn's PRF gives 32 bytes that only this authenticator can make. */
type Bytes = Uint8Array<ArrayBuffer>;
export interface Passkey { credential: Bytes; salt: Bytes; secret: Bytes }

const random = (bytes: number): Bytes => crypto.getRandomValues(new Uint8Array(bytes));
const asBytes = (from: BufferSource): Bytes => new Uint8Array(from instanceof ArrayBuffer ? from.slice(0) : new Uint8Array(from.buffer as ArrayBuffer, from.byteOffset, from.byteLength).slice().buffer);
/** Nobody checks a signature here: the server does not know this passkey, and only its secret counts. */
const challenge = (): Bytes => random(32);

/** Makes a passkey of this device; null when the person declined or it cannot give a secret. */
export async function makePasskey(name: string): Promise<Passkey | null> {
  const salt = random(32);
  try {
    const made = (await navigator.credentials.create({
      publicKey: {
        rp: { name: "Alongside" }, user: { id: random(32), name, displayName: name }, challenge: challenge(),
        pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        extensions: { prf: { eval: { first: salt } } },
      },
    })) as PublicKeyCredential | null;
    const prf = made?.getClientExtensionResults().prf;
    if (!made || !prf) return null;
    const credential = asBytes(made.rawId);
    const secret = prf.results?.first ? asBytes(prf.results.first) : prf.enabled ? await askPasskey(credential, salt) : null;
    return secret && { credential, salt, secret };
  } catch {
    return null;
  }
}

/** The secret of a passkey; null when the person declined or it is not here. */
export async function askPasskey(credential: Bytes, salt: Bytes): Promise<Bytes | null> {
  try {
    const given = (await navigator.credentials.get({
      publicKey: { challenge: challenge(), allowCredentials: [{ type: "public-key", id: credential }], userVerification: "required", extensions: { prf: { eval: { first: salt } } } },
    })) as PublicKeyCredential | null;
    const secret = given?.getClientExtensionResults().prf?.results?.first;
    return secret ? asBytes(secret) : null;
  } catch {
    return null;
  }
}

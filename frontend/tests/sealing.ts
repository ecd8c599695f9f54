/** How many bodies are being sealed or opened now; the crypto itself is the real one. */
export const sealing = { now: 0 };

function counted<Arguments extends unknown[], Result>(work: (...given: Arguments) => Promise<Result>): (...given: Arguments) => Promise<Result> {
  return async (...given) => {
    sealing.now += 1;
    try {
      return await work(...given);
    } finally {
      sealing.now -= 1;
    }
  };
}

const { subtle } = crypto;
const encrypt = subtle.encrypt.bind(subtle);
const decrypt = subtle.decrypt.bind(subtle);
Object.assign(subtle, { encrypt: counted(encrypt), decrypt: counted(decrypt) });

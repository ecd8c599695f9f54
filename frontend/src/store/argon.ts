import simd from "argon2id/dist/simd.wasm?inline";
import plain from "argon2id/dist/no-simd.wasm?inline";
import setup from "argon2id/lib/setup.js";

/** KiB and passes. */
export interface Cost { memory: number; passes: number }
interface Ready { hash: Awaited<ReturnType<typeof setup>>; memory: WebAssembly.Memory }

const SLICE = 4 * 1024 * 1024;
const PAGE = 4096;

/** Made while a PIN is being typed, used once, then let go: a phone does not keep 64 MiB for a lock that is open. */
let ready: Promise<Ready> | null = null;

async function load(): Promise<Ready> {
  let memory: WebAssembly.Memory | null = null;
  const from = (data: string) => (imports: WebAssembly.Imports): Promise<WebAssembly.WebAssemblyInstantiatedSource> => {
    memory = imports["env"]?.["memory"] as WebAssembly.Memory;
    return WebAssembly.instantiate(bytes(data), imports);
  };
  // the first one needs SIMD, which not every phone has; the second does the same without, more slowly
  const hash = await setup(from(simd), from(plain));
  return { hash, memory: memory as unknown as WebAssembly.Memory };
}

function bytes(data: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(data.slice(data.indexOf(",") + 1)), (char) => char.charCodeAt(0));
}

/** Argon2id, one lane, 32 bytes. */
export async function argon(password: string, salt: Uint8Array, { memory, passes }: Cost): Promise<Uint8Array<ArrayBuffer>> {
  const { hash } = await (ready ?? load());
  ready = null;
  const start = performance.now();
  const key = new Uint8Array(hash({ password: new TextEncoder().encode(password), salt, parallelism: 1, passes, memorySize: memory, tagLength: 32 }));
  // for benchmarks/phone.py; a time tells nothing of the PIN
  performance.measure("argon2id", { start });
  return key;
}

/** The lock was opened another way. */
export function cool(): void {
  ready = null;
}

/**
 * While the PIN is still being typed: the code is compiled and run once, and its memory touched, a slice at a time so
 * that no digit waits. The system gives memory page by page at the first touch, which is a good part of the work.
 */
export async function warm(): Promise<void> {
  ready ??= load();
  const { hash, memory } = await ready;
  hash({ password: new Uint8Array(8), salt: new Uint8Array(16), parallelism: 1, passes: 1, memorySize: 2_048, tagLength: 32 });
  const { buffer } = memory;
  for (let from = 0; from < buffer.byteLength; from += SLICE) {
    await new Promise((next) => setTimeout(next, 0));
    if (memory.buffer !== buffer) return;
    const view = new Uint8Array(buffer, from, Math.min(SLICE, buffer.byteLength - from));
    for (let at = 0; at < view.length; at += PAGE) view[at] = 0;
  }
}

import { fileURLToPath } from "node:url";

/** One name per layer, the same for Vite, Vitest and TypeScript (tsconfig.json repeats them). */
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export const aliases: { find: RegExp; replacement: string }[] = [
  { find: /^\$messages\/runtime$/, replacement: at("./src/paraglide/runtime.js") },
  { find: /^\$messages$/, replacement: at("./src/paraglide/messages.js") },
  { find: /^\$(app|features|sync|store|api|ui)\//, replacement: `${at("./src")}/$1/` },
];

import { describe, expect, it } from "vitest";
import { refuse } from "../eslint.layers.js";

const from = (file: string) => `/work/frontend/src/${file}`;

describe("the layers", () => {
  it.each([
    ["store/store.ts", "$sync/index"],
    ["store/store.ts", "../sync/live"],
    ["api/client.ts", "$store/db"],
    ["sync/live.ts", "$features/dispatch/routes"],
    ["sync/live.ts", "$ui/time"],
    ["ui/Button.svelte", "$sync/index"],
    ["ui/Button.svelte", "../api/client"],
    ["features/dispatch/board/Board.svelte", "$app/routes"],
    ["features/dispatch/board/Board.svelte", "$features/assignment/words"],
    ["features/dispatch/board/Board.svelte", "../../assignment/words"],
    ["sw/sw.ts", "$ui/time"],
    ["ui/time.ts", "../paraglide/messages.js"],
  ])("%s may not import %s", (file, source) => {
    expect(refuse(from(file), source)).not.toBeNull();
  });

  it.each([
    ["app/routes.ts", "$features/dispatch/routes"],
    ["features/dispatch/board/Board.svelte", "../words"],
    ["features/dispatch/board/Board.svelte", "$features/dispatch/words"],
    ["features/dispatch/board/Board.svelte", "$sync/index"],
    ["sync/live.ts", "$store/db"],
    ["ui/time.ts", "$messages"],
    ["sync/live.ts", "idb"],
  ])("%s may import %s", (file, source) => {
    expect(refuse(from(file), source)).toBeNull();
  });
});

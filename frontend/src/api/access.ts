import type { ACCESS } from "./generated/access";

type Rules = typeof ACCESS;
/** Every name in the server's access table. */
export type Action = keyof Rules;
/** Facts: what a device may keep and send later. */
export type Kept = { [A in Action]: Rules[A]["offline"] extends "never" | null ? never : A }[Action];
/** Everything that writes. What is not also `Kept` is an order of the board: now or not at all. */
export type Write = { [A in Action]: Rules[A]["offline"] extends null ? never : A }[Action];

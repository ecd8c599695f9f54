import { m } from "$messages";
import type { DeviceRow, Woken } from "$sync/index";

export const WOKEN: Record<Woken, () => string> = {
  proven: m.waking_word_proven, not_proven: m.waking_word_not_proven, asleep: m.waking_word_asleep, only_open: m.waking_word_only_open,
};

/** How many of the four boxes are full: sent, taken, received, touched. */
export const steps = (row: DeviceRow): number => (row.wake_result === "touched" ? 4 : row.wake_result === "woken" ? 3 : row.wake_tested_at ? 1 : 0);

import { m } from "$messages";
import type { Cannot, Phase } from "./woken.svelte";

/** What this platform needs, in the order to do it; the stop that failed is where it starts. */
export function helpFor(phase: Phase, cannot: Cannot, platform: "ios" | "android" | "desk", installed: boolean): string[] {
  if (phase === "not_sent" || phase === "not_taken") return [m.waking_fix_again()];
  if (phase === "cannot" && (cannot === "no_key" || cannot === "refused")) return [m.waking_fix_again()];
  if (platform === "ios" && !installed) return [m.waking_fix_ios_share(), m.waking_fix_ios_open()];
  if (phase === "cannot" && cannot === "unsupported") return [m.waking_fix_other()];
  if (platform === "ios") return phase === "cannot" ? [m.waking_fix_ios_settings()] : [m.waking_fix_ios_focus(), m.waking_fix_ios_settings()];
  if (platform === "android") return phase === "cannot" ? [m.waking_fix_android_settings()] : [m.waking_fix_android_settings(), m.waking_fix_android_battery()];
  return phase === "cannot" ? [m.waking_fix_site()] : [m.waking_fix_site(), m.waking_fix_again()];
}

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { live, read } from "./acts.ts";
import type { Seat } from "./browser.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const ZONE = "America/Los_Angeles";
const DAY_MS = 86_400_000;

/** The server's time, which the demo's shift is part of. */
async function serverTime(seat: Seat): Promise<number> {
  return Date.parse((await read<{ server_time: string }>(seat, "/api/me")).server_time);
}

/** Minutes since midnight in the programme's zone. */
function minutes(at: number): number {
  const [hour, minute] = new Intl.DateTimeFormat("en-US", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at).split(":").map(Number);
  return hour! * 60 + minute!;
}

/**
 * The demo's clock goes on to this hour of the day, so many days from today; 0 days: the next time it is that hour.
 * There is no way back, so a file that does this is the last one (vitest.e2e.ts). Every open screen has followed by then,
 * without being loaded anew. Answers when it is then, in ms.
 */
export async function goOn(seats: readonly Seat[], days: number, hour: number): Promise<number> {
  const seat = seats[0]!;
  // one that is just being opened would have the new time with its welcome, and ask nothing
  await Promise.all(seats.map(live));
  const now = await serverTime(seat);
  let to = now + days * DAY_MS + (hour * 60 - minutes(now + days * DAY_MS)) * 60_000;
  if (to <= now) to += DAY_MS;
  to += (hour * 60 - minutes(to)) * 60_000; // where the clocks were changed on the way
  const python = [`${root}.venv/bin/python`, "python"].find((path) => path === "python" || existsSync(path))!;
  // a screen whose clock has jumped asks what it missed, and has the time with the answer
  const heard = Promise.all(seats.map(({ page }) => page.waitForResponse((answer) => answer.url().includes("/api/changes"))));
  // the stack's own environment is ours: config/demo.py started both
  await promisify(execFile)(python, ["manage.py", "advance", `${Math.ceil((to - now) / 1000)}s`], { cwd: root });
  await heard;
  return to;
}

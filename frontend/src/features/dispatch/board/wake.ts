import { m } from "$messages";
import type { Member, Presence, PushState, Woken } from "$sync/index";

const WORDS: Partial<Record<Woken, (values: { names: string }) => string>> = {
  only_open: m.waking_board_only_open, asleep: m.waking_board_asleep,
};

/** What a dispatcher must know before relying on this crew's phones: one line for each way in which they cannot be woken. */
export function wakeLines(members: readonly Member[], users: Readonly<Record<string, Presence>>): string[] {
  return (Object.entries(WORDS) as [Woken, (values: { names: string }) => string][]).flatMap(([word, say]) => {
    const names = named(members, users, word);
    return names ? [say({ names })] : [];
  });
}

/** Those whose phone was not tested this shift; null: nobody. Worth knowing, no reason to doubt. */
export function notProven(members: readonly Member[], users: Readonly<Record<string, Presence>>): string | null {
  const names = named(members, users, "not_proven");
  return names ? m.waking_board_not_proven({ names }) : null;
}

function named(members: readonly Member[], users: Readonly<Record<string, Presence>>, word: Woken): string {
  const found = members.filter((one) => one.confirmed && (users[one.user]?.woken ?? one.woken) === word);
  return found.map((one) => one.short_name || one.name).join(", ");
}

const PUSH: Record<PushState, () => string> = {
  queued: m.waking_push_queued, sent: m.waking_push_sent, accepted: m.waking_push_accepted,
  received: m.waking_push_received, opened: m.waking_push_opened, failed: m.waking_push_failed,
};

/** How far a push has got, in words. */
export function pushWords(state: PushState): string {
  return m.waking_board_push({ state: PUSH[state]() });
}

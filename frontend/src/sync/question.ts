import type { Write } from "$api/access";
import type { Store } from "$store/store.svelte";
import { serverNow } from "./clock.svelte";
import { noticingFull, type Command } from "./outbox";
import { OP_VERSION } from "./sender";
import type { Verdict } from "./verdict";

/** The order changed nothing, because somebody was first; what was meant stays before its giver until they decide. */
export async function keepQuestion(
  store: Store, command: Pick<Command<Write>, "action" | "kind" | "id" | "method" | "url" | "baseVersion">, key: string, raw: string,
  verdict: Extract<Verdict, { then: "needs_you" }>,
): Promise<void> {
  const { status, code, object, data, version, outcome } = verdict;
  if (store.ops.some((op) => op.id === key)) return;
  await noticingFull(() => store.enqueue(
    {
      id: key, action: command.action, key: `${command.kind}:${command.id}`, after: [], base: command.baseVersion ?? null,
      occurredAt: new Date(serverNow()).toISOString(), opVersion: OP_VERSION,
    },
    { method: command.method ?? "POST", url: command.url, raw, optimistic: [], object, data, version, outcome },
    { state: "needs_you", status, code },
  ));
}

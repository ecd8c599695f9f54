import type { Write } from "$api/access";
import { call } from "$api/client";
import { current } from "$store/live.svelte";
import { serverNow } from "./clock.svelte";
import { live } from "./link.svelte";
import { noticingFull, type Command } from "./outbox";
import { keepQuestion } from "./question";
import { endedByServer } from "./session.svelte";
import { OP_VERSION } from "./sender";
import { judge } from "./verdict";

export type Now<T = Record<string, unknown>> =
  | { ok: true; repeated: boolean; object: T | null; version: number }
  | {
      ok: false;
      /** "no_connection": say "use the radio". "unknown": it left, no answer came: it may have arrived. */
      why: "no_connection" | "unknown" | "signed_out" | "refused" | "conflict" | "busy";
      code: string;
      data: Record<string, unknown>;
      object: T | null;
    };

const LIMIT_MS = 2000;

/**
 * An order of the board. It is never kept for later: within two seconds it has happened, was refused, or the answer
 * is "no connection, use the radio". Give the same `key` to repeat the very same order.
 */
export async function sendNow<T = Record<string, unknown>>(command: Omit<Command<Write>, "optimistic" | "after"> & { key?: string }): Promise<Now<T>> {
  const store = current.store;
  const nothing = { data: {}, object: null };
  if (!store) return { ok: false, why: "signed_out", code: "signed_out", ...nothing };
  const key = command.key ?? crypto.randomUUID();
  const raw = JSON.stringify(command.body ?? {});
  if (globalThis.navigator?.onLine === false) return { ok: false, why: "no_connection", code: "no_connection", ...nothing };
  // given anew by hand: it answers the question that the earlier one left
  const asked = store.ops.find((op) => op.state === "needs_you" && op.action === command.action && op.key === `${command.kind}:${command.id}`);
  const answer = await call({
    method: command.method ?? "POST",
    url: command.url,
    raw,
    deadline: LIMIT_MS,
    headers: {
      "Idempotency-Key": key,
      "X-Device": store.device,
      "X-Occurred-At": new Date(serverNow()).toISOString(),
      "X-Op-Version": String(OP_VERSION),
      "X-User": store.user,
      ...(asked ? { "X-Supersedes": asked.id } : {}),
      ...(command.baseVersion == null ? {} : { "If-Match": String(command.baseVersion) }),
    },
  });
  if (answer.kind === "answer") live.heard();
  const verdict = judge(answer);
  switch (verdict.then) {
    case "done": {
      const envelope = verdict.envelope;
      if (asked) await noticingFull(() => store.decide(asked, "new", new Date(serverNow()).toISOString(), null));
      if (envelope?.object) await store.putObject({ kind: envelope.kind, id: envelope.id, version: envelope.version, object: envelope.object });
      return { ok: true, repeated: envelope?.outcome === "already_applied", object: (envelope?.object ?? null) as T | null, version: envelope?.version ?? 0 };
    }
    case "needs_you":
      if (verdict.outcome === "needs_review") await keepQuestion(store, command, key, raw, verdict);
      return { ok: false, why: verdict.status === 409 || verdict.outcome === "needs_review" ? "conflict" : "refused", code: verdict.code, data: verdict.data, object: verdict.object as T | null };
    case "signed_out":
      endedByServer(verdict.code);
      return { ok: false, why: "signed_out", code: "signed_out", ...nothing };
    case "no_connection": {
      const late = answer.kind === "no_connection" && answer.why === "deadline";
      return { ok: false, why: late ? "unknown" : "no_connection", code: late ? "maybe_sent" : "no_connection", ...nothing };
    }
    default:
      return { ok: false, why: "busy", code: "busy", ...nothing };
  }
}

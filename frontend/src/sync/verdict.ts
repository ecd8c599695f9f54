import type { Answer } from "$api/client";
import type { Envelope, ErrorBody } from "$api/types";

/** What an answer means for a kept command. Nothing here ever means "drop it". */
export type Verdict =
  | { then: "done"; envelope: Envelope | null }
  | {
      then: "needs_you"; status: number; code: string; outcome: string;
      object: Record<string, unknown> | null; data: Record<string, unknown>; version: number | null;
    }
  | { then: "no_connection" }
  | { then: "signed_out"; code: string }
  | { then: "csrf" }
  | { then: "retry"; status: number; after: number | null };

const DONE = new Set(["applied", "already_applied", "merged"]);

export function judge(answer: Answer): Verdict {
  if (answer.kind === "no_connection") return { then: "no_connection" };
  const { status, retryAfter } = answer;
  const body = (answer.body ?? {}) as Partial<Envelope & ErrorBody>;
  if (status === 401) return { then: "signed_out", code: body.code ?? "" };
  if (status === 429 || status === 408 || status >= 500) return { then: "retry", status, after: retryAfter };
  if (status === 403 && !body.outcome && (body.code ?? "").startsWith("csrf")) return { then: "csrf" };
  if (status >= 200 && status < 300) {
    if (status === 204) return { then: "done", envelope: null };
    if (body.outcome && DONE.has(body.outcome)) return { then: "done", envelope: body as Envelope };
    // needs_review, or an outcome of a newer server: a person looks at it
    return needsYou(status, body, body.outcome || "unknown");
  }
  if (status >= 300 && status < 400) return { then: "no_connection" };
  return needsYou(status, body, String(status));
}

function needsYou(status: number, body: Partial<Envelope>, otherwise: string): Verdict {
  return {
    then: "needs_you", status, code: body.code || otherwise, outcome: body.outcome ?? "",
    object: body.object ?? null, data: body.data ?? {}, version: body.version ?? null,
  };
}

/** Full jitter: anywhere between nothing and the doubled wait, capped. */
export function backOff(tries: number, base = 1000, cap = 60_000, random: () => number = Math.random): number {
  return Math.round(random() * Math.min(cap, base * 2 ** Math.min(tries, 20)));
}

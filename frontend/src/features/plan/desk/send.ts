import { sendNow, type Now, type Write } from "$sync/index";
import { m } from "$messages";
import { refusal } from "$ui/refusals";
import { fieldTitle } from "./parts";

export interface Order { action: Write; url: string; body?: Record<string, unknown>; method?: "POST" | "PATCH"; baseVersion?: number }

/** One act of the desk: now or not at all. Answers what to say when it did not happen; empty when it did. */
export async function order(id: string, what: Order): Promise<{ trouble: string; code: string }> {
  const done: Now = await sendNow({ kind: "plan", id, ...what });
  if (done.ok) return { trouble: "", code: "" };
  const fields = Array.isArray(done.data["fields"]) ? (done.data["fields"] as string[]).map(fieldTitle).join(", ") : "";
  if (fields && done.code === "plan_not_whole") return { trouble: m.plan_missing({ fields }), code: done.code };
  if (fields && done.code === "invalid") return { trouble: m.plan_wrong({ fields }), code: done.code };
  return { trouble: refusal(done.code), code: done.code };
}

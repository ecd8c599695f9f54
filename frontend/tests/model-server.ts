import type { Answer } from "$api/client";

/** A request as the server sees it. */
export interface Wire { url: string; raw: string; headers: Record<string, string> }
type Stored = { status: number; outcome: string; code: string; finger: string };

/** What is to become of an intent at its first, second, … try under a new key; "applied" afterwards. */
export type Fate = "applied" | "merged" | "kept_late" | "needs_review" | "conflict" | "rejected";
const ANSWERS: Record<Fate, [number, string, string]> = {
  applied: [200, "applied", ""], merged: [200, "merged", ""], kept_late: [200, "merged", "kept_late"],
  needs_review: [202, "needs_review", "changed_meanwhile"], conflict: [409, "conflict", "assignment_ended"], rejected: [403, "rejected", "not_allowed"],
};
const OVER = new Set(["applied", "already_applied", "merged"]);

interface State { stored: Map<string, Stored>; effects: string[]; tries: Map<string, number> }
const copy = ({ stored, effects, tries }: State): State => ({ stored: new Map(stored), effects: [...effects], tries: new Map(tries) });

/** The contract in memory: one effect per key, the same answer for ever, and a backup that it may be set back to. */
export class ModelServer {
  signedIn = true;
  epoch = 1;
  state: State = { stored: new Map(), effects: [], tries: new Map() };
  /** Keys that were once answered with "it is in"; and with anything that is final. */
  readonly done = new Set<string>();
  readonly final = new Set<string>();
  readonly complaints: string[] = [];
  private backup: State = copy(this.state);
  private readonly fingers = new Map<string, string>();
  private readonly first: { object: string; number: number; key: string }[] = [];

  save(): void {
    this.backup = copy(this.state);
  }

  restore(): void {
    this.state = copy(this.backup);
    this.epoch += 1;
  }

  receive({ url, raw, headers }: Wire): Answer {
    if (!this.signedIn) return answer(401, { code: "not_signed_in" });
    const key = headers["Idempotency-Key"] ?? "";
    const finger = JSON.stringify([url, raw, headers["X-Occurred-At"], headers["X-Op-Number"]]);
    if ((this.fingers.get(key) ?? finger) !== finger) this.complaints.push(`${key} came with other bytes`);
    this.fingers.set(key, finger);
    const known = this.state.stored.get(key);
    if (known) return this.say(key, { ...known, outcome: known.outcome === "applied" ? "already_applied" : known.outcome });
    const stored = { finger, ...(url === "/api/ops/settle" ? this.settle(raw) : this.apply(url, raw, headers)) };
    this.state.stored.set(key, stored);
    return this.say(key, stored);
  }

  private say(key: string, { status, outcome, code }: Stored): Answer {
    if (OVER.has(outcome)) this.done.add(key);
    this.final.add(key);
    return answer(status, { outcome, code, message: "", data: {}, kind: "thing", id: "x", version: 1, object: null });
  }

  private settle(raw: string): Omit<Stored, "finger"> {
    const known = this.state.stored.has((JSON.parse(raw) as { supersedes: string }).supersedes);
    return known ? { status: 200, outcome: "applied", code: "" } : { status: 404, outcome: "rejected", code: "not_found" };
  }

  private apply(url: string, raw: string, headers: Record<string, string>): Omit<Stored, "finger"> {
    const { intent, fates } = JSON.parse(raw) as { intent: string; fates: Fate[] };
    const tried = this.state.tries.get(intent) ?? 0;
    this.state.tries.set(intent, tried + 1);
    this.inOrder(url, headers);
    const [status, outcome, code] = ANSWERS[fates[tried] ?? "applied"];
    if (OVER.has(outcome)) this.state.effects.push(intent);
    return { status, outcome, code };
  }

  /** What was given earlier about the same object must have had its answer before this one comes for the first time. */
  private inOrder(object: string, headers: Record<string, string>): void {
    const [number, key] = [Number(headers["X-Op-Number"]), headers["Idempotency-Key"] ?? ""];
    if (this.first.some((one) => one.object === object && one.number > number && !this.first.some((two) => two.key === key))) {
      this.complaints.push(`${object}: number ${number} came after a later one`);
    }
    this.first.push({ object, number, key });
  }
}

function answer(status: number, body: unknown): Answer {
  return { kind: "answer", status, body, retryAfter: null };
}

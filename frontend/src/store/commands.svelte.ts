import type { Memory, Overlay } from "./memory.svelte";
import { byNumber, type Op, type Sent } from "./ops";

/**
 * The open store's commands in memory, and what the waiting ones lay over the objects that screens show. One change
 * costs the same however many wait.
 */
export class Commands {
  /** Without a final answer, oldest first. */
  ops = $state.raw<readonly Op[]>([]);
  /** What the server took or a person decided in the last 24 hours, newest first. */
  sent = $state.raw<readonly Sent[]>([]);
  /** How many have been waiting since none did: "sending 120 of 500". */
  burst = $state(0);
  /** The disk's count of changes that these lists show; see `nextTurn`. */
  turn = -1;
  waiting = $state(0);

  constructor(private readonly memory: Memory) {}

  /** What the disk held at `turn`. */
  load(turn: number, ops: Op[], sent: Sent[]): void {
    this.turn = turn;
    this.sent = sent.sort((a, b) => Date.parse(b.arrivedAt) - Date.parse(a.arrivedAt) || b.number - a.number);
    this.ops = ops.sort(byNumber);
    const waiting = ops.filter((op) => op.state === "waiting");
    this.count(waiting.length);
    this.memory.setOverlays(waiting.map(laid));
  }

  add(op: Op): void {
    this.ops = [...this.ops, op];
    if (op.state !== "waiting") return;
    this.memory.lay(laid(op));
    this.count(this.waiting + 1);
  }

  replace(op: Op): void {
    const at = this.ops.findIndex((other) => other.n === op.n);
    const before = this.ops[at];
    if (!before) return;
    this.ops = this.ops.with(at, op);
    if (before.state !== "waiting" || op.state === "waiting") return;
    this.memory.lift(op.id);
    this.count(this.waiting - 1);
  }

  remove(op: Op): void {
    const before = this.ops.find((other) => other.n === op.n);
    if (!before) return;
    this.ops = this.ops.filter((other) => other !== before);
    if (before.state !== "waiting") return;
    this.memory.lift(op.id);
    this.count(this.waiting - 1);
  }

  private count(waiting: number): void {
    this.burst = waiting === 0 ? 0 : Math.max(waiting, this.burst + Math.max(0, waiting - this.waiting));
    this.waiting = waiting;
  }
}

const laid = (op: Op): Overlay => ({ op: op.id, action: op.action, occurredAt: op.occurredAt, changes: op.optimistic });

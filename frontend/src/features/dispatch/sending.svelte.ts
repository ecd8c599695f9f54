import type { Now, Assignment } from "$sync/index";
import { m } from "$messages";
import type { Fit, Fits } from "./fits.svelte";
import { newOrder, sendTeam, type Order } from "./send-team";
import { whyNot } from "./why-not";
import { fitWord } from "./words";

export type Step =
  | { kind: "idle" }
  /** The level asks for no police and this team has an officer: asked once, the choice is kept with the order. */
  | { kind: "police"; fit: Fit; reason: string }
  /** The team does not meet the level; a reason may send it all the same. */
  | { kind: "reason"; fit: Fit; second: boolean }
  | { kind: "sending"; team: string }
  | { kind: "sent"; team: string }
  | { kind: "refused"; team: string; text: string; faster: string; again: Order | null };

/** One team prepared for one incident, and the way from the key to "sent". Both screens of the desk use it. */
export class Sending {
  step = $state.raw<Step>({ kind: "idle" });
  /** Chosen with its digit or a click; null: the first by name that fits and can be reached. */
  chosen = $state<string | null>(null);
  private incident: string | null = null;

  constructor(private readonly fits: Fits, private readonly fasterWords: (data: Record<string, unknown>, team: string) => string) {}

  /** Another incident came into view: nothing that was begun for the old one may reach the new one. */
  aim(incident: string | null): void {
    if (incident === this.incident) return;
    this.incident = incident;
    this.reset();
  }

  reset(): void {
    this.chosen = null;
    this.step = { kind: "idle" };
  }

  prepared(fits: readonly Fit[]): Fit | null {
    if (this.chosen) return fits.find((fit) => fit.team === this.chosen) ?? null;
    return fits.find((fit) => fit.ok && !fit.warnings.includes("nobody_reachable")) ?? fits.find((fit) => fit.ok) ?? null;
  }

  /** The dispatcher says "send". Asks back at most once for police and once for a reason, then orders. */
  async send(fit: Fit, given: { reason?: string; police?: boolean; second?: boolean } = {}): Promise<void> {
    if (!this.incident || this.step.kind === "sending") return;
    const reason = given.reason ?? "";
    if (!fit.ok && !fit.gives_way) {
      this.step = { kind: "refused", team: fit.team_name, text: fit.refusals.map(fitWord).join(", "), faster: "", again: null };
      return;
    }
    if ((!fit.ok || given.second) && !reason) {
      this.step = { kind: "reason", fit, second: given.second ?? false };
      return;
    }
    if (fit.warnings.includes("sends_police") && given.police === undefined) {
      this.step = { kind: "police", fit, reason };
      return;
    }
    await this.order({
      ...newOrder(this.incident, fit.team),
      ...(reason ? { overrideReason: reason } : {}),
      ...(given.police === undefined ? {} : { sendsPolice: given.police }),
    }, fit);
  }

  /** No answer came: the very same order again; it happens once, however often it is said. */
  async again(order: Order, name: string): Promise<void> {
    const fit = this.fits.of(order.team);
    if (fit) await this.order(order, { ...fit, team_name: name });
  }

  private async order(order: Order, fit: Fit): Promise<void> {
    this.step = { kind: "sending", team: fit.team_name };
    const result = await sendTeam(order);
    if (order.incident !== this.incident) return;
    this.step = this.after(result, order, fit);
    if (result.ok) this.chosen = null;
    void this.fits.read(order.incident);
  }

  private after(result: Now<Assignment>, order: Order, fit: Fit): Step {
    if (result.ok) return { kind: "sent", team: fit.team_name };
    if (result.code === "team_sends_police") return { kind: "police", fit, reason: order.overrideReason ?? "" };
    if (result.code === "team_not_suitable") {
      const refusals = result.data["refusals"];
      const codes = Array.isArray(refusals) ? (refusals as string[]) : fit.refusals;
      const givesWay = !order.overrideReason && codes.length > 0 && codes.every((code) => code === "needs_officer" || code === "needs_clinician");
      if (givesWay) return { kind: "reason", fit: { ...fit, ok: false, gives_way: true, refusals: codes }, second: false };
      return { kind: "refused", team: fit.team_name, text: codes.map(fitWord).join(", "), faster: "", again: null };
    }
    const faster = result.code === "team_taken" || result.code === "already_sent" ? this.fasterWords(result.data, fit.team_name) : "";
    const text = faster ? m.board_yours_not_sent({ team: fit.team_name }) : (whyNot(result) ?? "");
    return { kind: "refused", team: fit.team_name, text, faster, again: result.why === "unknown" || result.why === "busy" ? order : null };
  }
}

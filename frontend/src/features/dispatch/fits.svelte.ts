import { untrack } from "svelte";
import { get } from "$sync/index";

/** How one team meets an incident's level, as the server sees it. No ranking: the dispatcher chooses. */
export interface Fit {
  team: string;
  team_name: string;
  kind: "pair" | "clinician" | "officer" | "empty";
  ok: boolean;
  warnings: string[];
  refusals: string[];
  gives_way: boolean;
  reachable: string[];
  wish: string;
}

const APART_MS = 250;

/** The suitability of all teams for the incident in view; read again whenever something about it has changed. */
export class Fits {
  rows = $state.raw<Fit[]>([]);
  incident = $state<string | null>(null);
  trouble = $state(false);
  loading = $state(false);
  private timer: ReturnType<typeof setTimeout> | null = null;
  private turn = 0;

  /** Asks soon; changes come in bursts. An answer for another incident is never shown. */
  want(incident: string): void {
    // called from effects: what it reads of itself must not call it again
    untrack(() => this.soon(incident));
  }

  private soon(incident: string): void {
    if (incident !== this.incident) {
      this.rows = [];
      this.incident = incident;
      this.loading = true;
    }
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.read(incident), this.rows.length === 0 ? 0 : APART_MS);
  }

  async read(incident: string): Promise<void> {
    const turn = ++this.turn;
    const answer = await get<Fit[] | { teams: Fit[] }>(`/api/incidents/${incident}/teams`);
    if (turn !== this.turn || incident !== this.incident) return;
    this.loading = false;
    this.trouble = !answer.ok;
    if (answer.ok) this.rows = Array.isArray(answer.data) ? answer.data : answer.data.teams;
  }

  of(team: string | null): Fit | null {
    return this.rows.find((row) => row.team === team) ?? null;
  }
}

import { clock, get, keptOps, live, liveList, serverNow, session, type CaseRow, type CasesPage, type Read, type Whose } from "$sync/index";
import { here, navigate } from "$ui/router.svelte";
import { bayOf, BAYS, heldRow, laid, sorted, type Bay } from "./rows";

export const FILTERS = ["risk", "rung", "place"] as const;
export type Filter = (typeof FILTERS)[number];
const EVERY_MS = 60_000;
const CARRIED = ["whose", ...FILTERS] as const;

/** What the address asks for. */
export interface Asked extends Record<Filter, string> { whose: Whose }
export function askedOf(query: string, first: Whose): Asked {
  const said = new URLSearchParams(query);
  const whose = said.get("whose");
  return { whose: whose === "mine" || whose === "team" || whose === "none" ? whose : first, risk: said.get("risk") ?? "", rung: said.get("rung") ?? "", place: said.get("place") ?? "" };
}
/** The address of what is asked for, without what is said by nothing. */
export function queryOf(asked: Partial<Asked>): string {
  const said = new URLSearchParams();
  for (const name of CARRIED) if (asked[name]) said.set(name, asked[name]);
  const text = said.toString();
  return text ? `?${text}` : "";
}

/** The rack as it is asked for: the server's pages, with what this device knows better; without an answer, what it holds. */
export class List {
  read = $state.raw<Read<CasesPage> | null>(null);
  page = $state.raw<CasesPage | null>(null);
  private pages = $state.raw<CaseRow[]>([]);
  private answeredFor = $state("");
  private over = $state.raw<CaseRow[] | null>(null);
  /** What ended lately, where it was asked for; what was opened again meanwhile stands elsewhere. */
  readonly ended = $derived(this.over?.map(laid).filter((row) => row.case.status !== "open") ?? null);
  /** Who those are that one is asked to take over, as far as one may know; the device holds the cases alone. */
  private offered = $state.raw<CaseRow[]>([]);
  turn = $state(0);

  readonly first: Whose = session.has("case_manager") || !session.has("supervisor") ? "mine" : "team";
  readonly asked = $derived(askedOf(here.query, this.first));
  readonly me = $derived(session.me?.id);
  /** Own cases that this device holds: they are there without signal, also those that were offered to me. */
  private readonly held = $derived(liveList("case", (one) => one.status === "open" && (one.owner === this.me || one.offered_to === this.me)));
  readonly answered = $derived(this.page !== null && this.answeredFor === queryOf(this.asked));
  /** Nothing of it is the server's: it is what was heard last. */
  readonly fromDevice = $derived(!this.answered && this.asked.whose === "mine" && this.read !== null && !this.read.ok);
  readonly rows = $derived(sorted(this.answered ? this.both() : this.asked.whose === "mine" ? this.fits(this.held.map((one) => heldRow(one, clock.now))) : []));
  /** What changes, changes this list: the versions held here, and what was sent. */
  readonly stamp = $derived(`${liveList("case").reduce((sum, one) => sum + one.version, 0)} ${keptOps().length}`);

  private both(): CaseRow[] {
    const rows = this.pages.map(laid).filter((row) => row.case.status === "open");
    if (this.asked.whose !== "mine") return rows;
    const [mine, known] = [rows.filter((row) => row.case.owner === this.me || row.case.offered_to === this.me), new Set(rows.map((row) => row.case.id))];
    // a case that was offered to me, or that came since the list was asked for
    const more = this.held.filter((one) => !known.has(one.id)).map((one) => this.named(heldRow(one, clock.now)));
    return [...mine, ...this.fits(more)];
  }
  private named(row: CaseRow): CaseRow {
    return row.person ? row : { ...row, ...this.offered.find((one) => one.case.id === row.case.id), case: row.case };
  }
  private fits(rows: CaseRow[]): CaseRow[] {
    const { risk, rung, place } = this.asked;
    return rows.filter(({ case: one, referral }) => (!risk || one.risk === risk) && (!rung || one.rungs.some((each) => each.id === one.next.rung && each.name === rung)) && (!place || referral?.service === place));
  }

  bays(now: number): { bay: Bay; rows: CaseRow[] }[] {
    return BAYS.map((bay) => ({ bay, rows: this.rows.filter((row) => bayOf(row.case, now, this.me, session.zone) === bay) }));
  }
  /** How many there are, with what is on pages not shown yet. */
  counted(bay: Bay, shown: number): number {
    return this.answered && this.pages.length >= 50 ? Math.max(shown, this.page?.counts[bay] ?? 0) : shown;
  }

  async load(after = ""): Promise<void> {
    const query = queryOf(this.asked);
    const answer = await get<CasesPage>(`/api/cases${queryOf({ ...this.asked, whose: this.asked.whose })}${query ? "&" : "?"}status=open${after ? `&after=${encodeURIComponent(after)}` : ""}`);
    if (query !== queryOf(this.asked)) return;
    this.read = answer;
    if (!answer.ok) return;
    const known = new Set(this.pages.map((row) => row.case.id));
    this.pages = after ? [...this.pages, ...answer.data.rows.filter((row) => !known.has(row.case.id))] : answer.data.rows;
    this.page = answer.data;
    this.answeredFor = query;
    if (this.asked.whose !== "mine" || !this.held.some((one) => one.owner !== this.me)) return;
    const asked = await get<CasesPage>("/api/cases?whose=offered");
    if (asked.ok) this.offered = asked.data.rows;
  }
  /** What ended lately, asked for when somebody wants to see it. */
  async loadEnded(): Promise<void> {
    const answer = await get<CasesPage>(`/api/cases?whose=${this.asked.whose}&bay=landed`);
    this.over = answer.ok ? answer.data.rows : [];
  }

  /** Follows the address, the link, and what changes; to be called in an effect. */
  follow(): void {
    void [this.stamp, this.turn, live.status, queryOf(this.asked)];
    void this.load();
  }
  tick(): () => void {
    const timer = setInterval(() => (this.turn += 1), EVERY_MS);
    return () => clearInterval(timer);
  }
  closeEnded(): void {
    this.over = null;
  }
  ask(more: Partial<Asked>): void {
    this.over = null;
    navigate(`${here.path}${queryOf({ ...this.asked, ...more })}`, { replace: true });
  }
  /** When what is shown was heard. */
  get heardAt(): number {
    return live.heardAt ?? live.since ?? serverNow();
  }
}

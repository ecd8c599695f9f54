import { TRANSITIONS } from "$api/generated/transitions";
import { m } from "$messages";
import { session, StoreFull, type Now } from "$sync/index";
import { timeOfDay } from "$ui/time";
import * as incidents from "../incident-commands";
import * as orders from "../orders";
import { whyNot } from "../why-not";
import { levelTitle, numberOf, placeOf, RESULTS, resultWord, statusWord, WHOMS, whomWord } from "../words";
import type { DeskAssignment, DeskIncident, DeskRow, FormKind } from "./desk.svelte";

export interface Option { value: string; text: string; note?: string }

export interface OrderSpec {
  title: string;
  text?: string;
  options?: Option[];
  columns?: boolean;
  initial?: string | null;
  words?: { label: string; required?: (choice: string | null) => boolean; max?: number };
  initialWords?: string;
  submit: (choice: string | null) => string;
  /** Another order of the same kind, e.g. "clear to approach" beside staging. */
  others?: { text: string; run: () => Promise<string | null> }[];
  /** An order that needs the server this moment; facts are kept and sent later. */
  now: boolean;
  /** Why it did not happen, or null. */
  run: (choice: string | null, words: string) => Promise<string | null>;
}

export interface Scene {
  incident: DeskIncident;
  active: readonly DeskAssignment[];
  ended: readonly DeskAssignment[];
  /** The other open incidents, in the order of the queue. */
  rows: readonly DeskRow[];
}

const always = (): boolean => true;
const why = async (order: Promise<Now<unknown>>): Promise<string | null> => whyNot(await order);
const teamOptions = (list: readonly DeskAssignment[]): Option[] =>
  list.map((one) => ({ value: one.id, text: `${one.team_name}, ${statusWord(one.status).toLocaleLowerCase()}` }));
const others = (scene: Scene): Option[] =>
  scene.rows
    .filter((row) => row.incident.id !== scene.incident.id)
    .map(({ incident, since }) => ({
      value: incident.id, text: placeOf(incident),
      note: [incident.level == null ? m.level_none() : m.board_level({ n: incident.level }), numberOf(incident), timeOfDay(since, session.zone)].join(" · "),
    }));

type Maker = (scene: Scene) => OrderSpec | string;

const FORMS: Record<FormKind, Maker> = {
  level: ({ incident }) => ({
    title: m.board_form_level(), text: m.board_form_level_text(), now: true, columns: true,
    options: [1, 2, 3, 4].map((level) => ({ value: String(level), text: levelTitle(level), ...(level === incident.level ? { note: m.board_form_level_now() } : {}) })),
    words: { label: m.board_form_level_why(), required: always },
    submit: (choice) => (choice ? m.board_form_level_do({ level: choice }) : m.board_change()),
    run: (choice, words) => why(incidents.setLevel(incident, Number(choice), words)),
  }),
  take_back: ({ active }) => active.length === 0 ? m.board_no_team_here() : ({
    title: active.length === 1 ? m.board_form_back({ team: active[0]?.team_name ?? "" }) : m.board_form_back_which(), now: true,
    ...(active.length > 1 ? { options: teamOptions(active) } : {}),
    words: { label: m.board_form_why(), required: always },
    submit: () => m.board_take_back(),
    run: (choice, words) => why(orders.takeBack(choice ?? active[0]?.id ?? "", words)),
  }),
  divert: (scene) => {
    const { active } = scene;
    const team = active[0];
    const options = others(scene);
    if (!team) return m.board_no_team_here();
    if (options.length === 0) return m.board_form_divert_none();
    let police = false;
    return {
      title: m.board_form_divert({ team: team.team_name }), text: m.board_form_divert_text(), now: true, options,
      words: { label: m.board_form_divert_why() },
      submit: () => m.board_divert(),
      run: async (choice, words) => {
        const result = await orders.divert(team.id, { incident: choice ?? "", reason: words, police });
        // asked once, in the refusal itself; the second press is the choice
        police = !result.ok && result.code === "team_sends_police";
        return police ? m.board_form_divert_police() : whyNot(result);
      },
    };
  },
  stage: ({ incident, active }) => ({
    title: m.board_form_stage(), now: true, columns: true,
    options: [{ value: "yes", text: m.board_form_stage_yes() }, { value: "no", text: m.board_form_stage_no() }],
    initial: incident.staged ? "yes" : null,
    words: { label: m.board_form_stage_point(), max: 200 }, initialWords: incident.staging_point ?? "",
    submit: () => m.board_form_stage_do(),
    others: active.filter((one) => !one.staged || one.clear_at).map((one) => ({ text: m.board_hold({ team: one.team_name }), run: () => why(orders.hold(one.id)) })),
    run: (choice, words) => why(incidents.setStaging(incident.id, choice === "yes", words)),
  }),
  clear: ({ active }) => {
    const holding = active.filter((one) => one.staged && !one.clear_at);
    const one = holding[0];
    if (!one) return m.board_form_clear_none();
    return {
      title: m.board_form_clear({ team: one.team_name }), text: m.board_form_clear_text(), now: true,
      ...(holding.length > 1 ? { options: teamOptions(holding) } : {}),
      submit: () => m.board_clear_short(),
      run: (choice) => why(orders.clearToApproach(choice ?? one.id)),
    };
  },
  told: ({ incident }) => ({
    title: m.board_form_told(), text: m.board_form_told_text(), now: false, columns: true,
    options: WHOMS.map((code) => ({ value: code, text: whomWord(code) })),
    words: { label: m.board_form_told_words(), required: (choice) => choice === "other" },
    submit: () => m.board_form_told_do(),
    run: (choice, words) => kept(incidents.tell(incident.id, choice ?? "", words)),
  }),
  close: ({ incident, active }) => ({
    title: m.board_form_close(), now: true, columns: true,
    ...(active.length > 0 ? { text: m.board_no_team_on_it() } : {}),
    options: RESULTS.map((code) => ({ value: code, text: resultWord(code) })),
    words: { label: m.board_form_close_words() },
    submit: () => m.board_close(),
    run: (choice, words) => why(incidents.closeIncident(incident.id, choice ?? "", words)),
  }),
  duplicate: (scene) => {
    const options = others(scene);
    if (options.length === 0) return m.board_form_divert_none();
    return {
      title: m.board_form_duplicate(), text: m.board_form_duplicate_text(), now: true, options,
      submit: () => m.board_duplicate(),
      run: (choice) => why(incidents.linkDuplicate(scene.incident.id, choice ?? "")),
    };
  },
  reopen: ({ incident }) => incident.status === "open" ? m.board_form_is_open() : ({
    title: m.board_form_reopen(), now: true, words: { label: m.board_form_why(), required: always },
    submit: () => m.board_reopen(),
    run: (_choice, words) => why(incidents.reopenIncident(incident.id, words)),
  }),
  correct: ({ active, ended }) => {
    const one = active[0] ?? ended[0];
    if (!one) return m.board_no_team_here();
    return {
      title: m.board_form_correct({ team: one.team_name, status: statusWord(one.status).toLocaleLowerCase() }), now: true, columns: true,
      options: stepsFrom(one.status).map((code) => ({ value: code, text: statusWord(code) })),
      words: { label: m.board_form_why(), required: always },
      submit: () => m.board_correct(),
      run: (choice, words) => why(orders.correct(one.id, choice ?? "", words)),
    };
  },
};

/** Where a stuck status may be set to: the ways of the server's own table that lead from here by correcting. */
export function stepsFrom(status: string): string[] {
  const ways = TRANSITIONS["assignment"]?.[status] ?? {};
  return Object.keys(ways).filter((to) => ways[to]?.includes("assignment.correct"));
}

/** The form of an order here and now, or the words why there is nothing to order. */
export function formOf(kind: FormKind, scene: Scene): OrderSpec | string {
  return FORMS[kind](scene);
}

async function kept(command: Promise<void>): Promise<string | null> {
  try {
    await command;
    return null;
  } catch (error) {
    if (error instanceof StoreFull) return m.store_full_text();
    throw error;
  }
}

import { Draft, live, liveOne, StoreFull, type Incident, type Seen, type Yes } from "$sync/index";
import { answerItems, changeFields, detailItem, openIncident, type Fields } from "../incident-commands";
import { answersOf, type Answers } from "../triage";
import { Saver } from "./saver";

/** What intake writes, with the longest the server takes. */
export const FIELDS = {
  place: 200, place_detail: 200, area: 80, call_back: 40, caller_name: 120, caller_relation: 120,
  person_name: 120, person_age: 3, language: 40, words: 8000, hazards: 2000,
} as const;
export type FieldName = keyof typeof FIELDS;

const names = Object.keys(FIELDS) as FieldName[];
const asText = (value: unknown): string => (value === null || value === undefined ? "" : String(value));

/** Age as typed to what is kept: a number, nothing, or undefined while it is neither. */
export function ageOf(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  return /^\d{1,3}$/.test(trimmed) && Number(trimmed) <= 130 ? Number(trimmed) : undefined;
}

/**
 * One call being taken. Nothing is at the server before something was typed or answered; from then on everything goes
 * out as it is typed, in order, or waits on this desk.
 */
export class Call {
  values = $state<Record<FieldName, string>>(Object.fromEntries(names.map((name) => [name, ""])) as Record<FieldName, string>);
  full = $state(false);
  private said = $state.raw<Readonly<Record<string, Yes | null>>>({});
  private chain: Promise<void> = Promise.resolve();
  /** Typed and on its way to the disk: the store does not know it yet. */
  private readonly underWay = new Map<string, number>();
  private begun = $state(false);
  private readonly saver: Saver;
  /** What is typed and waits for its pause, so that a killed browser takes none of it. */
  private readonly typed: Draft<Partial<Record<FieldName, string>>>;

  constructor(readonly id: string) {
    // without a line each pause would leave a command of its own on the disk
    this.saver = new Saver((fields) => this.keep(fields), () => (live.status === "offline" ? 3000 : 400));
    this.typed = new Draft(`intake:${id}`, {});
    void this.typed.begin().then((kept) => this.take(kept));
  }

  get incident(): Seen<Incident> | null {
    return liveOne("incident", this.id);
  }

  /** Takes over what the store has, except what is being typed just now. */
  follow(): void {
    const known = this.incident;
    if (!known) return;
    for (const name of names) {
      if (this.saver.has(name) || this.underWay.has(name)) continue;
      const text = asText(known[name]);
      if (this.values[name] !== text) this.values[name] = text;
    }
  }

  type(name: FieldName, text: string): void {
    this.values[name] = text;
    this.typed.type({ ...this.typed.value, [name]: text });
    const value = name === "person_age" ? ageOf(text) : text;
    if (value !== undefined) this.saver.type(name, value);
  }

  leave(): void {
    this.saver.flush();
  }

  /** Fields taken over together, e.g. from a paste. */
  take(fields: Partial<Record<FieldName, string>>): void {
    for (const [name, text] of Object.entries(fields)) this.type(name as FieldName, text);
    this.saver.flush();
  }

  answer(answers: Readonly<Record<string, Yes | null>>): void {
    if (Object.keys(answers).length === 0) return;
    this.saver.flush();
    this.said = { ...this.said, ...answers };
    this.run(async () => {
      await this.begin({});
      await answerItems(this.id, answers);
      this.said = Object.fromEntries(Object.entries(this.said).filter(([item, answer]) => !(item in answers) || answers[item] !== answer));
    });
  }

  /** What was answered, also what is not on the disk yet: the next key is pressed before that. */
  get answers(): Answers {
    const all = Object.entries({ ...answersOf(this.incident), ...this.said });
    return Object.fromEntries(all.filter((pair): pair is [string, Yes] => pair[1] !== null));
  }

  /** Answers that the server has not taken yet. */
  get ahead(): boolean {
    return Object.keys(this.said).length > 0 || (this.incident?.pending.includes("incident.answer") ?? false);
  }

  detail(item: string, answer: Yes, words: string): void {
    this.run(() => detailItem(this.id, item, answer, words));
  }

  /** Whether this desk opened it just now. */
  get isNew(): boolean {
    return this.begun;
  }

  private keep(fields: Fields): void {
    const count = (step: 1 | -1): void => {
      for (const name of Object.keys(fields)) {
        const left = (this.underWay.get(name) ?? 0) + step;
        if (left > 0) this.underWay.set(name, left);
        else this.underWay.delete(name);
      }
    };
    count(1);
    this.run(async () => {
      await this.save(fields).finally(() => count(-1));
      if (!names.some((name) => this.saver.has(name))) this.typed.done();
    });
  }

  private async save(fields: Fields): Promise<void> {
    if (await this.begin(fields)) return;
    const known = this.incident;
    await changeFields(known ?? { id: this.id, version: 0 }, fields);
  }

  /** True when the incident was opened with these fields just now. */
  private async begin(fields: Fields): Promise<boolean> {
    if (this.begun || this.incident) return false;
    this.begun = true;
    await openIncident(this.id, fields);
    return true;
  }

  private run(work: () => Promise<void>): void {
    this.chain = this.chain.then(work).then(
      () => void (this.full = false),
      (error: unknown) => {
        if (!(error instanceof StoreFull)) throw error;
        this.full = true;
      },
    );
  }
}

import type { Service } from "$sync/index";
import { apart, bitsOf, letters, stem, stems, STOP, words } from "./fold";
import { NEEDS } from "./needs";

/** What a place scores for a query; `needs` are those that the query's words were understood as. */
export interface Hits { scores: Map<string, number>; best: number; needs: string[] }

interface Posting { docs: number[]; weights: number[] }

const TEXT = 700;
const NAME = 8;
const TERM = 5;
const ORGANIZATION = 3;
const WORDS = 1.5;
const BODY = 1;
/** A need that a place's name or terms say, against one that its text merely mentions. */
const NEED_SAID = 14;
const NEED_MENTIONED = 4;
const SHORTEST_TYPO = 4;
const LONG = 8;
const PHRASE = 5;
/** Longer words that a beginning may stand for. */
const BEGINNINGS = 40;

/** Phrase of stems -> needs. Asking and describing are told apart: "bed" asks for shelter, but describes many things. */
const ASKED = phrases((need) => `${need.said}|${need.found}`);
const DESCRIBED = phrases((need) => need.found);

function phrases(of: (need: (typeof NEEDS)[number]) => string): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const need of NEEDS) for (const phrase of of(need).split("|")) {
    // a phrase of small words only ("id", "old") keeps them
    const kept = stems(phrase);
    const key = (kept.length > 0 ? kept : words(phrase)).join(" ");
    const list = map.get(key) ?? [];
    if (!list.includes(need.id)) list.push(need.id);
    map.set(key, list);
  }
  return map;
}
const ASKED_WORDS = [...ASKED.keys()].filter((key) => !key.includes(" ") && key.length >= SHORTEST_TYPO).map((key) => ({ key, bits: letters(key) }));

/** An index of all places of one copy. Built in slices, so that a phone goes on answering; asked in a few milliseconds. */
export class Index {
  private readonly postings = new Map<string, Posting>();
  private readonly needs = new Map<string, Posting>();
  private readonly ids: string[] = [];
  private vocabulary: { term: string; bits: number }[] | null = null;
  private sorted: string[] | null = null;

  get size(): number {
    return this.ids.length;
  }

  add(service: Service): void {
    const doc = this.ids.push(service.id) - 1;
    const weights = new Map<string, number>();
    const needs = new Map<string, number>();
    const read = (text: string | undefined, weight: number, need: number): void => {
      if (!text) return;
      const found = stems(text);
      for (const [i, term] of found.entries()) {
        const had = weights.get(term) ?? 0;
        // said again it weighs little more
        weights.set(term, had === 0 ? weight : Math.max(had, weight) + 0.1);
        if (need === 0) continue;
        let phrase = "";
        for (let n = 0; n < 3 && i + n < found.length; n++) {
          phrase = n === 0 ? term : `${phrase} ${found[i + n] ?? ""}`;
          for (const id of DESCRIBED.get(phrase) ?? []) needs.set(id, Math.max(needs.get(id) ?? 0, need));
        }
      }
    };
    const { who, way_in, languages } = service.facts ?? {};
    read(service.name, NAME, NEED_SAID);
    read(service.alternate, NAME, NEED_SAID);
    for (const term of service.terms ?? []) read(term, TERM, NEED_SAID);
    for (const room of service.room ?? []) read(`${room.unit} ${room.unit_es}`, TERM, 0);
    read(service.organization, ORGANIZATION, NEED_MENTIONED);
    read(who?.value.words, WORDS, NEED_MENTIONED);
    read(way_in?.value.words, BODY, 0);
    read(languages?.value.words, BODY, 0);
    read(service.text?.slice(0, TEXT), BODY, NEED_MENTIONED);
    read(service.places?.map((place) => `${place.name ?? ""} ${place.city ?? ""}`).join(" "), WORDS, 0);
    for (const [term, weight] of weights) put(this.postings, term, doc, weight);
    for (const [need, weight] of needs) put(this.needs, need, doc, weight);
    this.vocabulary = this.sorted = null;
  }

  /** Everything that fits these words, however they are spelt. Empty words fit nothing. */
  find(query: string): Hits {
    this.settle();
    const asked = words(query);
    const terms = [...new Set(asked.filter((word) => !STOP.has(word)).map(stem))];
    const scores = new Float64Array(this.ids.length);
    const needs = needsOf(query);
    for (const need of needs) this.give(scores, this.needs.get(need), 1);
    terms.forEach((term, at) => this.score(scores, term, at === terms.length - 1));
    const found = new Map<string, number>();
    let best = 0;
    for (const [doc, id] of this.ids.entries()) {
      const score = scores[doc] ?? 0;
      if (score <= 0) continue;
      found.set(id, score);
      if (score > best) best = score;
    }
    return { scores: found, best, needs };
  }

  private score(scores: Float64Array, term: string, isLast: boolean): void {
    const exact = this.postings.get(term);
    if (exact) this.give(scores, exact, this.rarity(exact));
    if (term.length >= 3 && (isLast || !exact)) {
      for (const longer of this.beginning(term)) {
        const posting = this.postings.get(longer);
        if (posting && longer !== term) this.give(scores, posting, 0.5 * this.rarity(posting));
      }
    }
    if (exact || term.length < SHORTEST_TYPO) return;
    for (const near of this.near(term)) {
      const posting = this.postings.get(near);
      if (posting) this.give(scores, posting, 0.4 * this.rarity(posting));
    }
  }

  private give(scores: Float64Array, posting: Posting | undefined, factor: number): void {
    if (!posting) return;
    const { docs, weights } = posting;
    for (let i = 0; i < docs.length; i++) {
      const doc = docs[i] ?? 0;
      scores[doc] = (scores[doc] ?? 0) + (weights[i] ?? 0) * factor;
    }
  }

  /** A word that many places say tells little. */
  private rarity(posting: Posting): number {
    return Math.log(1 + this.ids.length / posting.docs.length) / 2;
  }

  /** Sorts out its words, once they are all in, so that nobody's first letter pays for it. */
  settle(): void {
    this.sorted ??= [...this.postings.keys()].sort();
    this.vocabulary ??= this.sorted.filter((one) => one.length >= SHORTEST_TYPO - 1).map((one) => ({ term: one, bits: letters(one) }));
  }

  private beginning(term: string): string[] {
    const all = this.sorted ?? [];
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((all[middle] ?? "") < term) low = middle + 1;
      else high = middle;
    }
    const found: string[] = [];
    for (const one of all.slice(low, low + BEGINNINGS)) if (one.startsWith(term)) found.push(one);
    return found;
  }

  private near(term: string): string[] {
    const all = this.vocabulary ?? [];
    const most = term.length >= LONG ? 2 : 1;
    const bits = letters(term);
    return all.filter((one) => Math.abs(one.term.length - term.length) <= most && bitsOf(one.bits ^ bits) <= 2 * most && apart(term, one.term, most) <= most).map((one) => one.term);
  }
}

function put(map: Map<string, Posting>, key: string, doc: number, weight: number): void {
  const posting = map.get(key);
  if (!posting) map.set(key, { docs: [doc], weights: [weight] });
  else {
    posting.docs.push(doc);
    posting.weights.push(weight);
  }
}

/** What somebody needs, out of their own words: the longest phrases first, then single words, also misspelt. */
export function needsOf(query: string): string[] {
  const whole = words(query);
  const found = new Set<string>();
  const kept = whole.filter((word) => !STOP.has(word)).map(stem);
  const bare = whole.map(stem);
  for (const list of [kept, bare]) for (let i = 0; i < list.length; i++) {
    for (let n = Math.min(PHRASE, list.length - i); n > 0; n--) {
      for (const need of ASKED.get(list.slice(i, i + n).join(" ")) ?? []) found.add(need);
    }
  }
  for (const word of kept) if (!ASKED.has(word) && word.length >= SHORTEST_TYPO) for (const need of misspelt(word)) found.add(need);
  return [...found];
}

function misspelt(word: string): string[] {
  const most = word.length >= LONG ? 2 : 1;
  const bits = letters(word);
  let best = most + 1;
  let needs: string[] = [];
  for (const one of ASKED_WORDS) {
    if (Math.abs(one.key.length - word.length) > most || bitsOf(one.bits ^ bits) > 2 * most) continue;
    const far = apart(word, one.key, most);
    if (far >= best) continue;
    best = far;
    needs = ASKED.get(one.key) ?? [];
  }
  return needs;
}

const SLICE_MS = 12;

/** The index of a copy, made in slices between which the phone answers; null when `stopped` says so meanwhile. */
export async function build(services: Iterable<Service>, stopped: () => boolean = () => false): Promise<Index | null> {
  const index = new Index();
  let until = performance.now() + SLICE_MS;
  for (const service of services) {
    index.add(service);
    if (performance.now() < until) continue;
    await new Promise((resolve) => setTimeout(resolve));
    if (stopped()) return null;
    until = performance.now() + SLICE_MS;
  }
  index.settle();
  return index;
}

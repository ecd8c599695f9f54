/** An instrument as the phone holds it. The rules here are those of apps/encounters/forms; both run the same vectors. */

export interface Coding { system?: string; code?: string; display?: string; _display?: Beside; extension?: Extension[] }
export interface Extension { url: string; valueCode?: string; valueString?: string; valueDecimal?: number; extension?: Extension[] }
export interface Beside { extension?: Extension[] }
/** One FHIR answer. */
export interface Answer { valueCoding?: Coding; valueBoolean?: boolean; valueInteger?: number; valueDecimal?: number; valueString?: string; valueDate?: string }
export type Answers = Record<string, Answer[]>;

export interface When {
  question: string;
  operator: "exists" | "=" | "!=" | ">" | "<" | ">=" | "<=";
  answerBoolean?: boolean; answerInteger?: number; answerDecimal?: number; answerString?: string; answerDate?: string; answerCoding?: Coding;
}
export type ItemType =
  | "group" | "display" | "choice" | "open-choice" | "boolean" | "integer" | "decimal" | "string" | "text" | "date";
export interface Option extends Answer { _valueString?: Beside; extension?: Extension[] }
export interface RawItem {
  linkId: string;
  type: ItemType;
  text?: string;
  _text?: Beside;
  required?: boolean;
  repeats?: boolean;
  readOnly?: boolean;
  enableWhen?: When[];
  enableBehavior?: "all" | "any";
  answerOption?: Option[];
  item?: RawItem[];
}
export interface Questionnaire {
  resourceType: "Questionnaire";
  url: string;
  version?: string;
  title: string;
  _title?: Beside;
  copyright?: string;
  item: RawItem[];
}
export type Texts = Record<string, string>;
/** As the server has worked it out: weights and bounds in thousandths. */
export interface Scoring {
  order: string[];
  weights: Record<string, Record<string, number>>;
  bands: { code: string; from: number; label: Texts; sentence?: Texts; asks?: Texts }[];
  into: string;
}

export interface Item { raw: RawItem; parent: string; asked: boolean }
export interface Form { questionnaire: Questionnaire; scoring: Scoring; items: Map<string, Item> }

export interface Outcome {
  shown: string[];
  missing: string[];
  unanswered_required: string[];
  score: number | null;
  low: number | null;
  high: number | null;
  band: string;
  possible: string[];
}

export const ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
export const DECLINED = "asked-declined";
const TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation";

/** The items in the order they are written, each with what it stands in. The server has refused what cannot be used. */
export function formOf(questionnaire: Questionnaire, scoring: Scoring): Form {
  const items = new Map<string, Item>();
  const walk = (raws: RawItem[], parent: string): void => {
    for (const raw of raws) {
      const silent = raw.type === "group" || raw.type === "display";
      items.set(raw.linkId, { raw, parent, asked: !silent && !raw.readOnly && raw.linkId !== scoring.into });
      walk(raw.item ?? [], raw.linkId);
    }
  };
  walk(questionnaire.item, "");
  return { questionnaire, scoring, items };
}

/** One short word for an answer, the same as the server's. */
export function keyOf(answer: Answer): string {
  if (answer.valueCoding) return `${answer.valueCoding.system ?? ""}|${answer.valueCoding.code ?? ""}`;
  if (answer.valueDecimal !== undefined) return (answer.valueDecimal + 0).toFixed(6);
  return String(answer.valueBoolean ?? answer.valueInteger ?? answer.valueString ?? answer.valueDate ?? "");
}

/** A text in the language asked for, else as it is written. */
export function said(text: string | undefined, beside: Beside | undefined, language: string): string {
  for (const one of beside?.extension ?? []) {
    if (one.url !== TRANSLATION) continue;
    const lang = one.extension?.find((part) => part.url === "lang")?.valueCode;
    const content = one.extension?.find((part) => part.url === "content")?.valueString;
    if (lang === language && content) return content;
  }
  return text ?? "";
}

/** What an option is called. */
export function nameOf(option: Option, language: string): string {
  const coding = option.valueCoding;
  if (coding) return said(coding.display, coding._display, language) || (coding.code ?? "");
  if (option.valueString !== undefined) return said(option.valueString, option._valueString, language);
  return keyOf(option);
}

/** The bare answer of an option: without its weight and translations. */
export function answerOf(option: Option): Answer {
  const coding = option.valueCoding;
  if (coding) {
    return { valueCoding: Object.fromEntries(Object.entries(coding).filter(([k]) => k === "system" || k === "code" || k === "display")) };
  }
  if (option.valueInteger !== undefined) return { valueInteger: option.valueInteger };
  return option.valueDate !== undefined ? { valueDate: option.valueDate } : { valueString: option.valueString ?? "" };
}

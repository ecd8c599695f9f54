/** Words as they are compared: lower case, no accents, and endings of number and tense off, in English and Spanish alike. */

const MARKS = /[\u0300-\u036f]/g;
const WORD = /[a-z0-9]+/g;

/** Lower case without accents. */
export const plain = (text: string): string => text.normalize("NFD").replace(MARKS, "").toLowerCase();

/** What a query or a text is made of, in order. */
export const words = (text: string): string[] => plain(text).match(WORD) ?? [];

/** Said in any need, and so of no use to tell one place from another. */
export const STOP: ReadonlySet<string> = new Set((
  "a an and are as at be by can do does for from get give go has have he help her him his i if in is it its just like me my near need needs of on or our " +
  "she so some somebody someone something somewhere that the their them they this to tonight today now urgent wants want we where who with you your place places looking look find " +
  "al algo alguien algun alguna ahora aqui ayuda busca buscar cerca como con cual de del donde el ella en es esta hay hoy la las le lo los me mi mis necesita necesito " +
  "noche o para pero por puede que quiere quien se si sin su sus un una uno unos y ya lugar"
).split(" "));

const Y = /ies$/;
const ES = /(?:(?<=[a-z]{3})(?:sses|shes|ches|xes|zes)|(?<=[a-z]{2})iones)$/;
const S = /(?<=[a-z]{2}[^su])s$/;

/** The stem: "beds" and "bed", "counseling" and "counselor", "camas" and "cama" meet. */
export function stem(word: string): string {
  if (word.length < 4) return word;
  let cut = word;
  if (Y.test(cut)) cut = cut.replace(Y, "y");
  else if (ES.test(cut)) cut = cut.slice(0, -2);
  else if (S.test(cut)) cut = cut.slice(0, -1);
  for (const end of ["ing", "ed", "ers", "er", "ors", "or", "ment", "ation", "cion", "ion"]) {
    if (cut.length - end.length >= 4 && cut.endsWith(end)) return cut.slice(0, -end.length);
  }
  return cut.length > 4 && cut.endsWith("e") ? cut.slice(0, -1) : cut;
}

/** Stems of a text, in order, without the words that say nothing. */
export const stems = (text: string): string[] => words(text).filter((word) => !STOP.has(word)).map(stem);

/** Which letters a word has, a bit each: words far apart in this are far apart in spelling. */
export function letters(word: string): number {
  let bits = 0;
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i) - 97;
    if (code >= 0 && code < 26) bits |= 1 << code;
  }
  return bits;
}

export function bitsOf(value: number): number {
  let bits = value - ((value >> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >> 2) & 0x33333333);
  return (((bits + (bits >> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** How many letters are wrong, missing, too many or swapped with their neighbour; gives up beyond `most`. */
export function apart(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

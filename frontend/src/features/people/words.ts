import type { Channel, ContactPoint, Person, Safe } from "$sync/index";
import { m } from "$messages";
import { fullName } from "$ui/identity";
import { language } from "$ui/locale.svelte";

type Words<K extends string> = Record<K, () => string>;
const CHANNEL: Words<Channel> = { call: m.people_call, text: m.people_text, voicemail: m.people_voicemail, letter: m.people_letter };
const SAFE: Words<Safe> = { yes: m.people_safe_yes, no: m.people_safe_no, not_asked: m.people_safe_not_asked };
const KIND: Words<ContactPoint["kind"]> = { phone: m.people_kind_phone, address: m.people_kind_address, email: m.people_kind_email };
const VALUE: Words<ContactPoint["kind"]> = { phone: m.people_value_phone, address: m.people_value_address, email: m.people_value_email };

export const channelWord = (channel: Channel): string => CHANNEL[channel]();
export const safeWord = (safe: Safe): string => SAFE[safe]();
export const kindWord = (kind: ContactPoint["kind"]): string => KIND[kind]();
export const valueWord = (kind: ContactPoint["kind"]): string => VALUE[kind]();

const FIELD: Record<string, () => string> = {
  given: m.people_given, family: m.people_family, second_family: m.people_second_family, called: m.people_called,
  date_of_birth: m.people_born, birth_year: m.people_birth_year, language: m.people_language,
};
export const fieldName = (field: string): string => FIELD[field]?.() ?? field;

/** The ways there are of using it: nobody calls an address. */
export function channelsOf(kind: ContactPoint["kind"]): readonly Channel[] {
  return kind === "phone" ? ["call", "text", "voicemail"] : kind === "address" ? ["letter"] : ["text"];
}

/** Whether nobody has asked about any way yet: then one neutral call is all there is. */
export const isUnasked = (point: ContactPoint): boolean => channelsOf(point.kind).every((channel) => point[channel] === "not_asked");

export const nameOf = (person: Person | null): string => (person ? fullName(person) || m.people_someone() : m.people_unknown());

/** "34 years", or born when; "" where nothing is known. */
export function bornWords(person: Person, today: Date): string {
  if (person.date_of_birth) {
    const born = new Date(`${person.date_of_birth}T00:00:00`);
    const before = today.getMonth() < born.getMonth() || (today.getMonth() === born.getMonth() && today.getDate() < born.getDate());
    return m.people_years({ n: today.getFullYear() - born.getFullYear() - (before ? 1 : 0) });
  }
  return person.birth_year ? m.people_born_in({ year: String(person.birth_year) }) : "";
}

/** A date of birth as people say it; no zone moves it. */
export function dateWords(date: string): string {
  return new Intl.DateTimeFormat(language.current, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
}

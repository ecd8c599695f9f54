import { queue, sendNow, serverNow, session, StoreFull, type Command, type FactName, type Now, type HowSaid, type Room, type Service } from "$sync/index";

/** Kept on the device first, sent in order. False when there was no room: the shell says so, the screen stays. */
async function keep(command: Command): Promise<boolean> {
  try {
    await queue(command);
    return true;
  } catch (error) {
    if (error instanceof StoreFull) return false;
    throw error;
  }
}

export interface Word { available: number | null; told_by: string; how: Exclude<HowSaid, "link" | "import" | "written">; note?: string }

const now = (): string => new Date(serverNow()).toISOString();

/** How much room there is, as somebody said it; without signal it is kept with its true time. */
export function reportRoom(service: Pick<Service, "id">, room: Pick<Room, "id" | "unit"> & Partial<Room>, word: Word): Promise<boolean> {
  const made = { sort: "count" as const, unit_es: room.unit, maximum: null, note: "", ...room };
  const said: Room = { ...made, available: word.available, said_by: word.told_by, how: word.how, by: session.me?.id ?? null, by_name: session.me?.name ?? "", at: now() };
  return keep({
    action: "capacity.report", kind: "service", id: service.id, url: `/api/services/${service.id}/capacity`,
    body: { id: crypto.randomUUID(), capacity: room.id, unit: room.unit, available: word.available, told_by: word.told_by, how: word.how, note: word.note ?? "" },
    optimistic: { kind: "service", id: service.id, patch: { room: [said] } },
  });
}

/** One fact as somebody was told it. */
export function correctFact(service: Pick<Service, "id">, what: FactName, value: unknown, word: Pick<Word, "told_by" | "how">): Promise<boolean> {
  return keep({
    action: "service.correct", kind: "service", id: service.id, url: `/api/services/${service.id}/correct`,
    body: { id: crypto.randomUUID(), what, value, ...word },
    optimistic: { kind: "service", id: service.id, patch: { facts: { [what]: { value, ...word, by_name: session.me?.name ?? "", at: now() } } } },
  });
}

/** Which of two sources stands. */
export const settleFact = (service: string, what: FactName, take: "ours" | "theirs"): Promise<Now<unknown>> =>
  sendNow({ action: "service.settle", kind: "service", id: service, url: `/api/services/${service}/settle`, body: { what, take } });

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 80 random bits that can be read aloud and typed: the code of a link, made here, never kept. */
export function newCode(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => LETTERS[byte % 32]).join("");
}

/**
 * Opens a provider's link for so many days; the code is in its fragment, which no server is told. With `send` it also goes to the
 * place's own address.
 */
export async function makeLink(service: string, days: number, language: "en" | "es", send: "" | "email" | "sms" = ""): Promise<{ url: string } | { why: Exclude<Now<unknown>, { ok: true }> }> {
  const code = newCode();
  const answer = await sendNow({ action: "capacity.make_link", kind: "service", id: service, url: `/api/services/${service}/links`, body: { id: crypto.randomUUID(), code, days, language, ...(send && { send }) } });
  return answer.ok ? { url: `${location.origin}/p/room?language=${language}#${code}` } : { why: answer };
}

export const endLink = (service: string, link: string): Promise<Now<unknown>> =>
  sendNow({ action: "capacity.end_link", kind: "service", id: service, url: `/api/services/${service}/links/${link}/end`, body: {} });

/** Whether a place is for substance use: a person's word instead of a guess from its name. */
export const reviewSud = (service: string, is_sud: boolean): Promise<Now<unknown>> =>
  sendNow({ action: "service.review_sud", kind: "service", id: service, url: `/api/services/${service}/sud`, body: { is_sud } });

export interface Written { email: string; sms: string; fax: string; told_by: string; how: Word["how"] }
/** Where a place gets what is sent to it. */
export const writeHandoff = (service: string, said: Written): Promise<Now<unknown>> =>
  sendNow({ action: "service.write_handoff", kind: "service", id: service, url: `/api/services/${service}/handoff`, body: { ...said } });

/** 256 random bits for a partner's system: made here, shown once, kept by nobody but them. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `alongside_${btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}
export type Secret = { secret: string } | { why: Exclude<Now<unknown>, { ok: true }> };

async function withSecret(action: "partner_token.make" | "partner_token.rotate", id: string, url: string, body: Record<string, unknown>): Promise<Secret> {
  const secret = newSecret();
  const answer = await sendNow({ action, kind: "partner_token", id, url, body: { ...body, secret } });
  return answer.ok ? { secret } : { why: answer };
}
export interface NewSystem { name: string; services: string[]; scopes: string[]; days: number | null }
/** Lets a place's own system in over FHIR. */
export const makeToken = (body: NewSystem): Promise<Secret> => withSecret("partner_token.make", body.services[0] ?? "", "/api/partner-tokens", { ...body });
/** Another secret for it; the old one opens for a day. */
export const rotateToken = (token: string): Promise<Secret> => withSecret("partner_token.rotate", token, `/api/partner-tokens/${token}/rotate`, {});
/** It opens nothing from now on. */
export const revokeToken = (token: string): Promise<Now<unknown>> =>
  sendNow({ action: "partner_token.revoke", kind: "partner_token", id: token, url: `/api/partner-tokens/${token}/revoke`, body: {} });

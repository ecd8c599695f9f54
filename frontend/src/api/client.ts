/**
 * The one door to the server. An answer counts as ours only with the header X-Alongside and JSON: anything else,
 * a captive portal's friendly 200 included, is "no connection".
 */
export interface Request {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  url: string;
  /** The raw body, sent byte for byte; a repeat of a command must be the very same string. */
  raw?: string | undefined;
  headers?: Record<string, string>;
  /** Deadline in ms; 10 s unless told. */
  deadline?: number;
  signal?: AbortSignal | undefined;
  /** Without the session: the server then speaks of the device alone. */
  anonymous?: boolean;
}

export type Answer =
  | { kind: "answer"; status: number; body: unknown; retryAfter: number | null }
  | { kind: "no_connection"; why: "network" | "deadline" | "portal" };

export const DEADLINE_MS = 10_000;

let device: string | null = null;

/** From now on every request says which device it comes from. */
export function identify(id: string | null): void {
  device = id;
}

/** allauth answers without our header when it runs before our middleware; its paths are told by their JSON alone. */
const OURS_BY_JSON = "/_allauth/";

/** Its name is the server's choice: `__Host-` where there is TLS. */
const CSRF_COOKIE = /(?:^|;\s*)(?:__Host-)?csrf=([^;]+)/;

let csrf: string | null = null;

/** The token for the next write; read from the cookie, fetched once when there is none. */
async function csrfToken(deadline: number): Promise<string | null> {
  const cookie = CSRF_COOKIE.exec(globalThis.document?.cookie ?? "")?.[1];
  if (cookie) return decodeURIComponent(cookie);
  if (csrf) return csrf;
  const answer = await send({ method: "GET", url: "/api/csrf", deadline });
  if (answer.kind !== "answer" || answer.status !== 200) return null;
  csrf = (answer.body as { token?: string }).token ?? null;
  return csrf;
}

/** After a refusal for CSRF or a new sign-in the token is asked for again. */
export function forgetCsrf(): void {
  csrf = null;
}

/** One request, one answer or none; it never throws. Writes carry the CSRF token of this moment. */
export async function call(request: Request): Promise<Answer> {
  if (request.method === "GET") return send(request);
  const deadline = request.deadline ?? DEADLINE_MS;
  const start = performance.now();
  const token = await csrfToken(deadline);
  if (token === null) return { kind: "no_connection", why: "network" };
  const left = Math.max(1, Math.round(deadline - (performance.now() - start)));
  return send({ ...request, deadline: left, headers: { ...request.headers, "X-CSRFToken": token } });
}

async function send(request: Request): Promise<Answer> {
  const deadline = AbortSignal.timeout(request.deadline ?? DEADLINE_MS);
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: {
        Accept: "application/json",
        ...(device ? { "X-Device": device } : {}),
        ...(request.raw === undefined ? {} : { "Content-Type": "application/json" }),
        ...request.headers,
      },
      ...(request.raw === undefined ? {} : { body: request.raw }),
      credentials: request.anonymous ? "omit" : "same-origin",
      cache: "no-store",
      redirect: "manual",
      signal: request.signal ? AbortSignal.any([deadline, request.signal]) : deadline,
    });
    return await read(request.url, response);
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError") return { kind: "no_connection", why: "deadline" };
    return { kind: "no_connection", why: "network" };
  }
}

async function read(url: string, response: Response): Promise<Answer> {
  const json = (response.headers.get("content-type") ?? "").includes("json");
  const ours = response.headers.get("x-alongside") !== null || (url.startsWith(OURS_BY_JSON) && json);
  if (!ours) return { kind: "no_connection", why: "portal" };
  const retry = Number(response.headers.get("retry-after"));
  const retryAfter = Number.isFinite(retry) && retry > 0 ? retry * 1000 : null;
  if (response.status === 204) return { kind: "answer", status: 204, body: null, retryAfter };
  if (!json) return { kind: "no_connection", why: "portal" };
  try {
    return { kind: "answer", status: response.status, body: await response.json(), retryAfter };
  } catch {
    return { kind: "no_connection", why: "portal" };
  }
}

export type Read<T> =
  | { ok: true; data: T }
  | { ok: false; why: "no_connection" | "signed_out" | "not_allowed" | "not_found" | "invalid" | "server"; code: string; data: Record<string, unknown> };

/** GET, typed by its reader. Nothing is stored. */
export async function get<T>(url: string, options: { deadline?: number; signal?: AbortSignal; headers?: Record<string, string> } = {}): Promise<Read<T>> {
  return toRead<T>(await call({ method: "GET", url, ...options }));
}

/** A POST that only asks (search, parse, earlier): it changes nothing and carries no key. */
export async function ask<T>(url: string, body: unknown, options: { deadline?: number; signal?: AbortSignal } = {}): Promise<Read<T>> {
  return toRead<T>(await call({ method: "POST", url, raw: JSON.stringify(body), ...options }));
}

export function toRead<T>(answer: Answer): Read<T> {
  if (answer.kind === "no_connection") return { ok: false, why: "no_connection", code: "no_connection", data: {} };
  if (answer.status >= 200 && answer.status < 300) return { ok: true, data: answer.body as T };
  const body = (answer.body ?? {}) as { code?: string; data?: Record<string, unknown> };
  const why = answer.status === 401 ? "signed_out"
    : answer.status === 403 ? "not_allowed"
    : answer.status === 404 ? "not_found"
    : answer.status === 400 || answer.status === 409 || answer.status === 422 ? "invalid"
    : "server";
  return { ok: false, why, code: body.code ?? String(answer.status), data: body.data ?? {} };
}

import { call, forgetCsrf } from "$api/client";
import { current } from "$store/live.svelte";
import { confirm, endSession, session, takeOver } from "./session.svelte";

export type SignIn = "ok" | "wrong" | "locked" | "offline" | "server" | "mfa" | "other";

interface AllauthBody {
  errors?: { code: string; param?: string }[];
  data?: { flows?: { id: string; is_pending?: boolean }[] };
  code?: string;
}

/** E-mail and password through allauth's headless API for browsers. Further steps (a code, a passkey) answer "mfa". */
export async function signIn(email: string, password: string): Promise<SignIn> {
  forgetCsrf();
  // another person's session would answer instead of taking the password
  if (session.server === "other" || session.state !== "open") await endSession();
  const known = localStorage.getItem(await deviceKey(email));
  const answer = await call({
    method: "POST", url: "/_allauth/browser/v1/auth/login", raw: JSON.stringify({ email, password }),
    headers: known ? { "X-Device": known } : {},
  });
  if (answer.kind === "no_connection") return answer.why === "portal" ? "server" : "offline";
  forgetCsrf();
  const body = (answer.body ?? {}) as AllauthBody;
  if (answer.status === 200 || answer.status === 409) {
    const result = await afterSignIn(answer.status === 200);
    if (result === "ok" && current.store) localStorage.setItem(await deviceKey(email), current.store.device);
    return result;
  }
  if (answer.status === 401) return body.data?.flows?.some((flow) => flow.is_pending) ? "mfa" : "wrong";
  const codes = [body.code, ...(body.errors ?? []).map((error) => error.code)];
  if (answer.status === 403 || answer.status === 429 || codes.includes("too_many_login_attempts")) return "locked";
  return answer.status >= 500 ? "server" : "wrong";
}

/** The lock after wrong passwords counts a known device by itself; which one is known for an address is kept as a hash. */
async function deviceKey(email: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(email.toLowerCase()));
  return `alongside:device:${[...new Uint8Array(digest).slice(0, 12)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

async function afterSignIn(proved: boolean): Promise<SignIn> {
  session.proved = proved;
  if (session.state !== "open") {
    session.state = "starting";
    session.person = null;
  }
  if (await confirm()) return "ok";
  if (session.server === "other") return (await takeOver()) ? "ok" : "server";
  return session.trouble === "offline" ? "offline" : "server";
}

/** A one-time link's first password; signs in. "gone": the link does not work any more. "weak": another password is needed. */
export async function acceptLink(token: string, password: string): Promise<"ok" | "gone" | "weak" | "offline" | "server"> {
  const answer = await call({ method: "POST", url: "/api/welcome", raw: JSON.stringify({ token, password }) });
  if (answer.kind === "no_connection") return answer.why === "portal" ? "server" : "offline";
  forgetCsrf();
  if (answer.status < 300) {
    session.state = "starting";
    session.proved = true;
    return (await confirm()) ? "ok" : "server";
  }
  if (answer.status === 404) return "gone";
  return answer.status === 422 || answer.status === 400 ? "weak" : "server";
}

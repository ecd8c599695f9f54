import type { Component, Snippet } from "svelte";
import type { Title } from "./title.svelte";

/** What every screen gets from the shell. `status` and `menu` belong into its head. */
export interface ScreenProps {
  params: Record<string, string>;
  status: Snippet;
  menu: Snippet;
}

export interface Route {
  /** "/incident/:id" */
  path: string;
  /** Roles that may open it; others get the words of "nothing here". */
  roles?: readonly string[];
  density: "phone" | "board";
  title: Title;
  load: () => Promise<{ default: Component<ScreenProps> }>;
}

class Here {
  path = $state(globalThis.location?.pathname ?? "/");
  query = $state(globalThis.location?.search ?? "");
  /** Somebody else holds the phone: nothing but this screen, until its clinician has it back. */
  held = $state(false);
}
export const here = new Here();

function follow(): void {
  if (here.held) return history.pushState(null, "", here.path + here.query);
  here.path = location.pathname;
  here.query = location.search;
}

/** Marks an entry of the history whose predecessor is a screen of this very page. */
const WITHIN = { within: true };

/** Goes to a path of the app without loading anything anew. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (here.held || to === location.pathname + location.search) return;
  if (options.replace) history.replaceState(history.state, "", to);
  else history.pushState(WITHIN, "", to);
  follow();
}

/** Back where one came from, or to `home` when the app was opened here: what lies before that is another page. */
export function goBack(home = "/"): void {
  if ((history.state as typeof WITHIN | null)?.within) history.back();
  else navigate(home, { replace: true });
}

const SERVER_PATHS = /^\/(admin|api|fhir|_allauth|ws|p|static)(\/|$)/;

/** Links inside the app change the screen, not the page. Returns how to stop listening. */
export function startRouter(): () => void {
  const click = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest("a");
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (SERVER_PATHS.test(link.pathname) || (link.hash && link.pathname === location.pathname)) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  };
  addEventListener("click", click);
  addEventListener("popstate", follow);
  return () => {
    removeEventListener("click", click);
    removeEventListener("popstate", follow);
  };
}

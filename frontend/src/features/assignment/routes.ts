import type { Route } from "$ui/router.svelte";

const FIELD = ["clinician", "officer", "peer"] as const;
const phone = { density: "phone", roles: FIELD } as const;

/** The phone's screens. */
export const routes: Route[] = [
  { ...phone, path: "/home", title: "nav_home", load: () => import("./Home.svelte") },
  { ...phone, path: "/shift", title: "phone_shift_title", load: () => import("./StartShift.svelte") },
  { ...phone, path: "/woken", title: "waking_title", load: () => import("./Woken.svelte") },
  { ...phone, path: "/alert/:id", title: "phone_alert_title", load: () => import("./Alert.svelte") },
  { ...phone, path: "/news/:id", title: "phone_news_title", load: () => import("./News.svelte") },
  { ...phone, path: "/assignment/:id", title: "phone_assignment_title", load: () => import("./Assignment.svelte") },
  { ...phone, path: "/remarks/:id", title: "phone_remarks_title", load: () => import("./Remarks.svelte") },
  { ...phone, path: "/new", title: "phone_new_title", load: () => import("./Met.svelte") },
];

import type { Route } from "$ui/router.svelte";

const plan = { density: "phone", roles: ["clinician", "case_manager"], title: "safety_title", load: () => import("./SafetyPlan.svelte") } as const;
/** The person may not be known yet: then the plan is the visit's (`?encounter=…`). */
export const routes: Route[] = [{ ...plan, path: "/safety-plan/:person" }, { ...plan, path: "/safety-plan" }];

export type Theme = "system" | "day" | "night" | "sun";
const KEY = "alongside:theme";
const CHROME = { day: "#EDF1EE", night: "#0B0806", sun: "#FFFFFF" };

class Look {
  theme = $state<Theme>("system");
}
export const look = new Look();

const dark = (): MediaQueryList => matchMedia("(prefers-color-scheme: dark)");

function show(): void {
  const theme = look.theme === "system" ? (dark().matches ? "night" : "day") : look.theme;
  document.documentElement.dataset["theme"] = theme;
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.setAttribute("content", CHROME[theme]);
}

/** Follows the device until the person chooses; call before anything is shown. */
export function startTheme(): void {
  const stored = localStorage.getItem(KEY);
  if (stored === "day" || stored === "night" || stored === "sun") look.theme = stored;
  dark().addEventListener("change", show);
  show();
}

export function chooseTheme(theme: Theme): void {
  look.theme = theme;
  localStorage.setItem(KEY, theme);
  show();
}

/** Phone is the default; the desk is denser. */
export function setDensity(density: "phone" | "board"): void {
  document.documentElement.dataset["density"] = density;
}

import { mount } from "svelte";
import { startLocale } from "$ui/locale.svelte";
import { startRouter } from "$ui/router.svelte";
import { startTheme } from "$ui/theme.svelte";
import App from "./App.svelte";
import { startUpdates } from "./update.svelte";
import "$ui/tokens.css";
import "$ui/base.css";

startTheme();
startLocale();
startRouter();
startUpdates();

const target = document.getElementById("app");
if (target) mount(App, { target });

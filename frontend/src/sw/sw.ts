/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { SERVER_PATHS } from "./paths";
import "./push";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();

// The shell answers every navigation of the app, also in airplane mode; the server's own pages are left alone.
registerRoute(new NavigationRoute(createHandlerBoundToURL("/index.html"), { denylist: [SERVER_PATHS] }));

// A new version waits until the app says that nothing can be lost.
self.addEventListener("message", (event) => {
  if ((event.data as { type?: string } | null)?.type === "SKIP_WAITING") void self.skipWaiting();
});

// The first version takes over the page that installed it, so that it works offline from the first visit on.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

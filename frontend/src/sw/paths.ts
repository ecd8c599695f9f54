/** Paths that belong to the server: never answered with the app's shell. */
export const SERVER_PATHS = /^\/(admin|api|fhir|_allauth|ws|p|static)(\/|$)/;

/** What time it is where the server is, in ms: the sync layer knows, the device's own clock may be hours off. */
export const heard = { now: (): number => Date.now() };

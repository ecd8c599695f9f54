/** Where the object of a command can be seen: on the board for a desk, on the phone's own screens for the field. */
export function pathOf(key: string, desk: boolean): string | null {
  const [kind, id] = key.split(":");
  if (kind === "incident") return desk ? `/board/${id}` : `/remarks/${id}`;
  if (kind === "assignment" && !desk) return `/assignment/${id}`;
  return null;
}

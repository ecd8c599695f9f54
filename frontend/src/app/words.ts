/** Where the object of a command can be seen. */
export function pathOf(key: string): string | null {
  const [kind, id] = key.split(":");
  return kind === "assignment" ? `/assignment/${id}` : kind === "incident" ? `/incident/${id}` : null;
}

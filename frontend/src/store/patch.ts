/** A change that is shown before the server has it. Plain data, because it must survive a killed browser. */
export interface Optimistic {
  kind: string;
  id: string;
  /** Laid over the object; see `overlay`. For a new object it is the object. */
  patch: Record<string, unknown>;
}

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain => typeof value === "object" && value !== null && !Array.isArray(value);

function identity(value: unknown): unknown {
  return isPlain(value) ? (value["user"] ?? value["id"]) : undefined;
}

/**
 * Objects are merged key by key; a list whose patch elements carry `user` or `id` is merged element by element and
 * keeps the rest; anything else is replaced. Neither argument is changed.
 */
export function overlay(base: Plain, patch: Plain): Plain {
  const result: Plain = { ...base };
  for (const [key, value] of Object.entries(patch)) result[key] = merged(base[key], value);
  return result;
}

function merged(base: unknown, value: unknown): unknown {
  if (isPlain(value) && isPlain(base)) return overlay(base, value);
  if (Array.isArray(value) && Array.isArray(base) && value.length > 0 && value.every((v) => identity(v) !== undefined)) {
    const list: unknown[] = [...base];
    for (const element of value as Plain[]) {
      const at = list.findIndex((old) => identity(old) === identity(element));
      if (at < 0) list.push(element);
      else list[at] = overlay(list[at] as Plain, element);
    }
    return list;
  }
  return value;
}

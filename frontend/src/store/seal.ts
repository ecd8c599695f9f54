/**
 * The one codec between an object and what lies on the disk. Identity for now; encryption replaces these two
 * functions and nothing else. Both are asynchronous, so that nobody calls them inside a transaction.
 */
export interface Sealed { readonly v: 0; readonly data: unknown }

export async function seal(body: unknown): Promise<Sealed> {
  return { v: 0, data: JSON.parse(JSON.stringify(body)) as unknown };
}

export async function unseal<T>(sealed: Sealed): Promise<T> {
  return sealed.data as T;
}

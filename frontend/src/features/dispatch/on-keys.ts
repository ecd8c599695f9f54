/** Listens to keys inside an element that is itself nothing to press: a form, a list. For {@attach}. */
export function onKeys(handler: (event: KeyboardEvent) => void): (node: HTMLElement) => () => void {
  return (node) => {
    node.addEventListener("keydown", handler);
    return () => node.removeEventListener("keydown", handler);
  };
}

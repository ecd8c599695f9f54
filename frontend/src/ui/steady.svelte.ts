const LOCK_MS = 400;

/**
 * After the bar has changed under the thumb, it takes no tap for 400 ms: what was meant for the old button must not
 * become another order. `what` names the button; made while a component is set up.
 */
export class Steady {
  locked = $state(true);

  constructor(what: () => string) {
    // a string of its own: the same words again are no change, however often they are worked out
    const words = $derived(what());
    $effect(() => {
      void words;
      this.locked = true;
      const timer = setTimeout(() => (this.locked = false), LOCK_MS);
      return () => clearTimeout(timer);
    });
  }
}

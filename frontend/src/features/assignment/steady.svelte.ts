const LOCK_MS = 400;

/**
 * After the bar has changed under the thumb, it takes no tap for 400 ms: what was meant for the old button must not
 * become another order. `what` names the button; made while a component is set up.
 */
export class Steady {
  locked = $state(true);

  constructor(what: () => string) {
    $effect(() => {
      what();
      this.locked = true;
      const timer = setTimeout(() => (this.locked = false), LOCK_MS);
      return () => clearTimeout(timer);
    });
  }
}

let context: AudioContext | null = null;

/** A browser gives sound only after a touch: the first one on any screen of the shift opens it for all alerts. */
export function allowSound(): () => void {
  const open = (): void => void ready();
  addEventListener("pointerdown", open, { once: true });
  return () => removeEventListener("pointerdown", open);
}

async function ready(): Promise<AudioContext | null> {
  try {
    context ??= new AudioContext();
    if (context.state !== "running") await context.resume();
    return context;
  } catch {
    // no sound here; the screen and the vibration are left
    return null;
  }
}

function twoNotes(on: AudioContext): void {
  for (const [i, pitch] of [660, 880].entries()) {
    const tone = on.createOscillator();
    const loudness = on.createGain();
    const start = on.currentTime + i * 0.22;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, start);
    loudness.gain.exponentialRampToValueAtTime(0.4, start + 0.03);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + 0.2);
    tone.connect(loudness).connect(on.destination);
    tone.start(start);
    tone.stop(start + 0.22);
  }
}

/** The same once, so that a person can say whether it is heard: the app cannot see the ringer's switch. */
export async function tryOnce(): Promise<void> {
  navigator.vibrate?.([400]);
  const on = await ready();
  if (on) twoNotes(on);
}

/** Rising two-note and a long buzz, every four seconds, until it is stopped. */
export function ring(): () => void {
  let stopped = false;
  const once = (): void => {
    navigator.vibrate?.([400, 200, 400, 200, 400]);
    const asked = Date.now();
    void ready().then((on) => {
      // a browser that waits for a touch answers late: the touch that answers must not set it off
      if (on && !stopped && on.state === "running" && Date.now() - asked < 1_000) twoNotes(on);
    });
  };
  once();
  const timer = setInterval(once, 4_000);
  return () => {
    stopped = true;
    clearInterval(timer);
    navigator.vibrate?.(0);
    // what is scheduled already falls silent too
    void context?.suspend();
  };
}

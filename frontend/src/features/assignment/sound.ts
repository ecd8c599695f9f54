/** Rising two-note and a long buzz, every four seconds, until it is stopped. Silent where the browser has no sound to give. */
export function ring(): () => void {
  let context: AudioContext | null = null;
  try {
    context = new AudioContext();
  } catch {
    context = null;
  }
  const once = (): void => {
    navigator.vibrate?.([400, 200, 400]);
    if (context?.state !== "running") return;
    for (const [i, pitch] of [660, 880].entries()) {
      const tone = context.createOscillator();
      const loudness = context.createGain();
      const start = context.currentTime + i * 0.22;
      tone.frequency.value = pitch;
      loudness.gain.setValueAtTime(0.0001, start);
      loudness.gain.exponentialRampToValueAtTime(0.4, start + 0.03);
      loudness.gain.exponentialRampToValueAtTime(0.0001, start + 0.2);
      tone.connect(loudness).connect(context.destination);
      tone.start(start);
      tone.stop(start + 0.22);
    }
  };
  once();
  const timer = setInterval(once, 4_000);
  return () => {
    clearInterval(timer);
    navigator.vibrate?.(0);
    void context?.close();
  };
}

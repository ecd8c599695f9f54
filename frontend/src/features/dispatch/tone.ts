/** A low three-note call, again and again until the alarm is opened. Silent until somebody has touched this desk once. */
const NOTES_HZ = [220, 196, 165];
const NOTE_S = 0.22;
const AGAIN_MS = 6_000;

let context: AudioContext | null = null;

function once(): void {
  context ??= new AudioContext();
  // a page that nobody has touched yet may not sound; the bar stands there all the same
  if (context.state !== "running") {
    void context.resume();
    return;
  }
  NOTES_HZ.forEach((hertz, i) => {
    if (!context) return;
    const [wave, gain, at] = [context.createOscillator(), context.createGain(), context.currentTime + i * NOTE_S];
    wave.frequency.value = hertz;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.25, at + 0.02);
    gain.gain.linearRampToValueAtTime(0, at + NOTE_S);
    wave.connect(gain).connect(context.destination);
    wave.start(at);
    wave.stop(at + NOTE_S);
  });
}

/** Starts calling; returns how to stop. */
export function ring(): () => void {
  if (typeof AudioContext === "undefined") return () => undefined;
  once();
  const timer = setInterval(once, AGAIN_MS);
  return () => clearInterval(timer);
}

/** Reads lines aloud with the device's own voice, where it has one; nothing leaves the device for it. */
export default class Speaker {
  speaking = $state(false);
  readonly can = "speechSynthesis" in globalThis && "SpeechSynthesisUtterance" in globalThis;

  say(lines: readonly string[], language: "en" | "es"): void {
    this.stop();
    lines.forEach((line, i) => {
      const words = new SpeechSynthesisUtterance(line);
      words.lang = language === "es" ? "es-US" : "en-US";
      if (i === lines.length - 1) words.onend = () => (this.speaking = false);
      words.onerror = () => (this.speaking = false);
      speechSynthesis.speak(words);
    });
    this.speaking = lines.length > 0;
  }

  stop(): void {
    if (this.can) speechSynthesis.cancel();
    this.speaking = false;
  }
}

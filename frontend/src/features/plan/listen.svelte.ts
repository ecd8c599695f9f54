import type { Part } from "$ui/spoken";

/** Reads the card aloud with the phone's own voice, where it has one; nothing leaves the phone for it. */
export class Listen {
  speaking = $state(false);
  readonly can = "speechSynthesis" in globalThis && "SpeechSynthesisUtterance" in globalThis;

  say(parts: readonly Part[], language: "en" | "es"): void {
    this.stop();
    const lines = parts.flatMap((part) => [`${part.title}.`, ...part.lines]);
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

/** PINs a stranger tries first: one digit, two in turn, a run up or down, a half twice. */
export function isWeak(pin: string): boolean {
  const digits = [...pin].map(Number);
  const steps = digits.slice(1).map((digit, i) => (digit - (digits[i] ?? 0) + 10) % 10);
  const even = steps.every((step) => step === steps[0]) && [0, 1, 9].includes(steps[0] ?? 0);
  return even || pin.slice(0, 3) === pin.slice(3) || /^(..)\1\1$/.test(pin);
}

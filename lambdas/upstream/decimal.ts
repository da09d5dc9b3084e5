/** A decimal number without a sign or exponent; undefined for any other text, so that no NaN becomes a time. */
export function decimalIn(text: string): number | undefined {
  return /^\d+(?:\.\d*)?$/.test(text) ? Number(text) : undefined;
}

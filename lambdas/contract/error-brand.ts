/**
 * Which of Breakwater's errors a value is. A registered symbol instead of `instanceof`: a handler may bundle
 * a second copy of this module, and `instanceof` throws for a revoked Proxy.
 */
export const errorBrand: unique symbol = Symbol.for('breakwater.error') as typeof errorBrand;

export type ErrorBrand = 'permanent' | 'retry-later' | 'upstream';

/** Never throws, for any value. */
export function isBranded(value: unknown, brand: ErrorBrand): boolean {
  try {
    return (
      (value as { readonly [errorBrand]?: unknown } | undefined | null)?.[errorBrand] === brand
    );
  } catch {
    return false;
  }
}

import type { SchemeVerifier } from './attempt.ts';
import { checkProvider } from './check-provider.ts';
import { ed25519Verifier } from './ed25519.ts';
import { hmacVerifier } from './hmac.ts';
import type { Provider } from './provider.ts';
import type { Scheme } from './scheme.ts';
import { tokenVerifier } from './token.ts';

/** A provider, checked once and made ready. */
export interface CompiledProvider {
  readonly verify: SchemeVerifier;
  readonly methods: readonly string[];
}

const compiled = new WeakMap<Provider, CompiledProvider>();

/** @throws TypeError where the provider's data is not what the engine can work with */
export function compileProvider(provider: Provider): CompiledProvider {
  const known = compiled.get(provider);
  if (known !== undefined) return known;
  checkProvider(provider);
  const made = { verify: compileScheme(provider.scheme), methods: provider.methods ?? ['POST'] };
  compiled.set(provider, made);
  return made;
}

function compileScheme(scheme: Scheme): SchemeVerifier {
  switch (scheme.kind) {
    case 'hmac':
      return hmacVerifier(scheme);
    case 'ed25519':
      return ed25519Verifier(scheme);
    case 'token':
      return tokenVerifier(scheme);
  }
}

import type { Provider } from '../../lambdas/verification/provider.ts';
import type {
  HmacScheme,
  Ed25519Scheme,
  MessagePart,
  Scheme,
  SignatureSyntax,
} from '../../lambdas/verification/scheme.ts';
import type { HeaderName, Source } from '../../lambdas/verification/source.ts';
import { isUnderSignature } from '../../lambdas/verification/under-signature.ts';

/** What is signed and how: `HMAC-SHA256 of {timestamp}.{body}, hex`. */
export function describeScheme(scheme: Scheme): string {
  if (scheme.kind === 'token') return 'none: the secret itself is sent';
  const name = scheme.kind === 'hmac' ? `HMAC-${scheme.digest.toUpperCase()}` : 'Ed25519';
  const key = { utf8: '', base64: ', base64 key', hex: ', hex key', whsec: ', `whsec_` key' };
  return `${name} of ${code(describeMessage(scheme))}, ${scheme.signature.encoding}${key[scheme.key]}`;
}

function describeMessage({ message, bodyHash }: HmacScheme | Ed25519Scheme): string {
  const text = message.map(describePart).join('');
  return bodyHash === undefined ? text : `${text} or ${bodyHash.query} in {url}`;
}

function describePart(part: MessagePart): string {
  if (typeof part === 'string') return part;
  return part.part === 'header' ? `{${part.name}}` : `{${part.part}}`;
}

/** Where the proof stands and what it looks like there. */
export function describePlace(scheme: Scheme): string {
  if (scheme.kind !== 'token') {
    const { from, syntax } = scheme.signature;
    return `${describeHeader(from)}: ${code(describeSyntax(syntax))}`;
  }
  const { token } = scheme;
  if (token.in === 'query') return `query ${code(token.name)}`;
  const text = token.encoding === 'base64' ? '{base64 of token}' : '{token}';
  return `${code(token.name)}: ${code(`${token.prefix ?? ''}${text}`)}`;
}

function describeSyntax(syntax: SignatureSyntax): string {
  const signature = '{signature}';
  switch (syntax.form) {
    case 'bare':
      return signature;
    case 'prefix':
      return syntax.prefix + signature;
    case 'versions':
      return `${syntax.version},${signature} …`;
    case 'pairs': {
      const { separator, signatureKey, timestampKey } = syntax;
      const stamp = timestampKey === undefined ? '' : `${timestampKey}={timestamp}${separator}`;
      return `${stamp}${signatureKey}=${signature}${separator}…`;
    }
  }
}

/** How far the signed time may be from now. */
export function describeWindow(scheme: Scheme): string {
  if (scheme.kind === 'token' || scheme.timestamp === undefined) return 'none';
  return `±${scheme.timestamp.toleranceSeconds} s`;
}

/** Where the id is, and whether somebody in the middle could change it. */
export function describeEventId({ eventId = [], scheme }: Provider): string {
  if (eventId.length === 0) return 'none: minted';
  const places = eventId.map((source) => {
    const signed = isUnderSignature(source, scheme);
    return signed ? describeSource(source) : `${describeSource(source)} (not signed)`;
  });
  return places.join(', else ');
}

/** What differs between two deliveries of an event. */
export function describeRedelivery({ redelivery }: Provider): string {
  if (redelivery === undefined) return 'unknown';
  if (redelivery.changes.length === 0) return 'nothing';
  return redelivery.changes.map(describeSource).join(', ');
}

function describeSource(source: Source): string {
  switch (source.in) {
    case 'header':
      return describeHeader(source);
    case 'query':
      return `query ${code(source.name)}`;
    case 'json':
      return `body ${code(source.path.join('.'))}`;
    case 'joined':
      return source.of.map(describeSource).join(' with ');
    case 'form':
      return `form ${code(source.name)}`;
    case 'form-json':
      return `form ${code([source.name, ...source.path].join('.'))}`;
  }
}

function describeHeader({ name, alias }: HeaderName): string {
  return alias === undefined ? code(name) : `${code(name)} or ${code(alias)}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

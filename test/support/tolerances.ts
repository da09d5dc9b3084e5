import type { Attempt } from '../../lambdas/verification/attempt.ts';
import type { Ed25519Scheme, HmacScheme } from '../../lambdas/verification/scheme.ts';

type Signed = HmacScheme | Ed25519Scheme;

/** One way in which a sender or a proxy writes a correctly signed request differently. */
export interface Tolerance {
  readonly name: string;
  /** Undefined if it does not apply to the scheme. */
  apply(attempt: Attempt, scheme: Signed): Attempt | undefined;
}

/** Where the engine refuses what a package accepts, and why. The one list of deliberate differences. */
export const stricterThanPackage: Readonly<Record<string, string>> = {
  'its timestamp is written as a float':
    'packages that read the digits before the point sign those; the engine signs the text as it came, as the specifications say',
  'text follows the signature after an equals sign':
    'some packages split at each equals sign; no provider writes one there',
};

/** Each of these must verify, unless `stricterThanPackage` says why not. */
export const tolerances: readonly Tolerance[] = [
  { name: 'spaces stand around the header', apply: header((text) => `  ${text} `) },
  { name: 'the hex is in upper case', apply: upperCaseHex },
  { name: 'its timestamp is written as a float', apply: floatTimestamp },
  {
    name: 'text follows the signature after an equals sign',
    apply: (a, s) =>
      s.signature.encoding === 'hex' && s.signature.syntax.form !== 'bare'
        ? header((text) => `${text}=more`)(a, s)
        : undefined,
  },
  { name: 'pairs end in a separator', apply: pairs((text, separator) => text + separator) },
  { name: 'pairs begin with a separator', apply: pairs((text, separator) => separator + text) },
  { name: 'a space follows each separator', apply: spacedPairs },
  { name: 'an empty signature stands first', apply: pairs((t, sep, key) => `${key}=${sep}${t}`) },
  {
    name: 'a signature of another length stands first',
    apply: pairs((t, sep, key) => `${key}=abc${sep}${t}`),
  },
  {
    name: 'a signature of another length stands last',
    apply: pairs((t, sep, key) => `${t}${sep}${key}=zz`),
  },
  { name: 'pairs hold an unknown key', apply: pairs((t, sep) => `x=y${sep}${t}${sep}z=`) },
  { name: 'pairs hold an element without a key', apply: pairs((t, sep) => `x${sep}${t}${sep}y`) },
  { name: 'the header with pairs came twice', apply: pairs((t, sep) => `${t}${sep}${t}`) },
  {
    name: 'sixteen other signatures stand first',
    apply: pairs((t, sep, key) => `${`${key}=${'0'.repeat(64)}${sep}`.repeat(16)}${t}`),
  },
  { name: 'two spaces stand between versions', apply: versions((t) => `v1,c2ln  ${t}`) },
  { name: 'a version has no comma', apply: versions((t) => `v1 nonsense ${t} more`) },
  { name: 'a signature of a version is empty', apply: versions((t) => `v1, ${t} v1,`) },
  { name: 'a signature of a version has another length', apply: versions((t) => `v1,abc ${t}`) },
  { name: 'another version stands first', apply: versions((t) => `v1a,${'A'.repeat(86)}== ${t}`) },
  { name: 'a comma and text follow a version', apply: versions((t) => `${t},more`) },
  { name: 'the header with versions came twice', apply: versions((t) => `${t}, ${t}`) },
  {
    name: 'sixteen other versions stand first',
    apply: versions((t) => `${`v1,${'A'.repeat(43)}= `.repeat(16)}${t}`),
  },
];

function header(change: (text: string) => string): Tolerance['apply'] {
  return (attempt, scheme) => withHeader(attempt, scheme.signature.from.name, change);
}

function pairs(
  change: (text: string, separator: string, key: string) => string,
): Tolerance['apply'] {
  return (attempt, scheme) => {
    const { syntax } = scheme.signature;
    if (syntax.form !== 'pairs') return undefined;
    const { separator, signatureKey } = syntax;
    return header((text) => change(text, separator, signatureKey))(attempt, scheme);
  };
}

function versions(change: (text: string) => string): Tolerance['apply'] {
  return (attempt, scheme) =>
    scheme.signature.syntax.form === 'versions' ? header(change)(attempt, scheme) : undefined;
}

function spacedPairs(attempt: Attempt, scheme: Signed): Attempt | undefined {
  return pairs((text, separator) => text.replaceAll(separator, `${separator} `))(attempt, scheme);
}

function upperCaseHex(attempt: Attempt, scheme: Signed): Attempt | undefined {
  if (scheme.signature.encoding !== 'hex') return undefined;
  return header((text) => text.replace(/[0-9a-f]{40,}/g, (hex) => hex.toUpperCase()))(
    attempt,
    scheme,
  );
}

function floatTimestamp(attempt: Attempt, scheme: Signed): Attempt | undefined {
  const rule = scheme.timestamp;
  const asFloat = (text: string) => text.replace(/\d{10,}/, (digits) => `${digits}.0`);
  if (rule?.in === 'header') return withHeader(attempt, rule.name, asFloat);
  return rule?.in === 'signature' ? header(asFloat)(attempt, scheme) : undefined;
}

function withHeader(attempt: Attempt, name: string, change: (text: string) => string): Attempt {
  const { request } = attempt;
  const headers = { ...request.headers, [name]: change(request.headers[name] ?? '') };
  return { ...attempt, request: { ...request, headers } };
}

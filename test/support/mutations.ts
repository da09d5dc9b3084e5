import type { Attempt } from '../../lambdas/verification/attempt.ts';
import type { Ed25519Scheme, HmacScheme } from '../../lambdas/verification/scheme.ts';

/** One thing that somebody in the middle, or a mistake, could change about a signed request. */
export interface Mutation {
  readonly name: string;
  /** Undefined where the scheme has nothing of the kind. */
  apply(attempt: Attempt, scheme: HmacScheme | Ed25519Scheme): Attempt | undefined;
}

/** Everything that must never verify, whoever the provider is. */
export const mutations: readonly Mutation[] = [
  { name: 'a byte of the body is another', apply: (a) => withBody(a, flipped(a.request.body)) },
  { name: 'the body is cut short', apply: (a) => withBody(a, a.request.body.subarray(0, -1)) },
  {
    name: 'the body ends in a newline more',
    apply: (a) => withBody(a, Buffer.concat([a.request.body, Buffer.from('\n')])),
  },
  { name: 'the body is empty', apply: (a) => withBody(a, Buffer.alloc(0)) },
  {
    name: 'a character of the signature is another',
    apply: (a, s) => withSignature(a, s, (text) => text.replace(/.(?==*$)/, otherCharacter)),
  },
  {
    name: 'the signature is cut short',
    apply: (a, s) => withSignature(a, s, (text) => text.slice(0, -1)),
  },
  {
    name: 'the signature is in the other case',
    apply: (a, s) =>
      s.signature.encoding.startsWith('hex')
        ? undefined
        : withBareSignature(a, s, (text) => text.replace(/[A-Za-z]/g, otherCase)),
  },
  { name: 'the signature is in another encoding', apply: inAnotherEncoding },
  {
    name: 'the signature is empty',
    apply: (a, s) => withBareSignature(a, s, () => ''),
  },
  { name: 'the signature header is missing', apply: (a, s) => without(a, s.signature.from.name) },
  {
    name: 'the signature header came twice',
    apply: (a, s) => (holdsOne(s) ? withSignature(a, s, (text) => `${text},${text}`) : undefined),
  },
  {
    name: 'the signature header came twice, joined with a space',
    apply: (a, s) => (holdsOne(s) ? withSignature(a, s, (text) => `${text}, ${text}`) : undefined),
  },
  { name: 'the signature is bare, or has a prefix, as with another scheme', apply: otherSyntax },
  { name: 'the timestamp is a second later', apply: (a, s) => withTimestamp(a, s, 1) },
  {
    name: 'the timestamp header is missing',
    apply: (a, s) => (s.timestamp?.in === 'header' ? without(a, s.timestamp.name) : undefined),
  },
  {
    name: 'the timestamp header came twice',
    apply: (a, s) =>
      s.timestamp?.in === 'header'
        ? withHeader(a, s.timestamp.name, (text) => `${text},${text}`)
        : undefined,
  },
  { name: 'it was signed too long ago', apply: (a, s) => atAnotherTime(a, s, 1) },
  { name: 'it was signed too far in the future', apply: (a, s) => atAnotherTime(a, s, -1) },
  {
    name: 'a signed header is another',
    apply: (a, s) => {
      const part = s.message.find((p) => typeof p !== 'string' && p.part === 'header');
      if (typeof part !== 'object' || part.part !== 'header') return undefined;
      return withHeader(a, part.name, (text) => `${text}x`);
    },
  },
  { name: 'it came to another URL', apply: (a, s) => withUrl(a, s, (url) => `${url}/`) },
  {
    name: 'it came to another host',
    apply: (a, s) => withUrl(a, s, (url) => url.replace('hooks.', 'hook5.')),
  },
  {
    name: 'the secret is another',
    apply: (a) => ({ ...a, secrets: [reversed(a.secrets[0] ?? '')] }),
  },
  {
    name: 'the secret lacks its last byte',
    apply: (a) => ({ ...a, secrets: [shortened(a.secrets[0] ?? '')] }),
  },
];

/** A header that holds a list may be repeated: the values join to one list. */
function holdsOne({ signature: { syntax } }: HmacScheme | Ed25519Scheme): boolean {
  return syntax.form === 'bare' || syntax.form === 'prefix';
}

function withBody(attempt: Attempt, body: Buffer): Attempt {
  return { ...attempt, request: { ...attempt.request, body } };
}

function flipped(body: Buffer): Buffer {
  const copy = Buffer.from(body);
  const middle = copy.length >> 1;
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
}

function withHeader(attempt: Attempt, name: string, change: (text: string) => string): Attempt {
  const { request } = attempt;
  const headers = { ...request.headers, [name]: change(request.headers[name] ?? '') };
  return { ...attempt, request: { ...request, headers } };
}

function without(attempt: Attempt, name: string): Attempt {
  const { [name]: _gone, ...headers } = attempt.request.headers;
  return { ...attempt, request: { ...attempt.request, headers } };
}

type Signed = HmacScheme | Ed25519Scheme;

/** Changes the whole header. */
function withSignature(attempt: Attempt, scheme: Signed, change: (text: string) => string) {
  return withHeader(attempt, scheme.signature.from.name, change);
}

/** Changes the signature where it stands after a prefix, a key or a version. */
function withBareSignature(attempt: Attempt, scheme: Signed, change: (text: string) => string) {
  const { syntax } = scheme.signature;
  return withSignature(attempt, scheme, (text) => {
    const start = {
      bare: () => 0,
      prefix: () => (syntax.form === 'prefix' ? syntax.prefix.length : 0),
      pairs: () => text.lastIndexOf('=') + 1,
      versions: () => text.indexOf(',') + 1,
    }[syntax.form]();
    return text.slice(0, start) + change(text.slice(start));
  });
}

function inAnotherEncoding(attempt: Attempt, scheme: Signed): Attempt {
  const from = scheme.signature.encoding === 'base64' ? 'base64' : 'hex';
  const to = from === 'hex' ? 'base64' : 'hex';
  return withBareSignature(attempt, scheme, (text) => Buffer.from(text, from).toString(to));
}

function otherSyntax(attempt: Attempt, scheme: Signed): Attempt {
  const { syntax } = scheme.signature;
  return withSignature(attempt, scheme, (text) => {
    if (syntax.form === 'bare') return `sha256=${text}`;
    if (syntax.form === 'versions') return text.slice(text.indexOf(',') + 1);
    return text.slice(text.lastIndexOf('=') + 1);
  });
}

function withTimestamp(attempt: Attempt, scheme: Signed, laterBy: number): Attempt | undefined {
  const rule = scheme.timestamp;
  const later = (text: string) => text.replace(/\d{10,}/, (digits) => String(+digits + laterBy));
  if (rule?.in === 'header') return withHeader(attempt, rule.name, later);
  if (rule?.in === 'signature') return withSignature(attempt, scheme, later);
  return undefined;
}

/** One unit beyond the tolerance. */
function atAnotherTime(attempt: Attempt, { timestamp }: Signed, sign: 1 | -1): Attempt | undefined {
  if (timestamp === undefined) return undefined;
  return { ...attempt, now: attempt.now + sign * (timestamp.toleranceSeconds + 1) * 1_000 };
}

function withUrl(attempt: Attempt, scheme: Signed, change: (url: string) => string) {
  const bound = scheme.message.some((part) => typeof part !== 'string' && part.part === 'url');
  return bound ? { ...attempt, url: change(attempt.url) } : undefined;
}

function otherCharacter(character: string): string {
  return character === 'a' ? 'b' : 'a';
}

function otherCase(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
}

/** Another secret that can still be decoded. */
function reversed(secret: string): string {
  const prefix = secret.startsWith('whsec_') ? 'whsec_' : '';
  const text = secret.slice(prefix.length);
  const padding = /=*$/.exec(text)?.[0] ?? '';
  const core = text.slice(0, text.length - padding.length);
  return `${prefix}A${[...core.slice(1)].reverse().join('')}${padding}`;
}

/** For whsec_ and base64 one whole group, so that it can still be decoded. */
function shortened(secret: string): string {
  return secret.startsWith('whsec_') ? secret.slice(0, -4) : secret.slice(0, -2);
}

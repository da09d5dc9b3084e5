import { hash as hashOf } from 'node:crypto';
import {
  hasTooManyFields,
  isForm,
  maxSignedFormBytes,
  parseForm,
  sortedFormText,
} from './form-body.ts';
import type { RejectionReason } from './rejection.ts';
import type { Ed25519Scheme, HmacScheme, MessagePart } from './scheme.ts';
import { queryValue } from './query.ts';
import { readHeader } from './source.ts';
import type { WebhookRequest } from './webhook-request.ts';

/** What message parts are made from. */
export interface MessageContext {
  readonly request: WebhookRequest;
  /** The public URL with its raw query. */
  readonly url: string;
  /** The signed timestamp's text; empty where the scheme has none. */
  readonly timestamp: string;
  /** Result of `coveredBody`: the same for every URL that is tried. */
  readonly covered: Buffer | Refused;
}

/** The signed message: text, perhaps the body, text. The body is never copied. */
export interface Message {
  readonly before: string;
  readonly body: Buffer | undefined;
  readonly after: string;
}

/** In one piece, for signatures that cannot be fed in pieces. */
export function messageBytes({ before, body, after }: Message): Buffer {
  return Buffer.concat([Buffer.from(before), body ?? Buffer.alloc(0), Buffer.from(after)]);
}

type Signed = HmacScheme | Ed25519Scheme;

/** Prepares a scheme's message parts: `build` makes the message of a request, or says why not. */
export function messageBuilder(scheme: Signed) {
  const bodyAt = scheme.message.findIndex(isBodyPart);
  const before = bodyAt < 0 ? scheme.message : scheme.message.slice(0, bodyAt);
  const after = bodyAt < 0 ? [] : scheme.message.slice(bodyAt + 1);

  return function build(context: MessageContext): Message | RejectionReason {
    const start = textOf(before, context);
    if (typeof start !== 'string') return start.refused;
    const end = after.length === 0 ? '' : textOf(after, context);
    if (typeof end !== 'string') return end.refused;
    if (bodyAt < 0) return { before: start, body: undefined, after: end };
    const { covered } = context;
    return Buffer.isBuffer(covered)
      ? { before: start, body: covered, after: end }
      : covered.refused;
  };
}

function isBodyPart(part: MessagePart): boolean {
  return typeof part !== 'string' && (part.part === 'body' || part.part === 'sorted-form');
}

export type Refused = { readonly refused: RejectionReason };

/** The bytes by which a scheme's message covers the body: the body itself, or a form's sorted fields. */
export function coveredBody(scheme: Signed, request: WebhookRequest): Buffer | Refused {
  const part = scheme.message.find(isBodyPart);
  return typeof part === 'object' && part.part === 'sorted-form'
    ? sortedForm(request, scheme)
    : request.body;
}

function textOf(parts: readonly MessagePart[], context: MessageContext): string | Refused {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    switch (part.part) {
      case 'timestamp':
        text += context.timestamp;
        break;
      case 'header': {
        const value = readHeader(context.request.headers, part);
        if (value === undefined) return { refused: 'missing-header' };
        text += value;
        break;
      }
      case 'method':
        text += context.request.method;
        break;
      case 'url':
        text += context.url;
        break;
      case 'body':
      case 'sorted-form':
        throw new TypeError('The body stands in a message at most once.');
    }
  }
  return text;
}

/** Whatever the request looks like, its body is bound: as parameters, by its hash, or by being empty. */
function sortedForm(request: WebhookRequest, scheme: Signed): Buffer | Refused {
  const hash = scheme.bodyHash;
  const claim = hash && queryValue(request.query, hash.query);
  if (hash !== undefined && claim !== undefined) {
    const actual = hashOf(hash.digest, request.body, hash.encoding);
    // Both are public: the claim is in the URL, and the URL is under the signature.
    return claim === actual ? nothing : { refused: 'wrong-signature' };
  }
  if (request.body.length === 0) return nothing;
  if (!isForm(request.headers)) return { refused: 'malformed-body' };
  if (request.body.length > maxSignedFormBytes) return { refused: 'body-too-large' };
  if (hasTooManyFields(request.body)) return { refused: 'too-many-fields' };
  const fields = parseForm(request.body);
  const text = fields && sortedFormText(fields);
  return text === undefined ? { refused: 'malformed-body' } : Buffer.from(text);
}

const nothing = Buffer.alloc(0);

const beforePath = /^(https?):\/\/(?:\[[^\]]*\]|[^/?#:[]*)(:\d*)?/;

/** The URL without and with its port; the scheme's default port if the URL has none. */
export function withAndWithoutPort(url: string): readonly [withoutPort: string, withPort: string] {
  const [start = '', scheme, port = ''] = beforePath.exec(url) ?? [];
  if (scheme === undefined) return [url, url];
  const rest = url.slice(start.length);
  const withoutPort = start.slice(0, start.length - port.length);
  const written = port === '' ? (scheme === 'https' ? ':443' : ':80') : port;
  return [withoutPort + rest, withoutPort + written + rest];
}

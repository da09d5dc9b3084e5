import { hash as hashOf } from 'node:crypto';
import { isForm, parseForm, sortedFormText } from './form-body.ts';
import type { RejectionReason } from './rejection.ts';
import type { Ed25519Scheme, HmacScheme, MessagePart } from './scheme.ts';
import { queryValues } from './query.ts';
import { readHeader } from './source.ts';
import type { WebhookRequest } from './webhook-request.ts';

/** What message parts are made from. */
export interface MessageContext {
  readonly request: WebhookRequest;
  /** The public URL with its raw query. */
  readonly url: string;
  /** The signed timestamp's text; empty where the scheme has none. */
  readonly timestamp: string;
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
  const bodyAt = scheme.message.findIndex((part) => isPart(part, 'body'));
  const before = bodyAt < 0 ? scheme.message : scheme.message.slice(0, bodyAt);
  const after = bodyAt < 0 ? [] : scheme.message.slice(bodyAt + 1);

  return function build(context: MessageContext): Message | RejectionReason {
    const start = textOf(before, context, scheme);
    if (typeof start !== 'string') return start.refused;
    const end = after.length === 0 ? '' : textOf(after, context, scheme);
    if (typeof end !== 'string') return end.refused;
    return { before: start, body: bodyAt < 0 ? undefined : context.request.body, after: end };
  };
}

function isPart(part: MessagePart, name: string): boolean {
  return typeof part !== 'string' && part.part === name;
}

type Refused = { readonly refused: RejectionReason };

function textOf(
  parts: readonly MessagePart[],
  context: MessageContext,
  scheme: Signed,
): string | Refused {
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
      case 'sorted-form': {
        const form = formText(context.request, scheme);
        if (typeof form !== 'string') return form;
        text += form;
        break;
      }
      case 'body':
        throw new TypeError('The body stands in a message at most once.');
    }
  }
  return text;
}

/** Whatever the request looks like, its body is bound: as parameters, by its hash, or by being empty. */
function formText(request: WebhookRequest, scheme: Signed): string | Refused {
  const hash = scheme.bodyHash;
  const claims = hash === undefined ? [] : queryValues(request.query, hash.query);
  if (hash !== undefined && claims.length > 0) {
    const actual = hashOf(hash.digest, request.body, hash.encoding);
    // Both are public: the claim is in the URL, and the URL is under the signature.
    return claims.length === 1 && claims[0] === actual ? '' : { refused: 'wrong-signature' };
  }
  if (request.body.length === 0) return '';
  const fields = isForm(request.headers) ? parseForm(request.body) : undefined;
  const text = fields && sortedFormText(fields);
  return text ?? { refused: 'malformed-body' };
}

/** The same URL with its scheme's port written out, or undefined if it has a port already. */
export function withPort(url: string): string | undefined {
  const match = /^(https?):\/\/([^/?#:]+|\[[^\]]*\])(?=[/?#]|$)/.exec(url);
  if (match === null) return undefined;
  return `${match[0]}:${match[1] === 'https' ? 443 : 80}${url.slice(match[0].length)}`;
}

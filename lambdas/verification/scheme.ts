import type { HeaderName, HeaderSource } from './source.ts';

/** How a provider proves that a request is its own. */
export type Scheme = HmacScheme | Ed25519Scheme | TokenScheme;

/** A keyed hash of a message made from the request; both sides know the secret. */
export interface HmacScheme extends SignedMessage<SignatureEncoding> {
  readonly kind: 'hmac';
  readonly digest: Digest;
  /** How the secret's text becomes the key. */
  readonly key: KeyDecoding;
}

/** The provider signs with its private key; the "secret" you configure is its public key. */
export interface Ed25519Scheme extends SignedMessage<'hex' | 'base64'> {
  readonly kind: 'ed25519';
  /** How the public key's text becomes its 32 bytes. */
  readonly key: 'hex' | 'base64';
}

/** The provider sends the secret itself. Nothing else of the request is proven. */
export interface TokenScheme {
  readonly kind: 'token';
  readonly token: TokenPlace;
}

export type Digest = 'sha1' | 'sha256' | 'sha512';

/**
 * `utf8`: the text as it is. `base64` (with or without padding) and `hex`: decoded, strictly. `whsec`:
 * base64 after a leading `whsec_` or `v1,whsec_`, which may be absent (Standard Webhooks; Stripe's
 * `whsec_` secrets are `utf8`).
 */
export type KeyDecoding = 'utf8' | 'base64' | 'hex' | 'whsec';

/** How the provider writes a digest. Hex is read in either case, base64 with its padding. */
export type SignatureEncoding = 'hex' | 'hex-upper' | 'base64' | 'base64url';

interface SignedMessage<Encoding> {
  readonly signature: {
    readonly from: HeaderSource;
    readonly syntax: SignatureSyntax;
    readonly encoding: Encoding;
  };
  /** What is signed: these parts, one after the other. The body at most once. */
  readonly message: readonly MessagePart[];
  /**
   * When the request was signed, and how far that may be from now, in both directions.
   * @default none: a captured request verifies for ever
   */
  readonly timestamp?: TimestampRule;
  /**
   * Where the URL can carry a hash of the body: if it does, that hash binds the body and form
   * parameters are not part of the message (Twilio's `bodySHA256`).
   * @default none
   */
  readonly bodyHash?: {
    readonly query: string;
    readonly digest: Digest;
    readonly encoding: 'hex';
  };
}

/** How signatures stand in their header. */
export type SignatureSyntax =
  /** The signature alone. */
  | { readonly form: 'bare' }
  /** After a fixed text: `sha256=…`. */
  | { readonly form: 'prefix'; readonly prefix: string }
  /** `t=1700000000,v1=…,v1=…`: any number of signatures, other keys ignored. */
  | {
      readonly form: 'pairs';
      readonly separator: ',' | ';';
      readonly signatureKey: string;
      readonly timestampKey?: string;
    }
  /** `v1,… v1,…`: any number of signatures, other versions ignored. */
  | { readonly form: 'versions'; readonly version: string };

export type MessagePart =
  /** Itself. */
  | string
  | { readonly part: 'body' }
  /** The timestamp's text, verbatim. */
  | { readonly part: 'timestamp' }
  | ({ readonly part: 'header' } & HeaderName)
  | { readonly part: 'method' }
  /** The public URL with its query, as it is configured at the provider; never from `Host`. */
  | {
      readonly part: 'url';
      /** The provider may sign it with or without its port, whichever is configured. @default false */
      readonly ignoresPort?: boolean;
    }
  /** Names and values of the form body, decoded, sorted by name, without separators. */
  | { readonly part: 'sorted-form' };

/** `json` is read after the signature held, from the signed body. */
export type TimestampRule = {
  readonly unit: 's' | 'ms' | 'rfc3339';
  readonly toleranceSeconds: number;
} & (
  | { readonly in: 'signature' }
  | ({ readonly in: 'header' } & HeaderName)
  | { readonly in: 'json'; readonly path: readonly (string | number)[] }
);

export type TokenPlace =
  | {
      readonly in: 'header';
      readonly name: string;
      /** Before the token. With a space at its end it is an authentication scheme (`Bearer `). @default none */
      readonly prefix?: string;
      /** `base64` for Basic credentials, whose secret is `user:password`. @default 'plain' */
      readonly encoding?: 'plain' | 'base64';
    }
  | { readonly in: 'query'; readonly name: string };

export const body = { part: 'body' } as const;
export const timestamp = { part: 'timestamp' } as const;
export const url = { part: 'url' } as const;
export const bare = { form: 'bare' } as const;

export function prefixed(prefix: string): SignatureSyntax {
  return { form: 'prefix', prefix };
}

/** A header as part of the signed message. */
export function signedHeader(name: string, alias?: string): MessagePart {
  return alias === undefined ? { part: 'header', name } : { part: 'header', name, alias };
}

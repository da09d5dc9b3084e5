import type { Probe, Provider } from '../verification/provider.ts';
import {
  bare,
  body,
  prefixed,
  type Digest,
  type KeyDecoding,
  type MessagePart,
  type SignatureEncoding,
  type SignatureSyntax,
  type TimestampRule,
} from '../verification/scheme.ts';
import { header, json, type Source } from '../verification/source.ts';

/** A sender that signs with a shared secret and is not in the catalog. */
export interface GenericHmac {
  /** In logs and messages. @default 'generic-hmac' */
  readonly id?: string;
  /** @default `id` */
  readonly name?: string;
  /** Header of the signature, lower case. @default 'x-signature' */
  readonly header?: string;
  /** @default 'sha256' */
  readonly digest?: Digest;
  /** How the secret's text becomes the key. @default 'utf8' */
  readonly key?: KeyDecoding;
  /** @default 'hex' */
  readonly encoding?: SignatureEncoding;
  /** Text before the signature, for example `sha256=`. Not together with `syntax`. @default '' */
  readonly prefix?: string;
  /** For headers that hold more than one signature. @default the prefix and the signature */
  readonly syntax?: SignatureSyntax;
  /** What is signed. @default [body] */
  readonly message?: readonly MessagePart[];
  /** @default none: a captured request verifies for ever */
  readonly timestamp?: TimestampRule;
  /** @default [json('id')] */
  readonly eventId?: readonly Source[];
  /** @default [json('type')] */
  readonly eventType?: readonly Source[];
  /** What a retry changes, if the id is not signed. @default unknown: another body is another event */
  readonly redelivery?: Provider['redelivery'];
  /** @default ['POST'] */
  readonly methods?: readonly string[];
  /** @default 10,000 */
  readonly patienceMs?: number;
  /** Shown to people; records are kept for 65 days whatever it says. @default 72 */
  readonly retryWindowHours?: number;
  /** @default none */
  readonly ownHeaders?: readonly string[];
  /** Responses to the sender's checks of the URL. @default HEAD is answered 200, GET 405 */
  readonly probes?: readonly Probe[];
  /** The largest body to accept, in bytes. @default 4,194,304 */
  readonly maxBodyBytes?: number;
}

/** A provider of your own that signs with a shared secret: `provider: genericHmac({ … })`. */
export function genericHmac(options: GenericHmac = {}): Provider {
  const id = options.id ?? 'generic-hmac';
  if (options.prefix !== undefined && options.syntax !== undefined) {
    throw new TypeError(`Provider "${id}": give a prefix or a syntax; got both.`);
  }
  const syntax = options.syntax ?? (options.prefix ? prefixed(options.prefix) : bare);
  return {
    id,
    name: options.name ?? id,
    scheme: {
      kind: 'hmac',
      digest: options.digest ?? 'sha256',
      key: options.key ?? 'utf8',
      signature: {
        from: header(options.header ?? 'x-signature'),
        syntax,
        encoding: options.encoding ?? 'hex',
      },
      message: options.message ?? [body],
      ...(options.timestamp && { timestamp: options.timestamp }),
    },
    eventId: options.eventId ?? [json('id')],
    eventType: options.eventType ?? [json('type')],
    ...(options.redelivery && { redelivery: options.redelivery }),
    methods: options.methods ?? ['POST'],
    patienceMs: options.patienceMs ?? 10_000,
    retryWindowHours: options.retryWindowHours ?? 72,
    ownHeaders: options.ownHeaders ?? [],
    probes: options.probes ?? [],
    ...(options.maxBodyBytes !== undefined && { maxBodyBytes: options.maxBodyBytes }),
    confidence: { signature: 'A', delivery: 'D' },
    quirks: [
      'What it proves is what you say it signs: keep the body, and best a time and the id, in it.',
    ],
  };
}

import type { Probe, Provider } from '../verification/provider.ts';
import type { TokenPlace } from '../verification/scheme.ts';
import { json, type Source } from '../verification/source.ts';

/** A sender that proves itself by sending a secret: a header, Basic credentials, a query parameter. */
export interface GenericToken {
  /** In logs and messages. @default 'generic-token' */
  readonly id?: string;
  /** @default `id` */
  readonly name?: string;
  /** Where the token is. @default the header `authorization`, after `Bearer ` */
  readonly token?: TokenPlace;
  /** @default [json('id')] */
  readonly eventId?: readonly Source[];
  /** @default [json('type')] */
  readonly eventType?: readonly Source[];
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

/** A provider of your own that sends a secret: `provider: genericToken({ … })`. */
export function genericToken(options: GenericToken = {}): Provider {
  const id = options.id ?? 'generic-token';
  return {
    id,
    name: options.name ?? id,
    scheme: {
      kind: 'token',
      token: options.token ?? { in: 'header', name: 'authorization', prefix: 'Bearer ' },
    },
    eventId: options.eventId ?? [json('id')],
    eventType: options.eventType ?? [json('type')],
    methods: options.methods ?? ['POST'],
    patienceMs: options.patienceMs ?? 10_000,
    retryWindowHours: options.retryWindowHours ?? 72,
    ownHeaders: options.ownHeaders ?? [],
    probes: options.probes ?? [],
    ...(options.maxBodyBytes !== undefined && { maxBodyBytes: options.maxBodyBytes }),
    confidence: { signature: 'A', delivery: 'D' },
    quirks: [
      'No part of the request is signed: anyone who has seen the token can send any event.',
      'The id alone identifies an event: another body under a known id counts as a retry and does not run again.',
    ],
  };
}

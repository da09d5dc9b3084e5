import type { UpstreamFailure } from '../contract/upstream-error.ts';
import type { Json } from '../processor/outcome.ts';
import type { CallContext } from './call-context.ts';
import { recordRequest } from './call-log.ts';
import { classify } from './classify.ts';
import { cleanDetail } from './clean-detail.ts';
import type { ConnectionPools } from './connection-pools.ts';
import type { IssuedCredential } from './credentials/credential-source.ts';
import { withoutEcho } from './echoed-request.ts';
import { exchange, type ExchangeResult } from './exchange.ts';
import type { OutboundCall } from './outbound-call.ts';
import { checkAnswer, errorIn, lacksBody, mismatchCode, readBody } from './read-answer.ts';
import { childTraceparent } from './traceparent.ts';

/** Far more than is shown; the rest of a response is not examined. */
const longestRawDetail = 10_000;

/** What differs from one request of a call to the next. */
export interface RequestState {
  /** 1 for the first request of the call in this run. */
  readonly request: number;
  /** True where an earlier request, of this run or another, asked for the same. */
  readonly retry: boolean;
  /** An earlier request of the same step may have acted. */
  readonly doubtful: boolean;
  /** It cannot be repeated safely: a gate must not gamble it as a probe. */
  readonly unrepeatable: boolean;
}

export type RequestResult =
  | {
      readonly kind: 'answer';
      /** What came, before the schema; undefined where nothing came. */
      readonly json: Json | undefined;
      /** What the schema made of it. */
      readonly value: unknown;
    }
  | ({ readonly kind: 'failed' } & RequestFailure);

export interface RequestFailure {
  readonly failure: UpstreamFailure;
  readonly status: number | undefined;
  /** How long the upstream asked to be left alone. */
  readonly retryAfterMs: number | undefined;
  /** Short and stable, for logs. */
  readonly code: string;
  /** Cut and cleaned. */
  readonly detail: string;
}

/** One request over the wire, classified, read, checked, logged and counted. */
export async function send(
  call: OutboundCall,
  state: RequestState,
  credential: IssuedCredential | undefined,
  deadline: number,
  context: CallContext,
  pools: ConnectionPools,
): Promise<RequestResult> {
  const { clock } = context;
  context.run.assertAlive();
  const startedAt = clock.now();
  const leftMs = deadline - startedAt;
  const exchanged = await exchange(
    {
      method: call.method,
      url: call.url,
      headers: {
        ...call.headers(),
        'x-correlation-id': context.webhook.correlationId,
        traceparent: childTraceparent(context.webhook.traceparent, context.random),
        ...credential?.headers,
      },
      body: call.body,
      connectMs: call.settings.connectMs,
      readMs: call.settings.readMs,
      totalMs: Math.min(call.settings.totalMs, leftMs),
      responseLimitBytes: call.settings.responseLimitBytes,
      keepAlive: !state.unrepeatable,
    },
    pools,
    clock,
  );
  const result = await read(exchanged, call, state, clock.now());
  const cutShort = exchanged.kind === 'broken' && leftMs < call.settings.totalMs;
  const failure =
    result.kind === 'failed'
      ? {
          ...result,
          ...(cutShort && result.code === 'TOTAL_TIMEOUT' && { code: 'NO_TIME_LEFT' }),
          detail: detailOf(result.detail, call, credential),
        }
      : undefined;
  recordRequest(
    call,
    {
      request: state.request,
      retry: state.retry,
      latencyMs: clock.now() - startedAt,
      status: exchanged.status,
      outcome: failure?.failure ?? 'done',
      code: failure?.code,
      detail: failure?.detail,
    },
    context,
  );
  return failure ?? result;
}

function mismatchDetail(problem: string, value: Json | undefined): string {
  const error = errorIn(value);
  return error === undefined ? problem : `${error} (${problem})`;
}

/** The beginning of a response, long enough that cutting it before sanitizing does not leave half of a secret. */
function detailOf(
  raw: string,
  { body }: OutboundCall,
  credential: IssuedCredential | undefined,
): string {
  return cleanDetail(withoutEcho(raw.slice(0, longestRawDetail), body), credential?.secrets ?? []);
}

async function read(
  exchanged: ExchangeResult,
  call: OutboundCall,
  { doubtful }: RequestState,
  now: number,
): Promise<RequestResult> {
  const bodyless = call.method === 'HEAD' || call.expect === 'nothing';
  const classified = classify(exchanged, {
    statuses: call.settings.statuses,
    method: call.method,
    doubtful,
    keyed: call.key !== undefined,
    bodyless,
    now,
  });
  if (classified.kind === 'failed') return classified;
  if (bodyless || classified.gone || exchanged.kind === 'broken') {
    return { kind: 'answer', json: undefined, value: undefined };
  }
  const malformed = (code: string, detail: string): RequestResult => ({
    kind: 'failed',
    failure: 'malformed',
    status: exchanged.status,
    retryAfterMs: undefined,
    code,
    detail,
  });
  if (call.needsBody === true && lacksBody(exchanged)) {
    return malformed('EMPTY', 'an empty body, which does not tell whether the step happened');
  }
  const body = readBody(exchanged, call.expect);
  if (body.kind === 'malformed') return malformed(body.code, body.problem);
  const answer = await checkAnswer(body.value, call.schema);
  return answer.kind === 'malformed'
    ? malformed(mismatchCode(exchanged), mismatchDetail(answer.problem, body.value))
    : { kind: 'answer', json: body.value, value: answer.value };
}

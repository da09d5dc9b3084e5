import { publishGauges, type UpstreamReading } from '../../../lambdas/governor/gauges.ts';
import { watchQueue, type QueueWatch } from '../../../lambdas/governor/watch-queue.ts';
import { countOutcome } from '../../../lambdas/processor/count-outcome.ts';
import type { Outcome } from '../../../lambdas/processor/outcome.ts';
import { metricCatalog, type MetricName } from '../../../lambdas/runtime/metric-names.ts';
import type { Metrics } from '../../../lambdas/runtime/metrics.ts';
import { countRequest } from '../../../lambdas/upstream/call-log.ts';
import type { OldestWaiting, Progress } from '../../../lambdas/waiting/waiting-event.ts';
import { countDecision } from '../../../lambdas/verifier/count-decision.ts';
import type { Decision } from '../../../lambdas/verifier/decision.ts';
import { WrongSignatures } from '../../../lambdas/verifier/wrong-signatures.ts';
import { webhook } from '../webhook.ts';
import { identityOf, Series } from './series.ts';

/** What happens in one minute of a system of one integration, `orders`, and one upstream, `crm`. */
export interface Minute {
  /** Webhooks that verify and are stored. @default 10 */
  readonly accepted?: number;
  /** Webhooks with a signature of no secret of ours. @default 0 */
  readonly wrongSignatures?: number;
  /** In which minute the secret was added that verifies them. @default long ago */
  readonly secretAdded?: number;
  /** The environments of the verifier are new ones, as after a deployment. @default false */
  readonly newVerifier?: boolean;
  /** Requests without a signature. @default 0 */
  readonly unsigned?: number;
  /** Webhooks that could not be stored, and are answered 503. @default 0 */
  readonly faults?: number;
  /** Of every answer. @default 80 */
  readonly latencyMs?: number;
  /** Requests that API Gateway turns away. @default 0 */
  readonly turnedAway?: number;
  /** Requests for which Lambda refuses to start the verifier. @default 0 */
  readonly throttled?: number;
  /** Runs that succeed. @default as many as are accepted */
  readonly done?: number;
  /** Runs that fail and come again. @default 0 */
  readonly retried?: number;
  /** Runs that end in a dead letter. @default 0 */
  readonly dead?: number;
  /** Runs that wait for their upstream. @default 0 */
  readonly parked?: number;
  /** Invocations of the processor that die. @default 0 */
  readonly crashes?: number;
  /** Messages in the dead-letter queue. @default none */
  readonly deadLetters?: number;
  /** Age of the oldest of them. @default 0 */
  readonly deadLetterSeconds?: number;
  /** Requests to the upstream that it fails; those that succeed are as many as runs succeed. @default 0 */
  readonly upstreamFailed?: number;
  readonly breaker?: UpstreamReading['state'];
  /** When the breaker left its last state, in minutes of the script. */
  readonly breakerSince?: number;
  /** What SQS counts. @default an empty queue */
  readonly queue?: { readonly visible: number; readonly inFlight: number };
  readonly waiting?: OldestWaiting;
  /** @default a word at least every half minute while runs succeed, none of which had waited */
  readonly progress?: Progress;
  /** A breaker or a person holds the integration. @default false */
  readonly held?: boolean;
  readonly mappingWrong?: boolean;
  /** Since which minute a person has paused it. @default nobody has */
  readonly pausedByPersonSince?: number;
  /** @default true */
  readonly governorRuns?: boolean;
  /** Age of the oldest event that was received less than three times, as SQS has it. @default 0 */
  readonly sqsAgeSeconds?: number;
  /** SQS reports its own figures. @default true */
  readonly sqsReports?: boolean;
}

export const scriptStart = Date.UTC(2026, 0, 1);

const namespace = 'Breakwater/dev';
const verified: Extract<Decision, { kind: 'accepted' }> = {
  kind: 'accepted',
  webhook: webhook({}),
  answer: undefined,
  secret: 'current',
  bodyIn: 'queue',
};
const error = { name: 'Error', message: 'why' };
const done: Outcome = { kind: 'done', duplicate: false };
const retry: Outcome = { kind: 'retry', at: 0, error };
const dead: Outcome = { kind: 'dead-letter', reason: 'handler-permanent', error };
const park: Outcome = { kind: 'park', until: 0, error, onPurpose: true };

const api = { ApiId: '<ApiId>' };
const verifier = { FunctionName: 'breakwater-dev-verifier' };
const processor = { FunctionName: 'breakwater-dev-processor-orders' };
const awsMetrics = {
  Count: identityOf({ namespace: 'AWS/ApiGateway', name: 'Count', dimensions: api }),
  '5xx': identityOf({ namespace: 'AWS/ApiGateway', name: '5xx', dimensions: api }),
  Latency: identityOf({ namespace: 'AWS/ApiGateway', name: 'Latency', dimensions: api }),
  TurnedAway: identityOf({ namespace, name: 'TurnedAway', dimensions: {} }),
  Throttles: identityOf({ namespace: 'AWS/Lambda', name: 'Throttles', dimensions: verifier }),
  Errors: identityOf({ namespace: 'AWS/Lambda', name: 'Errors', dimensions: processor }),
  Invocations: identityOf({ namespace: 'AWS/Lambda', name: 'Invocations', dimensions: processor }),
  AgeOfOldest: identityOf({
    namespace: 'AWS/SQS',
    name: 'ApproximateAgeOfOldestMessage',
    dimensions: { QueueName: 'breakwater-dev-events-orders' },
  }),
  DeadLettersVisible: identityOf({
    namespace: 'AWS/SQS',
    name: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: 'breakwater-dev-dead-orders' },
  }),
};

const ourIdentities = new Map<string, string>();

/** With the dimension that every metric of ours has beside its own. */
function ourIdentity(name: MetricName, dimensions: object): string {
  const words = name + JSON.stringify(dimensions);
  const known = ourIdentities.get(words);
  if (known !== undefined) return known;
  const { service } = metricCatalog[name];
  const identity = identityOf({ namespace, name, dimensions: { service, ...dimensions } });
  ourIdentities.set(words, identity);
  return identity;
}

/**
 * Writes what a whole system would write in each of so many minutes. What is ours is written by the code
 * that writes it in Lambda; what AWS writes, as its documentation says.
 */
export function playScript(minutes: number, happens: (minute: number) => Minute): Series {
  const series = new Series();
  let wrongSignatures = new WrongSignatures();
  let watch: QueueWatch = {};
  let told: Progress | undefined;
  for (let minute = 0; minute < minutes; minute += 1) {
    const at = minute * 60;
    const write = (identity: string, value: number) => series.write(identity, { at, value });
    const now = scriptStart + at * 1_000;
    const clock = { now: () => now, sleep: () => Promise.resolve() };
    const metrics: Metrics = {
      add: (name, value, dimensions) => write(ourIdentity(name, dimensions), value),
      flush: () => undefined,
    };
    const life = happens(minute);
    const aws = (metric: keyof typeof awsMetrics, value: number) =>
      write(awsMetrics[metric], value);

    const { accepted = 10, wrongSignatures: wrong = 0, unsigned = 0, faults = 0 } = life;
    const { turnedAway = 0, throttled = 0, latencyMs = 80 } = life;
    if (life.newVerifier === true) wrongSignatures = new WrongSignatures();
    const count = (decision: Decision) => {
      countDecision(decision, 'orders', { metrics, clock, wrongSignatures });
    };
    times(accepted, () => count({ ...verified, secretSince: timeOf(life.secretAdded) }));
    times(wrong, () => count({ kind: 'rejected', reason: 'wrong-signature' }));
    times(unsigned, () => count({ kind: 'rejected', reason: 'missing-header' }));
    times(faults, () => count({ kind: 'fault', reason: 'not-stored', detail: '' }));
    const answered = accepted + wrong + unsigned + faults;
    times(answered + turnedAway + throttled, () => aws('Count', 1));
    times(faults + throttled, () => aws('5xx', 1));
    times(answered, () => aws('Latency', latencyMs));
    times(turnedAway, () => aws('TurnedAway', 1));
    times(throttled, () => aws('Throttles', 1));

    const settle = (outcome: Outcome) => () => {
      const settlement = outcome.kind === 'done' || outcome === dead ? 'remove' : 'keep';
      countOutcome(outcome, settlement, 'orders', metrics);
    };
    const succeeded = life.done ?? accepted;
    times(succeeded, settle(done));
    times(life.retried ?? 0, settle(retry));
    times(life.dead ?? 0, settle(dead));
    times(life.parked ?? 0, settle(park));
    times(succeeded, () => request('done'));
    times(life.upstreamFailed ?? 0, () => request('unclear'));
    function request(outcome: string): void {
      countRequest('crm', { latencyMs: 120, outcome, retry: false }, metrics);
    }
    if (succeeded > 0) told = { movedAt: now - 20_000, waitedMs: 40 };
    const { crashes = 0 } = life;
    times(succeeded, () => aws('Errors', 0));
    times(crashes, () => aws('Errors', 1));
    times(succeeded + crashes, () => aws('Invocations', 1));

    const { deadLetters = 0, sqsReports = true } = life;
    if (sqsReports) {
      aws('DeadLettersVisible', deadLetters);
      aws('AgeOfOldest', life.sqsAgeSeconds ?? 0);
    }

    if (life.governorRuns === false) continue;
    const { queue = { visible: 0, inFlight: 0 }, held = false, progress = told } = life;
    const { waiting = { events: [], complete: true }, breaker = 'closed' } = life;
    const findings = watchQueue(watch, { now, ...queue, held, waiting, progress });
    watch = findings.watch;
    publishGauges(
      metrics,
      [
        {
          integration: 'orders',
          ...queue,
          ...findings,
          mappingWrong: life.mappingWrong ?? false,
          deadLetters,
          oldestDeadLetterSeconds: life.deadLetterSeconds ?? 0,
          pausedByPersonSince: timeOf(life.pausedByPersonSince),
        },
      ],
      [{ upstream: 'crm', state: breaker, since: timeOf(life.breakerSince), heldByPerson: false }],
      now,
    );
  }
  return series;
}

function timeOf(minute: number | undefined): number | undefined {
  return minute === undefined ? undefined : scriptStart + minute * 60_000;
}

function times(count: number, action: () => void): void {
  for (let made = 0; made < count; made += 1) action();
}

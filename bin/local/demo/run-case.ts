import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { EventState, EventStates } from '../../stage/event-states.ts';
import type { CaseOutcome, DemoCase } from './demo-cases.ts';
import { randomSecret } from './demo-secrets.ts';
import { targetOf, type DemoStage } from './demo-stage.ts';
import { deliver, type Delivery, type DeliveryAnswer } from './delivery.ts';
import type { UpstreamRequest } from './upstream-journal.ts';
import type { Verdict, VerifierJournal } from './verifier-journal.ts';

/** What a case came to, as the system tells. */
export interface CaseResult {
  readonly name: string;
  readonly provider: string;
  /** Webhooks that were sent. */
  readonly sent: number;
  /** Status of the answers: one number where all are the same. */
  readonly answered: number | readonly number[];
  readonly outcome: CaseOutcome | 'unknown' | 'waiting';
  readonly reason: string | undefined;
  /** Requests that the upstream got for it, failed ones included. */
  readonly calls: number;
  /** How often the upstream did something for it. */
  readonly effects: number;
  /** Whether it is what it has to be. */
  readonly ok: boolean;
}

export interface CaseTools {
  readonly stage: DemoStage;
  readonly verifier: VerifierJournal;
  readonly states: EventStates;
}

const lookEveryMs = 250;
const patienceMs = 60_000;

/** Sends a case's webhooks and watches until each is settled. */
export async function runCase(demo: DemoCase, tools: CaseTools): Promise<CaseResult> {
  const { stage } = tools;
  const path = `/${demo.integration}`;
  if (demo.upstream !== undefined) await stage.upstream.plan(path, demo.upstream);
  const known = targetOf(stage, demo.integration);
  const target = demo.forged === true ? { ...known, secret: randomSecret(known.provider) } : known;

  const answers = await Promise.all(demo.deliveries.map((one) => deliver(target, one)));
  const verdicts = await tools.verifier.verdicts(demo.integration, demo.deliveries);
  const ending = await watch(demo, verdicts, tools);
  const requests = await stage.upstream.requests(path);
  const own = requests.filter((request) => belongs(request, demo.deliveries));
  return judge(demo, {
    ...ending,
    answers,
    provider: known.provider.id,
    calls: own.length,
    effects: own.filter(({ effect }) => effect).length,
  });
}

interface Ending {
  readonly outcome: CaseResult['outcome'];
  readonly reason: string | undefined;
}

async function watch(
  demo: DemoCase,
  verdicts: readonly Verdict[],
  { states }: CaseTools,
): Promise<Ending> {
  const [first] = verdicts;
  if (first === undefined || verdicts.length < demo.deliveries.length) {
    return { outcome: 'unknown', reason: 'the verifier logged nothing of it' };
  }
  if (first.kind !== 'accepted') return { outcome: first.kind, reason: first.reason };
  const eventIds = new Set(verdicts.map(({ eventId }) => eventId ?? ''));
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const places = await Promise.all(
      [...eventIds].map((eventId) => states.read(demo.integration, eventId)),
    );
    const unsettled = places.some(({ place }) => place === 'queue');
    if (!unsettled || performance.now() > giveUpAt) return endingOf(places);
    await wait(lookEveryMs);
  }
}

function endingOf(places: readonly EventState[]): Ending {
  const notDone = places.find(({ place }) => place !== 'done');
  if (notDone === undefined) return { outcome: 'done', reason: undefined };
  return notDone.place === 'dead-letter'
    ? { outcome: 'dead-letter', reason: notDone.reason }
    : { outcome: 'waiting', reason: undefined };
}

/** A forward carries the very bytes that were sent; a handler names the event it acts for. */
function belongs(request: UpstreamRequest, deliveries: readonly Delivery[]): boolean {
  return deliveries.some(
    ({ body, eventId }) =>
      request.bodySha256 === createHash('sha256').update(body).digest('hex') ||
      (eventId !== undefined && request.bodyText?.includes(eventId) === true),
  );
}

function judge(
  { name, expected, deliveries }: DemoCase,
  seen: Ending & {
    readonly answers: readonly DeliveryAnswer[];
    readonly provider: string;
    readonly calls: number;
    readonly effects: number;
  },
): CaseResult {
  const statuses = seen.answers.map(({ status }) => status);
  const [first = 0] = statuses;
  return {
    name,
    provider: seen.provider,
    sent: deliveries.length,
    answered: statuses.every((status) => status === first) ? first : statuses,
    outcome: seen.outcome,
    reason: seen.reason,
    calls: seen.calls,
    effects: seen.effects,
    ok:
      statuses.every((status) => status === expected.answered) &&
      seen.outcome === expected.outcome &&
      (expected.reason === undefined || seen.reason === expected.reason) &&
      seen.effects === expected.effects,
  };
}

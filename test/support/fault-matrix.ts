import { z } from 'zod';
import { defineUpstream, type Idempotency } from '../../lambdas/contract/define-upstream.ts';
import type { UpstreamClient } from '../../lambdas/contract/upstream-client.ts';
import { isUpstreamError, type UpstreamError } from '../../lambdas/contract/upstream-error.ts';
import { createUpstreamClients } from '../../lambdas/upstream/create-upstream-clients.ts';
import { faults, type Fault } from './faults.ts';
import { jumpingClock } from './jumping-clock.ts';
import { callContext, type TestContext } from './upstream-context.ts';
import { startUpstream, type Reaction } from './upstream-server.ts';

/** How the upstream avoids acting twice, and so the four ways a fault can go. */
export const ways = ['read', 'key', 'lookup', 'neither'] as const;
export type Way = (typeof ways)[number];

/** What came of one call whose upstream misbehaves throughout its event's first run and is well after. */
export interface FaultResult {
  readonly fault: string;
  readonly way: Way;
  /** What the handler saw in the first run. */
  readonly failure: string;
  readonly code: string;
  /** Requests that the upstream read in the first run. */
  readonly requests: number;
  /** How the event went, run by run: `retry → done`. */
  readonly outcomes: readonly string[];
  readonly effects: number;
  /** The first error, for what the matrix does not show. */
  readonly error: UpstreamError;
  readonly context: TestContext;
}

const Contact = z.object({ id: z.number() });
const idempotency: Readonly<Record<Way, Idempotency>> = {
  read: 'none',
  key: { header: 'Idempotency-Key' },
  lookup: 'lookup',
  neither: 'none',
};
const maxAttempts = 5;

export async function runFault(fault: Fault, way: Way): Promise<FaultResult> {
  const done = new Map<string, string>();
  /** Keeps keys as a good upstream does: a repeat gets the first answer and does nothing. */
  const wellBehaved: Reaction = ({ request, response, act }) => {
    const key = reference(request);
    if (request.method === 'POST' && !(way === 'key' && done.has(key))) {
      act();
      done.set(key, 'done');
    }
    const found = done.has(key) || way === 'read' ? [{ id: 7 }] : [];
    const answer = request.method === 'POST' || way === 'read' ? { id: 7 } : found;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  };
  const server = await startUpstream((exchange) => {
    const { request, act } = exchange;
    const isNew = () =>
      request.method === 'POST' && !(way === 'key' && done.has(reference(request)));
    return fault.reaction?.({
      ...exchange,
      act: () => {
        if (isNew()) act();
        done.set(reference(request), 'done');
      },
    });
  });
  const place = await fault.place?.();
  const clock = jumpingClock();
  const first = callContext({ clock });
  const outcomes: string[] = [];
  let context = first;
  let error: UpstreamError | undefined;
  let requests = 0;
  try {
    while (outcomes.at(-1) !== 'done' && !outcomes.at(-1)?.startsWith('dead-letter')) {
      const crm = defineUpstream({
        name: 'crm',
        baseUrl: (error === undefined ? place?.url : undefined) ?? server.url,
        idempotency: idempotency[way],
        timeouts: { connectMs: 2_000, readMs: 1_000, totalMs: 2_500 },
        responseLimitBytes: 2_000,
      });
      const thrown = await call(createUpstreamClients({ crm }, context).clients.crm, way).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (thrown !== undefined && !isUpstreamError(thrown)) throw thrown;
      outcomes.push(outcomeOf(thrown, context.attempt));
      if (error === undefined) {
        error = thrown;
        requests = server.requests.length;
        server.script(wellBehaved);
      }
      if (thrown === undefined) break;
      context = comeBack(context, thrown, clock.jumpTo);
    }
    if (error === undefined) throw new Error(`${fault.name} is no fault: the call succeeded.`);
    const { code } = first.lines[0]?.fields ?? {};
    return {
      fault: fault.name,
      ...{ way, failure: error.failure, code: String(code), requests, outcomes, error },
      effects: server.effects,
      context: first,
    };
  } finally {
    first.end();
    await Promise.all([server.close(), place?.close()]);
  }
}

function call(crm: UpstreamClient, way: Way): Promise<unknown> {
  if (way === 'read') return crm.get('/contacts', { response: Contact });
  return crm.post('/contacts', {
    step: 'create-contact',
    json: (key: string) => ({ reference: key }),
    response: Contact,
    ...(way === 'lookup' && {
      lookup: async (reader, key) => {
        const found = await reader.get('/contacts', {
          query: { reference: key },
          response: z.array(Contact),
        });
        return found[0];
      },
    }),
  });
}

/** The next run, when the event's outcome lets it come back. */
function comeBack(
  context: TestContext,
  { disposition }: UpstreamError,
  jumpTo: (time: number) => void,
): TestContext {
  if (disposition.kind === 'dead-letter') return context;
  jumpTo(disposition.kind === 'retry' ? disposition.notBefore : disposition.until);
  const attempt = disposition.kind === 'retry' ? context.attempt + 1 : context.attempt;
  return context.nextRun({ attempt });
}

function outcomeOf(error: UpstreamError | undefined, attempt: number): string {
  if (error === undefined) return 'done';
  const { disposition } = error;
  if (disposition.kind === 'dead-letter') return `dead-letter ${disposition.reason}`;
  if (disposition.kind === 'park') return 'park';
  return attempt < maxAttempts ? 'retry' : 'dead-letter attempts-exhausted';
}

function reference({ body, url }: { body: Buffer; url: string }): string {
  const query = new URL(url, 'http://localhost').searchParams.get('reference');
  if (query !== null || body.length === 0) return query ?? '';
  return (JSON.parse(body.toString()) as { reference: string }).reference;
}

/** The matrix as it stands in docs/upstream-calls.md. */
export async function faultMatrix(): Promise<string[][]> {
  const rows: string[][] = [
    ['fault', 'log', 'read', 'step with key', 'step with lookup', 'step with neither'],
  ];
  for (const fault of faults) {
    const results = await Promise.all(ways.map((way) => runFault(fault, way)));
    const log = `${results[0]?.failure ?? ''} \`${results[0]?.code ?? ''}\``;
    rows.push([fault.name, log, ...results.map(cell)]);
  }
  return rows;
}

function cell({ outcomes, requests, effects, way }: FaultResult): string {
  const figures = way === 'read' ? `${requests}` : `${requests}, ${effects}×`;
  return `${outcomes.join(' → ')} (${figures})`;
}

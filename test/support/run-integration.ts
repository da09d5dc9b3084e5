import { Webhook as StandardWebhook } from 'standardwebhooks';
import { randomUUID } from 'node:crypto';
import { resolveProvider } from '../../lambdas/providers/catalog.ts';
import type { Integration, Upstreams } from '../../lambdas/contract/define-integration.ts';
import type { Webhook } from '../../lambdas/event/webhook.ts';
import { runForward } from '../../lambdas/processor/forward.ts';
import { toSigningSecret } from '../../lambdas/processor/forward-secret.ts';
import { startRun } from '../../lambdas/processor/run-fence.ts';
import {
  ignoredEvent,
  runHandle,
  type CallDependencies,
  type RunHandler,
} from '../../lambdas/processor/run-handler.ts';
import type { CredentialSource } from '../../lambdas/upstream/credentials/credential-source.ts';
import { systemClock } from '../../lambdas/runtime/system-clock.ts';
import { verifyWebhook } from '../../lambdas/verification/verify-webhook.ts';
import { bodyOf, type Sample } from '../../bin/samples/sample.ts';
import { sampleOf, stampedPayload } from '../../bin/samples/sample-of.ts';
import { callDependencies } from './call-dependencies.ts';
import { sampleNow, signedSample } from './signed-sample.ts';
import { acts, startUpstream, type Reaction, type ReceivedRequest } from './upstream-server.ts';
import { webhook } from './webhook.ts';

export interface IntegrationRun {
  /** The webhook that was processed. */
  readonly sent: Webhook;
  /** What the handler returned, run by run. */
  readonly results: readonly unknown[];
  /** Its type is not in `types`: nothing ran. */
  readonly isIgnored: boolean;
  /** What the last run threw, after which there was no other; undefined if none did. */
  readonly error: unknown;
  /** Requests that the upstreams got. Each upstream is at `/<its name>` of one server. */
  readonly calls: readonly ReceivedRequest[];
  /** Whether a forwarded request is signed as its endpoint expects it, by the official library. */
  isSigned(call: ReceivedRequest): boolean;
}

export interface IntegrationRunOptions {
  /** Runs of the same event, as after a crash. @default 1 */
  readonly runs?: number;
  /** Type of the event instead of the one in the payload. */
  readonly type?: string;
  /** How the upstreams answer. @default 200 and `{ "id": 1 }` */
  readonly upstream?: Reaction;
}

const forwardKey = toSigningSecret('a-secret-that-only-tests-know');
const runMs = 30_000;

/** A body as `JSON.parse` returns it: some providers send a list of events. */
export type JsonPayload = Readonly<Record<string, unknown>> | readonly unknown[];

/** What upstreams ask for, whatever it is. */
const anyCredential: CredentialSource = {
  current: () =>
    Promise.resolve({
      headers: { authorization: 'test' },
      version: '1',
      grantVersion: '1',
      secrets: ['test'],
    }),
  renewed: () => Promise.resolve(undefined),
};

/**
 * Runs an integration as the processor does, on a webhook that its provider signed and our engine
 * verified, against a server on loopback that stands for its upstreams or its endpoint.
 */
export async function runIntegration(
  integration: Integration,
  payload: JsonPayload,
  { runs = 1, upstream = acts(), type }: IntegrationRunOptions = {},
): Promise<IntegrationRun> {
  const server = await startUpstream(upstream);
  const calls = callDependencies({ credentials: anyCredential });
  try {
    const verifiedWebhook = verified(integration, payload);
    const sent = type === undefined ? verifiedWebhook : { ...verifiedWebhook, type };
    const handler = redirected(integration, server.url, calls);
    const results: unknown[] = [];
    let error: unknown;
    for (let attempt = 1; attempt <= runs && error === undefined; attempt += 1) {
      const run = startRun(randomUUID(), systemClock.now() + runMs, systemClock);
      await handler(sent, run, attempt)
        .then(
          (result) => results.push(result),
          (thrown: unknown) => (error = thrown),
        )
        .finally(() => run.end());
    }
    return {
      sent,
      results,
      isIgnored: results.includes(ignoredEvent),
      error,
      calls: server.requests,
      isSigned,
    };
  } finally {
    await calls.tools.pools.destroy();
    await server.close();
  }
}

function verified(integration: Integration, payload: JsonPayload): Webhook {
  const provider = resolveProvider(integration.provider);
  const { form = false, headers = {}, type = 'unknown' } = sampleOf(provider, 'sample');
  const { body, contentType } = bodyOf({
    // Providers whose payload is an array do not sign a time in it, so nothing is inserted.
    payload: stampedPayload(provider, payload as Sample['payload'], sampleNow),
    form,
  });
  const attempt = signedSample(provider, {
    body,
    headers: { ...headers, 'content-type': contentType },
  });
  const judged = verifyWebhook(provider, attempt);
  if (judged.kind !== 'verified') {
    throw new Error(`The engine did not accept its own signature: ${JSON.stringify(judged)}`);
  }
  return webhook({
    integration: integration.name,
    provider: provider.id,
    eventId: judged.eventId ?? 'minted',
    // A type in a header is not part of the payload.
    type: provider.eventType?.[0]?.in === 'header' ? type : judged.type,
    contentType,
    headers,
    body,
    idUnsigned: judged.idUnsigned,
  });
}

function redirected(integration: Integration, url: string, calls: CallDependencies): RunHandler {
  if (integration.forward !== undefined) {
    return runForward({ ...integration, forward: url }, () => Promise.resolve(forwardKey), calls);
  }
  const upstreams = Object.fromEntries(
    Object.entries((integration.upstreams ?? {}) as Upstreams).map(([name, upstream]) => [
      name,
      { ...upstream, baseUrl: `${url}/${name}` },
    ]),
  );
  return runHandle({ ...integration, upstreams }, calls);
}

function isSigned({ body, headers }: ReceivedRequest): boolean {
  const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
  const id = String(headers['webhook-id']);
  const expected = new StandardWebhook(forwardKey).sign(id, at, body.toString());
  return headers['webhook-signature'] === expected;
}

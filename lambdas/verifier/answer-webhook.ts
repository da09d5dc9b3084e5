import { refuseSize } from '../verification/bounds.ts';
import type { Answer, WebhookRequest } from '../verification/webhook-request.ts';
import { admit } from './admit.ts';
import { answerOf } from './answers.ts';
import type { Circumstances, Decision } from './decision.ts';
import { faultOf } from './fault.ts';
import { mintId } from './mint.ts';
import type { VerifierDependencies } from './ports.ts';
import { report } from './report.ts';
import { requestedIntegration, routeOf } from './routes.ts';
import { answerBy, withinDeadline, type Arrival } from './time-budget.ts';

/**
 * Answers one HTTP request. Never throws, and answers 2xx to an event only once it is stored.
 *
 * @param arrival bounds the answer together with the provider's patience
 */
export async function answerWebhook(
  request: WebhookRequest,
  arrival: Arrival,
  deps: VerifierDependencies,
): Promise<Answer> {
  const startedAt = deps.clock.now();
  const requested = requestedIntegration(request.path);
  const provider = routeOf(deps.routes, requested)?.provider;
  const circumstances: Circumstances = {
    correlationId: mintId(startedAt, deps.random),
    startedAt,
    bytes: request.body.length,
    integration: provider && requested,
    provider,
  };
  const decision = await decide(request, arrival, circumstances, deps);
  try {
    report(decision, circumstances, deps);
  } catch {
    // What is stored is stored: a log line that cannot be written must not turn it into an error.
  }
  return answerOf(decision, provider);
}

async function decide(
  request: WebhookRequest,
  arrival: Arrival,
  { integration, provider, correlationId, startedAt }: Circumstances,
  deps: VerifierDependencies,
): Promise<Decision> {
  if (integration === undefined || provider === undefined) {
    return { kind: 'rejected', reason: 'unknown-integration' };
  }
  const tooLarge = refuseSize(provider, request);
  if (tooLarge !== undefined) return tooLarge;
  const url = publicUrl(deps.publicBaseUrl, integration, request.query);
  const candidate = { integration, provider, request, url, receivedAt: startedAt };
  const deadline = answerBy(arrival, provider.patienceMs, startedAt);
  try {
    return await withinDeadline(deps.clock, deadline, (signal) =>
      admit(candidate, correlationId, deps, signal),
    );
  } catch (error) {
    return faultOf(error);
  }
}

/** From configuration, never from `Host`: whoever calls chooses that, and signatures cover the URL. */
function publicUrl(baseUrl: string, integration: string, query: string): string {
  return `${baseUrl}/webhooks/${integration}${query === '' ? '' : `?${query}`}`;
}

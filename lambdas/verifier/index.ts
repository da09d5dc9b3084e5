import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import routes from '#routes';
import { awsEnvironment } from '../runtime/aws-environment.ts';
import { awsCaller } from '../runtime/aws-request.ts';
import { powertoolsMetrics } from '../runtime/powertools-metrics.ts';
import { requiredEnvironment } from '../runtime/environment.ts';
import { powertoolsLog } from '../runtime/logger.ts';
import { systemClock as clock, systemRandom as random } from '../runtime/system-clock.ts';
import { answerWebhook } from './answer-webhook.ts';
import { arrivedAt, requestOf, resultOf } from './http-api-event.ts';
import type { VerifierDependencies } from './ports.ts';
import { s3Bodies } from './s3-bodies.ts';
import { secretCache } from './secret-cache.ts';
import { secretsManager } from './secrets-manager.ts';
import { sqsQueue } from './sqs-queue.ts';
import { WrongSignatures } from './wrong-signatures.ts';

const call = awsCaller({ environment: awsEnvironment(), clock, random });

const deps: VerifierDependencies = {
  clock,
  random,
  log: powertoolsLog(),
  metrics: powertoolsMetrics({
    namespace: `Breakwater/${requiredEnvironment('STAGE')}`,
    service: 'verifier',
    clock,
  }),
  wrongSignatures: new WrongSignatures(),
  routes,
  publicBaseUrl: requiredEnvironment('PUBLIC_BASE_URL'),
  secrets: secretCache(secretsManager(call, requiredEnvironment('SIGNING_SECRET_PREFIX')), clock),
  queue: sqsQueue(call, requiredEnvironment('QUEUE_URL_PREFIX')),
  bodies: s3Bodies(call, requiredEnvironment('BODY_BUCKET')),
};

// Init runs at full speed whatever the memory size, the first request does not: let init load what a
// call to AWS needs, and have one secret and its connection ready. If it fails, a request will see.
const [someIntegration] = Object.keys(routes);
if (someIntegration !== undefined) {
  await deps.secrets.current(someIntegration).catch(() => undefined);
}

export async function handler(
  event: APIGatewayProxyEventV2,
  context: Context,
): Promise<APIGatewayProxyStructuredResultV2> {
  const now = clock.now();
  const environmentEndsAt = now + context.getRemainingTimeInMillis();
  const arrival = { arrivedAt: arrivedAt(event, now), environmentEndsAt };
  return resultOf(await answerWebhook(requestOf(event), arrival, deps));
}

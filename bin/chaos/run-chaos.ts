import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDbBreakerStore } from '../../lambdas/breaker/dynamodb-breaker-store.ts';
import { countMessages } from '../../lambdas/governor/sqs-queues.ts';
import { optionalEnvironment } from '../../lambdas/runtime/environment.ts';
import { integrationNames, stageNames } from '../../lib/names.ts';
import type { CleanUp } from '../local/clean-up.ts';
import { targetOf } from '../local/demo/demo-stage.ts';
import { startDemoUpstream } from '../local/demo/demo-upstream.ts';
import { deployDemo } from '../local/demo/deploy-demo.ts';
import { UpstreamControl } from '../local/demo/upstream-control.ts';
import { defaultEndpointUrl, localClientConfig } from '../local/local-aws.ts';
import { useOrStartEndpoint } from '../local/local-endpoint.ts';
import { removeStage } from '../local/remove-stage.ts';
import { EventStates } from '../stage/event-states.ts';
import type { Progress } from '../terminal/progress.ts';
import * as integrations from './chaos-integration.ts';
import type { ToxicResult } from './judge-toxic.ts';
import { runToxic } from './run-toxic.ts';
import { runToxiproxy } from './run-toxiproxy.ts';
import { Toxiproxy } from './toxiproxy.ts';
import { toxics } from './toxic.ts';

const stageName = 'chaos';

/** Deploys the app to a local endpoint with Toxiproxy before its upstream, and hurts it in every way. */
export async function runChaos(progress: Progress, cleanUp: CleanUp): Promise<ToxicResult[]> {
  const toxiproxy = await runToxiproxy(progress);
  cleanUp.add(() => toxiproxy.stop());
  const url = (optionalEnvironment('AWS_ENDPOINT_URL') ?? defaultEndpointUrl).replace(/\/$/, '');
  const endpoint = await useOrStartEndpoint(url, progress);
  cleanUp.add(() => endpoint.stop());
  const upstream = await startDemoUpstream({ port: 0 });
  cleanUp.add(() => upstream.close());
  const proxy = await Toxiproxy.inFrontOf(new URL(upstream.url).host, toxiproxy.apiUrl);
  cleanUp.add(() => proxy.remove());
  cleanUp.add(() => removeStage(endpoint, stageName));
  progress.say(
    `Toxiproxy: ${toxiproxy.from}. Timings are scaled: the breaker opens for ` +
      `${integrations.breakerTimes.openMs / 1_000} s at first, not for 30.`,
  );
  const stage = await deployDemo({
    ...{ endpoint, progress, stage: stageName, source: integrations, upstreamUrl: proxy.url },
  });
  const config = localClientConfig(endpoint.url);
  const sqs = new SQSClient(config);
  const tools = {
    proxy,
    target: targetOf(stage, integrations.integrationName),
    upstream: new UpstreamControl(upstream.url),
    states: new EventStates(config, stageName),
    queued: () => messagesIn(sqs),
    breakers: new DynamoDbBreakerStore(
      new DynamoDBClient(config),
      stageNames(stageName).breakerTable,
    ),
  };
  const results: ToxicResult[] = [];
  for (const toxic of toxics) {
    const label = `${toxic.name}: ${toxic.meaning}`;
    results.push(await progress.step(label, () => runToxic(toxic, tools)));
  }
  return results;
}

async function messagesIn(sqs: SQSClient): Promise<number> {
  const { queue: QueueName } = integrationNames(stageName, integrations.integrationName);
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { visible, inFlight } = await countMessages(sqs, QueueUrl);
  return visible + inFlight;
}

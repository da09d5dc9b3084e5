import { describe, expect, it } from '@jest/globals';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { deliver } from '../../bin/local/demo/delivery.ts';
import { targetOf } from '../../bin/local/demo/demo-stage.ts';
import { EventStates } from '../../bin/stage/event-states.ts';
import { integrationNames } from '../../lib/names.ts';
import { eventually } from './stage/eventually.ts';
import { deliverUntilAccepted, newEvent } from './stage/event.ts';
import { deployedStage } from './stage/stage-file.ts';

const stage = deployedStage();
const target = targetOf(stage, 'refused');
const client = new SQSClient(stage.config);
const { queue } = integrationNames(stage.name, 'refused');
const states = new EventStates(stage.config, stage.name);

/** Takes the queue away while `work` runs, so that SQS refuses to store anything. */
async function withoutQueue(work: () => Promise<void>): Promise<void> {
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: queue }));
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  const settable = ['VisibilityTimeout', 'MessageRetentionPeriod', 'RedrivePolicy'] as const;
  await client.send(new DeleteQueueCommand({ QueueUrl }));
  try {
    await work();
  } finally {
    await client.send(
      new CreateQueueCommand({
        QueueName: queue,
        Attributes: Object.fromEntries(settable.map((name) => [name, Attributes[name] ?? ''])),
      }),
    );
  }
}

describe('while SQS refuses to store', () => {
  it('webhooks are answered 503, and accepted when their provider tries again', async () => {
    const event = newEvent();

    await withoutQueue(async () => {
      expect(await deliver(target, event)).toMatchObject({ status: 503 });
      expect(await deliver(target, event)).toMatchObject({ status: 503 });
    });

    expect(await deliverUntilAccepted(target, event)).toMatchObject({ status: 200 });
    const place = await eventually(
      () => states.read('refused', event.eventId),
      (seen) => seen.place !== 'queue',
    );
    expect(place).toEqual({ place: 'done' });
    expect(await stage.upstream.requests('/refused')).toHaveLength(1);
  });
});

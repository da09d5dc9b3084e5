import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { deadLetterId } from '../../lambdas/dead-letters/dead-letter-id.ts';
import { isSuperseded } from '../../lambdas/dead-letters/dead-letter.ts';
import { settle } from '../../lambdas/processor/settle.ts';
import { deadLetterWorld, integration, textOf } from '../support/dead-letter-world.ts';
import type { DeadLetterWorld } from '../support/dead-letter-world.ts';
import { webhook } from '../support/webhook.ts';

let world: DeadLetterWorld;
beforeAll(async () => {
  world = await deadLetterWorld();
});
afterAll(() => world.remove());

const find = async (text: string) =>
  (await world.book.read(integration, [deadLetterId(text)])).get(deadLetterId(text));

describe('the index of dead letters', () => {
  it('has one entry for a dead letter that was settled twice, and counts its copies', async () => {
    await world.die('evt_twice');
    await world.die('evt_twice');
    const entries = (await world.listed()).filter(({ eventId }) => eventId === 'evt_twice');
    expect(entries).toMatchObject([
      {
        reason: 'handler-permanent',
        firstError: 'Error: no evt_twice',
        copies: [expect.any(String), expect.any(String)],
      },
    ]);
  });

  it('tells another body under a known event id from the first', async () => {
    const other = textOf('evt_shared').replace('"type":"order.paid"', '"type":"order.other"');
    await world.die('evt_shared');
    await world.die('evt_shared', 'event-id-reused', other);
    const entries = (await world.listed()).filter(({ eventId }) => eventId === 'evt_shared');
    expect(entries.map(({ reason }) => reason).sort()).toEqual([
      'event-id-reused',
      'handler-permanent',
    ]);
  });

  it('archives what a dead letter holds, untouched', async () => {
    const text = await world.die('evt_archived');
    expect(await world.archive.read(integration, deadLetterId(text))).toBe(text);
    expect(await world.archive.read(integration, 'never-died')).toBeUndefined();
  });

  it('marks a dead letter as superseded when its event succeeds after all', async () => {
    const text = await world.die('evt_superseded');
    const { body: _body, ...head } = webhook({ integration, eventId: 'evt_superseded' });
    const record = {
      ...{ messageId: 'm', receiptHandle: 'r', text, sentAt: 0, receiveCount: 1 },
      ...{ acceptedAt: 0, released: [] },
    };
    const outcome = { kind: 'done', duplicate: true } as const;
    await settle({ record, outcome, head, replaySuspected: false }, world.settling);
    const letter = await find(text);
    expect(letter && isSuperseded(letter)).toBe(true);
    await world.die('evt_superseded');
    expect((await find(text))?.doneAt).toBeUndefined();
  });

  it('is not brought back by a settling that comes after the message was moved out', async () => {
    const text = await world.die('evt_late');
    const [messageId = ''] = (await find(text))?.copies ?? [];
    const entry = await find(text);
    await world.book.movedOut({ integration, id: deadLetterId(text) }, messageId);
    expect((await find(text))?.copies).toEqual([]);
    if (entry) await world.index.enter({ ...entry, messageId });
    expect((await world.listed()).map(({ eventId }) => eventId)).not.toContain('evt_late');
  });

  it('is read by time of death, either way round, within any bounds', async () => {
    const listed = await world.listed();
    const times = listed.map(({ deadAt }) => deadAt);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const [first = 0, second = 0] = times;
    const bounded = [];
    const order = { newestFirst: true, since: second, until: (times.at(-1) ?? 0) + 1 };
    for await (const letter of world.book.listed(integration, order)) bounded.push(letter.deadAt);
    expect(bounded).toEqual(times.filter((at) => at > first).toSorted((a, b) => b - a));
  });

  it('receives nothing from the queue when it is read', async () => {
    const { sqs, deadLetterQueueUrl: QueueUrl } = world;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'not ours' }));
    const attributes = async () =>
      (
        await sqs.send(
          new GetQueueAttributesCommand({
            QueueUrl,
            AttributeNames: [
              'ApproximateNumberOfMessages',
              'ApproximateNumberOfMessagesNotVisible',
            ],
          }),
        )
      ).Attributes;
    const before = await attributes();
    await world.listed();
    expect(await attributes()).toEqual(before);
    expect(before?.['ApproximateNumberOfMessagesNotVisible']).toBe('0');
  });
});

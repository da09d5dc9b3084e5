import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { deadLetterId } from '../../lambdas/dead-letters/dead-letter-id.ts';
import { encodeMessage } from '../../lambdas/event/webhook-message.ts';
import type { ClearingPorts } from '../../lambdas/operations/clear-batch.ts';
import type { DeadLetterFilter } from '../../lambdas/operations/dead-letter-filter.ts';
import { discardDestination } from '../../lambdas/operations/discard-destination.ts';
import { closeInterrupted, openOperation } from '../../lambdas/operations/open-operation.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import type { OperationStore } from '../../lambdas/operations/operation-store.ts';
import { planClearing } from '../../lambdas/operations/plan-clearing.ts';
import { reconcile } from '../../lambdas/operations/reconcile.ts';
import { replayDestination } from '../../lambdas/operations/replay-destination.ts';
import { runOperation } from '../../lambdas/operations/run-operation.ts';
import { systemClock as clock } from '../../lambdas/runtime/system-clock.ts';
import { deadLetterWorld, integration, textOf } from '../support/dead-letter-world.ts';
import type { DeadLetterWorld } from '../support/dead-letter-world.ts';
import { webhook } from '../support/webhook.ts';

let world: DeadLetterWorld;
beforeEach(async () => {
  world = await deadLetterWorld();
});
afterEach(() => world.remove());

function portsOf(kind: Operation['kind']): ClearingPorts {
  const { sqs, s3, queueUrl, records, archive, book, index, deadLetterQueue } = world;
  return {
    clock,
    book,
    index,
    queue: deadLetterQueue,
    destination:
      kind === 'replay'
        ? replayDestination({ sqs, s3, queueUrl, records })
        : discardDestination(integration, archive, s3),
  };
}

/** Opens the operation, or goes on with it, and runs it to its end. */
async function run(
  kind: Operation['kind'],
  filter: DeadLetterFilter = {},
  {
    ports = portsOf(kind),
    again = false,
    operations = world.operations,
    holdSeconds = 1,
  }: {
    ports?: ClearingPorts;
    again?: boolean;
    operations?: OperationStore;
    holdSeconds?: number;
  } = {},
) {
  const request = { kind, integration, filter, by: 'ada', why: 'mended' };
  const { at, visible, hidden } = await ports.queue.size();
  const planUpTo = (cutoff?: number) =>
    planClearing(world.book, integration, kind, filter, again, cutoff);
  const { operation, resumed, interruptedBefore } = await openOperation(
    operations,
    request,
    Date.now(),
    at + 1_000,
    randomUUID(),
    async ({ cutoff }) => {
      const { chosen, listed } = await planUpTo(cutoff);
      return chosen === 0 && visible + hidden <= listed;
    },
  );
  const plan = await planUpTo(resumed ? operation.cutoff : undefined);
  const result = await runOperation(
    {
      operation,
      plan,
      sweepAll: interruptedBefore || visible + hidden > plan.listed,
      despiteReturns: again,
      perSecond: 1_000,
      holdSeconds,
      signal: new AbortController().signal,
    },
    operations,
    ports,
  );
  return { plan, resumed, ...result };
}

const eventIds = (letters: { readonly eventId: string }[]): string[] =>
  letters.map(({ eventId }) => eventId).sort();

describe('a replay', () => {
  it('sends what was chosen as it came, and leaves the rest to be received at once', async () => {
    const mended = await world.die('evt_1', 'attempts-exhausted');
    await world.die('evt_2', 'forbidden');
    expect(await run('replay', { reason: 'attempts-exhausted' })).toMatchObject({ done: 1 });
    expect(await world.drain(world.queueUrl)).toEqual([mended]);
    expect(eventIds(await world.listed())).toEqual(['evt_2']);
    expect(await world.drain(world.deadLetterQueueUrl)).toHaveLength(1);
  });

  it('writes down who did it, when, and why: with the event and on its own', async () => {
    const text = await world.die('evt_1');
    await run('replay', { event: 'evt_1' });
    const id = deadLetterId(text);
    expect((await world.book.read(integration, [id])).get(id)).toMatchObject({
      replays: 1,
      copies: [],
      history: [{ what: 'replayed', by: 'ada', why: 'mended' }],
    });
    expect(await world.operations.recent(1)).toMatchObject([
      {
        kind: 'replay',
        by: 'ada',
        filter: { event: 'evt_1' },
        state: 'finished',
        counts: { done: 1 },
      },
    ]);
  });

  it('resets the attempts of the event under the id that it ran under, not of the first event with that id', async () => {
    const own = 'evt_own~0123456789abcdef';
    await world.die(own, 'attempts-exhausted', textOf('evt_own'));
    expect(eventIds(await world.listed())).toEqual([own]);
    expect(await run('replay', { event: own })).toMatchObject({ done: 1 });
    expect(await world.records.deadLetters(`${integration}#evt_own`)).toEqual([]);
  });

  it('leaves an event that came back twice, and takes it when it is told to', async () => {
    for (const comesBack of [1, 1, 0]) {
      await world.die('evt_loop');
      expect(await run('replay')).toMatchObject({ done: comesBack });
    }
    const { plan } = await run('replay');
    expect(plan).toMatchObject({
      chosen: 0,
      left: [{ because: 'came-back-twice', count: 1, eventIds: ['evt_loop'] }],
    });
    expect(await run('replay', {}, { again: true })).toMatchObject({ done: 1 });
  });

  it('leaves an event whose outcome is unknown until a person has said what happened', async () => {
    await world.die('evt_unknown', 'outcome-unknown');
    const { plan, done } = await run('replay');
    expect(done).toBe(0);
    expect(plan.left).toMatchObject([{ because: 'outcome-unknown', eventIds: ['evt_unknown'] }]);
    expect(eventIds(await world.listed())).toEqual(['evt_unknown']);
  });

  it('gives an event that SQS itself moved all its attempts again', async () => {
    const event = `orders#evt_moved`;
    for (const id of ['r1', 'r2', 'r3'])
      await world.records.startAttempt(event, { id, alone: true });
    await world.sqs.send(
      new SendMessageCommand({
        QueueUrl: world.deadLetterQueueUrl,
        MessageBody: textOf('evt_moved'),
      }),
    );
    expect(await run('replay', { reason: 'receive-limit' })).toMatchObject({ done: 1 });
    const next = { id: 'r4', alone: true };
    expect(await world.records.startAttempt(event, next)).toMatchObject({ attempt: 1 });
    expect(await world.records.deadLetters(event)).toHaveLength(1);
  });

  it('moves what dies while it runs no further than its own beginning', async () => {
    await world.die('evt_before');
    const ports = portsOf('replay');
    const diesAgain: ClearingPorts = {
      ...ports,
      queue: {
        ...ports.queue,
        receive: (most, hold) => ports.queue.receive(most, hold),
        release: (handles) => ports.queue.release(handles),
        remove: (handles) => ports.queue.remove(handles),
        // As if SQS's clock were at the operation's beginning for good: all that comes is newer.
        size: async () => ({ ...(await ports.queue.size()), at: Date.now() - 60_000 }),
      },
    };
    const result = await run('replay', {}, { ports: diesAgain });
    expect(result).toMatchObject({ done: 0, notMet: 1 });
    expect(eventIds(await world.listed())).toEqual(['evt_before']);
  });

  it.each(['begin', 'store', 'movedOut', 'remove'] as const)(
    'that ended before its step “%s” is gone on with: nothing is lost, nothing is left',
    async (step) => {
      const texts = await Promise.all(['evt_1', 'evt_2', 'evt_3'].map((id) => world.die(id)));
      await expect(run('replay', {}, { ports: dyingBefore(step) })).rejects.toThrow('killed');

      const second = await run('replay');
      expect(second.resumed).toBe(true);
      expect(await world.listed()).toEqual([]);
      expect(await world.drain(world.deadLetterQueueUrl)).toEqual([]);
      const sent = await world.drain(world.queueUrl);
      expect(new Set(sent)).toEqual(new Set(texts));
      // A send whose answer was never seen is the one thing that is repeated.
      expect(sent).toHaveLength(step === 'movedOut' ? 6 : 3);
      expect((await world.operations.recent(9)).map(({ state }) => state)).toEqual(['finished']);
      const replays = await world.book.read(integration, texts.map(deadLetterId));
      expect([...replays.values()].map((letter) => letter.replays)).toEqual([1, 1, 1]);
    },
  );
});

describe('a replay after one that was killed when it had moved all and deleted nothing', () => {
  it('waits for what that one hides, for longer than it hides anything itself', async () => {
    await world.die('evt_moved');
    const killed = { ports: dyingBefore('remove'), holdSeconds: 4 };
    await expect(run('replay', {}, killed)).rejects.toThrow('killed');

    expect(await run('replay')).toMatchObject({ cleared: 1 });
    expect(await world.deadLetterQueue.size()).toMatchObject({ visible: 0, hidden: 0 });
  });
});

describe('a replay that ended between its last move and the note of its end', () => {
  const dying = (): OperationStore => ({
    begin: (operation) => world.operations.begin(operation),
    note: () => Promise.reject(new Error('killed')),
    recent: (most) => world.operations.recent(most),
  });

  it('is over: the same command takes what has died since', async () => {
    await world.die('evt_before');
    await expect(run('replay', {}, { operations: dying() })).rejects.toThrow('killed');
    // SQS tells its time to the second, so that is how far an operation reaches.
    const [{ cutoff = 0 } = {}] = await world.operations.recent(1);
    while (Date.now() <= cutoff) await clock.sleep(50);
    await world.die('evt_since');

    expect(await run('replay')).toMatchObject({ resumed: false, done: 1 });
    expect(await world.listed()).toEqual([]);
    const states = (await world.operations.recent(9)).map(({ state }) => state);
    expect(states).toEqual(['finished', 'finished']);
  });

  it('is over where there is nothing to do, too', async () => {
    await world.die('evt_before');
    await expect(run('replay', {}, { operations: dying() })).rejects.toThrow('killed');

    const scope = { kind: 'replay', integration, filter: {} } as const;
    await closeInterrupted(world.operations, scope, Date.now());
    expect(await world.operations.recent(9)).toMatchObject([{ state: 'finished' }]);
  });
});

/** As if the process had been killed right before a step of its first batch. */
function dyingBefore(step: 'begin' | 'store' | 'movedOut' | 'remove'): ClearingPorts {
  const ports = portsOf('replay');
  const die = (): Promise<never> => Promise.reject(new Error('killed'));
  const { book, queue, destination } = ports;
  return {
    ...ports,
    book: {
      read: (of, ids) => book.read(of, ids),
      listed: (of, order) => book.listed(of, order),
      forget: (letter, copies) => book.forget(letter, copies),
      resolve: (letter, entry) => book.resolve(letter, entry),
      begin: step === 'begin' ? die : (letter, entry) => book.begin(letter, entry),
      movedOut: step === 'movedOut' ? die : (letter, message) => book.movedOut(letter, message),
    },
    destination: { store: step === 'store' ? die : (letters) => destination.store(letters) },
    queue: {
      receive: (most, hold) => queue.receive(most, hold),
      size: () => queue.size(),
      // A killed process lets nothing go.
      release: () => Promise.resolve(),
      remove: step === 'remove' ? die : (handles) => queue.remove(handles),
    },
  };
}

describe('a discard', () => {
  it('archives what it takes out, and says why', async () => {
    const text = await world.die('evt_test');
    expect(await run('discard')).toMatchObject({ done: 1 });
    expect(await world.archive.read(integration, deadLetterId(text))).toBe(text);
    expect(await world.drain(world.deadLetterQueueUrl)).toEqual([]);
    expect(await world.drain(world.queueUrl)).toEqual([]);
    const letter = (await world.book.read(integration, [deadLetterId(text)])).values().next().value;
    expect(letter?.history).toMatchObject([{ what: 'discarded', by: 'ada', why: 'mended' }]);
  });

  it('deletes nothing that the archive did not take', async () => {
    await world.die('evt_test');
    const ports = portsOf('discard');
    const refusing = { ...ports, destination: { store: () => Promise.resolve(new Set<string>()) } };
    await run('discard', {}, { ports: refusing });
    expect(await world.drain(world.deadLetterQueueUrl)).toHaveLength(1);
  });
});

describe('reconciling', () => {
  const ports = () => ({ ...portsOf('discard'), archive: world.archive });

  it('enters what SQS itself moved, and archives it', async () => {
    const text = textOf('evt_moved');
    const QueueUrl = world.deadLetterQueueUrl;
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: text }));
    expect(await reconcile(integration, ports())).toMatchObject({
      met: 1,
      entered: 1,
      archived: 1,
    });
    expect(await world.listed()).toMatchObject([{ eventId: 'evt_moved', reason: 'receive-limit' }]);
    expect(await world.archive.read(integration, deadLetterId(text))).toBe(text);
    expect(await world.drain(QueueUrl)).toEqual([text]);
  });

  it('archives anew what its queue is about to drop, and leaves alone what has time', async () => {
    const texts = [await world.die('evt_old'), await world.die('evt_young')];
    const [old] = texts.map(deadLetterId);
    const known = (await world.book.read(integration, [old ?? ''])).get(old ?? '');
    const lostAt = Date.now() + 3 * 86_400_000;
    if (known) await world.index.enter({ ...known, messageId: known.copies[0] ?? '', lostAt });
    const at = { Bucket: world.bucket, Key: `${integration}/dead-letters/${old ?? ''}` };
    await world.s3.send(new DeleteObjectCommand(at));
    expect(await reconcile(integration, ports())).toMatchObject({
      met: 2,
      entered: 0,
      archived: 1,
    });
    expect(await world.archive.read(integration, old ?? '')).toBe(texts[0]);
  });

  it('takes off the list what the queue does not hold any more, and nothing else', async () => {
    await world.die('evt_gone');
    await world.drain(world.deadLetterQueueUrl);
    await world.die('evt_there');
    expect(await reconcile(integration, ports())).toMatchObject({ met: 1, forgotten: 1 });
    expect(eventIds(await world.listed())).toEqual(['evt_there']);
  });

  it('takes nothing off the list while somebody else holds messages', async () => {
    await world.die('evt_held');
    await world.deadLetterQueue.receive(10, 30);
    expect(await reconcile(integration, ports())).toMatchObject({ forgotten: 0, heldElsewhere: 1 });
    expect(eventIds(await world.listed())).toEqual(['evt_held']);
  });
});

describe('a message that nobody can read', () => {
  it('has a name in the list by which it can be discarded', async () => {
    const QueueUrl = world.deadLetterQueueUrl;
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'no JSON' }));
    await reconcile(integration, { ...portsOf('discard'), archive: world.archive });
    const [letter] = await world.listed();
    expect(letter).toMatchObject({ eventId: '', id: deadLetterId('no JSON') });
    expect(await run('discard', { event: letter?.id })).toMatchObject({ done: 1 });
  });
});

describe('a body that lies in the bucket', () => {
  it('is kept anew when it is replayed, and is the same body', async () => {
    const at = { Bucket: world.bucket, Key: 'orders/2026-01-01/big' };
    await world.s3.send(new PutObjectCommand({ ...at, Body: 'big' }));
    const before = await world.s3.send(new HeadObjectCommand(at));
    const reference = { bucket: at.Bucket, key: at.Key, sha256: 'x', bytes: 3 };
    const text = encodeMessage(webhook({ integration, eventId: 'evt_big' }), reference);
    await world.die('evt_big', 'handler-permanent', text);
    // S3 tells time to the second.
    while (Date.now() < Number(before.LastModified) + 1_000) await clock.sleep(50);
    await run('replay');
    expect(await world.drain(world.queueUrl)).toEqual([text]);
    const after = await world.s3.send(new GetObjectCommand(at));
    expect(Number(after.LastModified)).toBeGreaterThan(Number(before.LastModified));
    expect(await after.Body?.transformToString()).toBe('big');
  });

  it('that is gone is for the processor to tell', async () => {
    const reference = { bucket: world.bucket, key: 'orders/none', sha256: 'x', bytes: 1 };
    const text = encodeMessage(webhook({ integration, eventId: 'evt_big' }), reference);
    await world.die('evt_big', 'body-missing', text);
    await run('replay');
    expect(await world.drain(world.queueUrl)).toEqual([text]);
  });
});

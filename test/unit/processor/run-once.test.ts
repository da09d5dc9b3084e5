import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { powertoolsOnce } from '../../../lambdas/processor/run-once.ts';
import { systemClock } from '../../../lambdas/runtime/system-clock.ts';

/** A client whose first writes of "completed" fail. */
function failingClient(failures: number) {
  const state = { completions: 0 };
  const client = Object.assign(new DynamoDBClient({ region: 'eu-central-1' }), {
    send: (command: object) => {
      if (!(command instanceof UpdateItemCommand)) return Promise.resolve({});
      state.completions += 1;
      return state.completions <= failures
        ? Promise.reject(new Error('The table is down.'))
        : Promise.resolve({});
    },
  });
  return { client, state };
}

describe('An event that ran', () => {
  const event = { key: 'orders#evt_1', contentSha256: undefined };

  it('is done although the table refuses to record that five times', async () => {
    const { client, state } = failingClient(5);
    const once = powertoolsOnce(client, 'idempotency', { clock: systemClock, random: () => 0.01 });
    const leaseEnds = Date.now() + 30_000;
    const remainingMs = () => leaseEnds - Date.now();
    const result = await once({ ...event, remainingMs }, () => Promise.resolve('effect'));
    expect(result).toEqual({ kind: 'ran' });
    expect(state.completions).toBe(6);
  });

  it('reserves the time that settling needs, and says that its result is not saved', async () => {
    const { client, state } = failingClient(Infinity);
    const once = powertoolsOnce(client, 'idempotency', { clock: systemClock, random: () => 0.01 });
    const remainingMs = () => 1_400;
    const result = await once({ ...event, remainingMs }, () => Promise.resolve('effect'));
    expect(result.kind).toBe('result-unsaved');
    expect(state.completions).toBe(1);
  });
});

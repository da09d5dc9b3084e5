import { describe, expect, it } from '@jest/globals';
import { targetOf } from '../../bin/local/demo/demo-stage.ts';
import { randomSecret } from '../../bin/local/demo/demo-secrets.ts';
import { forwardId } from '../../lambdas/processor/forward.ts';
import { EventStates } from '../../bin/stage/event-states.ts';
import { eventually } from './stage/eventually.ts';
import { deliverUntilAccepted, newEvent } from './stage/event.ts';
import { deployedStage } from './stage/stage-file.ts';

const stage = deployedStage();
const target = targetOf(stage, 'once');
const states = new EventStates(stage.config, stage.name);

async function settled(eventId: string) {
  return eventually(
    () => states.read('once', eventId),
    ({ place }) => place !== 'queue',
  );
}

async function requestsFor(eventId: string) {
  const key = forwardId({ integration: 'once', eventId });
  return (await stage.upstream.requests('/once')).filter((request) => request.key === key);
}

describe('a signed webhook', () => {
  it('is answered 2xx and becomes one effect', async () => {
    const event = newEvent();

    expect(await deliverUntilAccepted(target, event)).toMatchObject({ status: 200 });

    expect(await settled(event.eventId)).toEqual({ place: 'done' });
    expect(await requestsFor(event.eventId)).toMatchObject([{ effect: true }]);
  });

  it('becomes one effect when it comes ten times at once', async () => {
    const event = newEvent();

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => deliverUntilAccepted(target, event)),
    );

    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(await settled(event.eventId)).toEqual({ place: 'done' });
    expect(await requestsFor(event.eventId)).toMatchObject([{ effect: true }]);
  });

  it('becomes no second effect when it comes again later', async () => {
    const event = newEvent();
    await deliverUntilAccepted(target, event);
    await settled(event.eventId);
    const after = newEvent();

    await deliverUntilAccepted(target, event);
    await deliverUntilAccepted(target, after);

    expect(await settled(after.eventId)).toEqual({ place: 'done' });
    expect(await requestsFor(event.eventId)).toHaveLength(1);
  });
});

describe('a webhook that its provider did not sign', () => {
  it('is answered 401 and goes nowhere', async () => {
    const event = newEvent();
    const forged = { ...target, secret: randomSecret(target.provider) };

    expect(await deliverUntilAccepted(forged, event)).toMatchObject({ status: 401 });

    const genuine = newEvent();
    await deliverUntilAccepted(target, genuine);
    await settled(genuine.eventId);
    expect(await requestsFor(event.eventId)).toEqual([]);
  });
});

describe('a webhook for an integration that does not exist', () => {
  it('is answered 404', async () => {
    const url = target.url.replace(/once$/, 'nobody');

    expect(await deliverUntilAccepted({ ...target, url }, newEvent())).toMatchObject({
      status: 404,
    });
  });
});

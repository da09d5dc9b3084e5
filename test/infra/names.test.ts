import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  integrationNamePattern,
  integrationNames,
  stageNamePattern,
  stageNames,
} from '../../lib/names.ts';
import { didYouMean, nearMatches } from '../../lib/near-matches.ts';

const stage = fc.stringMatching(stageNamePattern);
const integration = fc.stringMatching(integrationNamePattern);

describe('names in AWS', () => {
  it('never are the same for two integrations, in one stage or in two', () => {
    fc.assert(
      fc.property(stage, integration, stage, integration, (stageA, a, stageB, b) => {
        fc.pre(stageA !== stageB || a !== b);
        const others = new Set(Object.values(integrationNames(stageB, b)));
        const { bodyKeyPrefix: _inABucketOfItsStage, ...names } = integrationNames(stageA, a);
        expect(Object.values(names).filter((name) => others.has(name))).toEqual([]);
      }),
    );
  });

  it('stay within what AWS takes: 64 characters for a function, 80 for a queue', () => {
    fc.assert(
      fc.property(stage, integration, (stageName, name) => {
        const { processorFunction, queue, deadLetterQueue } = integrationNames(stageName, name);
        expect(processorFunction.length).toBeLessThanOrEqual(64);
        expect(Math.max(queue.length, deadLetterQueue.length)).toBeLessThanOrEqual(80);
      }),
    );
  });

  it('begin with what the verifier and the dashboard look for', () => {
    const { queuePrefix, deadLetterQueuePrefix, signingSecretPrefix } = stageNames('dev');
    const names = integrationNames('dev', 'orders');
    expect(names.queue).toBe(`${queuePrefix}orders`);
    expect(names.deadLetterQueue).toBe(`${deadLetterQueuePrefix}orders`);
    expect(names.signingSecret).toBe(`${signingSecretPrefix}orders`);
  });
});

describe('a misspelt word', () => {
  const known = ['stripe', 'standard-webhooks', 'shopify', 'slack', 'svix'];

  it.each([
    ['strpie', 'stripe'],
    ['Stripe', 'stripe'],
    ['standard', 'standard-webhooks'],
    ['shopfy', 'shopify'],
  ])('%s meant %s', (word, meant) => {
    expect(nearMatches(word, known)[0]).toBe(meant);
  });

  it('that is like none gets no guess', () => {
    expect(didYouMean('kubernetes', known)).toBe('');
  });
});

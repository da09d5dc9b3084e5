import { describe, expect, it } from '@jest/globals';
import type { Integration } from '../../lambdas/contract/define-integration.ts';
import { catalog } from '../../lambdas/providers/catalog.ts';
import { knownEventTypes } from '../../lambdas/providers/event-types/known-event-types.ts';
import { eventTypeProblems } from '../../lib/event-type-problems.ts';
import { sampleOf } from '../../bin/samples/sample-of.ts';

const problems = (provider: unknown, types: unknown) =>
  eventTypeProblems({ name: 'a', provider, types, forward: 'https://a.example' } as Integration);

describe('the event types of an integration', () => {
  it.each<[unknown, unknown]>([
    ['stripe', undefined],
    ['stripe', ['payment_intent.succeeded', 'invoice.*', '*', 'unknown']],
    ['github', ['push', 'pull_request*']],
    ['shopify', ['orders/create']],
    [{ id: 'own', eventType: [{ in: 'json', path: ['type'] }] }, ['mine.*']],
  ])('of %j can be %j', (provider, types) => {
    expect(problems(provider, types)).toEqual([]);
  });

  it.each<[unknown, unknown, RegExp]>([
    ['stripe', [], /at least one event type or pattern; got \[\]/],
    ['stripe', 'invoice.paid', /expected a list.*got "invoice.paid"/],
    ['stripe', ['invoice.payed'], /matches no event type of stripe. Did you mean "invoice.paid"/],
    [
      'stripe',
      ['invoices.*'],
      /"invoices.\*" matches no event type of stripe.*event-types\/stripe.ts/,
    ],
    ['stripe', ['payment_intent_succeeded'], /Did you mean "payment_intent.succeeded"/],
    ['github', ['pull_request.opened'], /Did you mean "pull_request"/],
    ['shopify', [7], /printable ASCII characters; got 7/],
    ['shopify', [''], /printable ASCII characters; got ""/],
    ['shopify', ['übergabe'], /printable ASCII/],
    ['shopify', ['orders/create '], /no space at either end/],
    [{ id: 'own', name: 'Own' }, ['x'], /Own gives its events no type/],
  ])('of %j cannot be %j', (provider, types, problem) => {
    expect(problems(provider, types).join()).toMatch(problem);
  });

  it('that are known belong to providers of the catalog and include their samples', () => {
    for (const [id, types] of Object.entries(knownEventTypes)) {
      const provider = catalog.find((one) => one.id === id);
      expect(provider).toBeDefined();
      if (provider) expect(types).toContain(sampleOf(provider, 'sample').type);
    }
  });
});

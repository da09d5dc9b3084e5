import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defineIntegration } from '../../../lambdas/contract/define-integration.ts';
import { matchesType, wantsType } from '../../../lambdas/contract/event-types.ts';

describe('a pattern of event types', () => {
  it.each([
    ['invoice.paid', 'invoice.paid', true],
    ['invoice.paid', 'invoice.paid.late', false],
    ['invoice.paid', 'Invoice.paid', false],
    ['invoice.*', 'invoice.paid', true],
    ['invoice.*', 'invoice.', true],
    ['invoice.*', 'invoice', false],
    ['invoice.*', 'invoiceitem.created', false],
    ['customer.*', 'customer.subscription.created', true],
    ['orders/*', 'orders/create', true],
    ['*.created', 'customer.subscription.created', true],
    ['*.created', 'created', false],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['ab*ba', 'aba', false],
    ['*', 'unknown', true],
    ['unknown', 'unknown', true],
    ['invoice.*', 'unknown', false],
    ['.*', 'invoice.paid', false],
  ])('%s matches %s: %p', (pattern, type, matches) => {
    expect(matchesType(pattern, type)).toBe(matches);
  });

  it('matches what the same regular expression matches', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, type) => {
        const parts = pattern.split('*').map((part) => part.replaceAll('.', '\\.'));
        expect(matchesType(pattern, type)).toBe(new RegExp(`^${parts.join('.*')}$`).test(type));
      }),
    );
  });

  it('is optional: without a list every type runs', () => {
    expect(wantsType(undefined, 'unknown')).toBe(true);
  });

  it('does not compile if the provider has no such type', () => {
    const base = { name: 'a', handle: () => Promise.resolve() };
    const known = ['invoice.*', 'unknown'] as const;
    const misspelt = ['invoice.payed'] as const;
    const { types } = defineIntegration({ ...base, provider: 'stripe', types: known });
    // @ts-expect-error Stripe has no such type.
    defineIntegration({ ...base, provider: 'stripe', types: misspelt });
    defineIntegration({ ...base, provider: 'shopify', types: misspelt });
    expect(types).toBe(known);
  });
});

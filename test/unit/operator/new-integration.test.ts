import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { newIntegration } from '../../../bin/operator/new/new-integration.ts';
import { createProgress } from '../../../bin/terminal/progress.ts';
import { defineIntegration } from '../../../lambdas/contract/define-integration.ts';
import { genericHmac } from '../../../lambdas/providers/generic-hmac.ts';
import { json } from '../../../lambdas/verification/source.ts';
import { runIntegration } from '../../support/run-integration.ts';
import { integrationFiles } from '../../../bin/operator/new/integration-files.ts';
import { withIntegration } from '../../../bin/operator/new/list-file.ts';
import { schemaText } from '../../../bin/operator/new/schema-text.ts';
import { bodyOf } from '../../../bin/samples/sample.ts';
import { sampleOf, stampedPayload } from '../../../bin/samples/sample-of.ts';
import { catalog, resolveProvider } from '../../../lambdas/providers/catalog.ts';
import { verifyWebhook } from '../../../lambdas/verification/verify-webhook.ts';
import { sampleNow, signedSample } from '../../support/signed-sample.ts';

describe('the sample of', () => {
  it.each(catalog)('$id is accepted, with the id and type it says', (provider) => {
    const { payload, form = false, headers = {}, type } = sampleOf(provider, 'sample');
    const stamped = stampedPayload(provider, payload, sampleNow);
    const { body, contentType } = bodyOf({ payload: stamped, form });

    const attempt = signedSample(provider, {
      body,
      headers: { ...headers, 'content-type': contentType },
    });

    const judged = verifyWebhook(provider, attempt);
    expect(judged.kind).toBe('verified');
    expect([type, 'order.paid', 'unknown']).toContain(
      judged.kind === 'verified' ? judged.type : undefined,
    );
  });
});

describe('an integration that forwards', () => {
  it('has its URL as a string, whatever characters a URL may have', () => {
    const forward = "https://example.com/it's?a=1";
    const provider = resolveProvider('github');
    const sample = sampleOf(provider, 'sample');
    const files = integrationFiles({ name: 'quo', provider, forward, sample });
    expect(files['lambdas/integrations/quo/index.ts']).toContain(
      `forward: "https://example.com/it's?a=1"`,
    );
  });
});

describe('a new integration', () => {
  const run = (provider: string) =>
    newIntegration.run({
      ...{ stage: 'dev', parameters: ['orders'], json: false },
      options: { provider },
      print: () => Promise.resolve(),
      progress: createProgress(),
    });

  it('of an unknown provider names the known ids, and what to do with another one', async () => {
    const failure = run('calendly');
    await expect(failure).rejects.toThrow('The catalog has no provider "calendly".');
    for (const { id } of catalog) await expect(failure).rejects.toThrow(id);
    await expect(failure).rejects.toThrow(
      /new orders --provider generic-hmac[^]*genericHmac\(\{ … \}\)/,
    );
    await expect(run('strpe')).rejects.toThrow('stripe');
  });

  it('has a test that accepts an array as its sample event', async () => {
    const sampleEvent = [{ id: 1 }, { id: 2 }];
    const integration = defineIntegration({
      name: 'orders',
      provider: 'generic-hmac',
      event: z.array(z.object({ id: z.number() })),
      handle: (events) => Promise.resolve(events.length),
    });
    expect((await runIntegration(integration, sampleEvent)).results).toEqual([2]);
  });

  it('has a schema for an array whose events contain their type', () => {
    const provider = genericHmac({ eventId: [json(0, 'eventId')] });
    expect(schemaText(provider, [{ eventId: 7 }] as never)).toBe(
      'z.array(z.object({ "eventId": z.number() }))',
    );
  });
});

describe('the list of integrations', () => {
  const list = `import a from './a/index.ts';\n\nexport const integrations: readonly Integration[] = [a];\n`;

  it('gets one more', () => {
    expect(withIntegration(list, 'stripe-orders')).toBe(
      `import a from './a/index.ts';\nimport stripeOrders from './stripe-orders/index.ts';\n\n` +
        `export const integrations: readonly Integration[] = [a, stripeOrders];\n`,
    );
  });

  it('gets its first one', () => {
    expect(withIntegration('export const integrations = [];\n', 'new')).toBe(
      `import newIntegration from './new/index.ts';\nexport const integrations = [ newIntegration];\n`,
    );
  });

  it.each([
    ['shop', 'shop-integration'],
    ['a-b', 'a--b'],
    ['a-1-b', 'a1-b'],
    ['integrations', 'integrations-'],
  ])('gives %s and %s names of their own', (one, other) => {
    const both = withIntegration(withIntegration(list, one) ?? '', other) ?? '';
    const names = [...both.matchAll(/^import (\w+) from/gm)].map(([, name]) => name);
    expect(new Set([...names, 'integrations']).size).toBe(4);
  });

  it.each(['new', 'new-', 'class', 'import-'])('makes no word of the language of %s', (name) => {
    expect(withIntegration(list, name)).toMatch(/^import (new|class|import)Integration from/m);
  });

  it('is left alone where it is written in another way', () => {
    expect(withIntegration('export const integrations = load();\n', 'a-b')).toBeUndefined();
  });
});

describe('the schema to begin with', () => {
  it('asks for what the provider’s events are told apart by', () => {
    const discord = resolveProvider('discord');
    expect(schemaText(discord, { type: 1, event: { type: 'X' } })).toBe(
      'z.object({ "event": z.object({ "type": z.string() }), "type": z.number() })',
    );
  });

  it('asks for the first fields where those are in headers', () => {
    expect(schemaText(resolveProvider('github'), { ref: 'r', n: 1, deep: {}, more: 2 })).toBe(
      'z.object({ "ref": z.string(), "n": z.number() })',
    );
  });
});

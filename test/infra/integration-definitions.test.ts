import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Integration, IntegrationLimits } from '../../lambdas/contract/define-integration.ts';
import { limitBounds, limitsOf } from '../../lambdas/contract/integration-limits.ts';
import { ConfigurationError } from '../../lib/configuration-error.ts';
import { oauthClientCredentials } from '../../lambdas/contract/credentials.ts';
import { defineUpstream, type UpstreamDefinition } from '../../lambdas/contract/define-upstream.ts';
import type { LocatedIntegration } from '../../lib/located-integration.ts';
import { locateIntegrations } from '../../lib/locate-integrations.ts';
import { validateIntegrations } from '../../lib/validate-integrations.ts';

const file = import.meta.filename;
const catalog = ['stripe', 'github', 'shopify'];
const handle = () => Promise.resolve(undefined);

/** The definition is checked as it may also come from JavaScript: with anything in it. */
function validate(definition: object, more: Partial<LocatedIntegration> = {}): () => void {
  const integration = { name: 'orders', provider: 'stripe', ...definition } as Integration;
  return () => {
    validateIntegrations(
      [{ definition: integration, file, exported: integration, ...more }],
      catalog,
    );
  };
}

describe('an integration that can be deployed', () => {
  it.each<object>([
    { handle },
    { handle, limits: { timeoutSeconds: 900, maxConcurrency: 2, maxAttempts: 1, memoryMb: 128 } },
    { handle, provider: { id: 'own', scheme: { kind: 'token' } } },
    { forward: 'https://example.com/hooks?tenant=1' },
    { forward: 'https://example.com', whenUpstreamDown: 'continue' },
    { forward: 'http://localhost:3000/hooks' },
    { forward: 'http://127.0.0.1:3000' },
    { forward: 'http://[::1]:3000' },
  ])('%j', (definition) => {
    expect(validate(definition)).not.toThrow();
  });

  it('gets a default for each limit within its bounds', () => {
    for (const [limit, value] of Object.entries(limitsOf({}))) {
      const { min, max } = limitBounds[limit as keyof typeof limitBounds];
      expect(value).toBeGreaterThanOrEqual(min);
      expect(value).toBeLessThanOrEqual(max);
    }
  });

  it('gets the default also for a limit that it computes and does not know', () => {
    const limits = { timeoutSeconds: undefined, memoryMb: 256 } as unknown as IntegrationLimits;
    expect(limitsOf({ limits })).toEqual({ ...limitsOf({}), memoryMb: 256 });
  });
});

describe('an integration that cannot be deployed', () => {
  it.each<[string, object]>([
    ['name: expected a lower-case letter', { handle, name: 'Orders' }],
    ['name: expected a lower-case letter', { handle, name: 'a'.repeat(31) }],
    ['Did you mean "stripe"?', { handle, provider: 'strpie' }],
    ['provider: expected an id of the catalog or a provider', { handle, provider: { id: 1 } }],
    ['provider: expected an id of the catalog or a provider', { handle, provider: null }],
    ['survives JSON', { handle, provider: { id: 'own', match: /x/ } }],
    ['expected either "handle" or "forward"; got neither.', {}],
    ['expected either "handle" or "forward"; got both.', { handle, forward: 'https://a.example' }],
    ['handle: expected a function; got "later".', { handle: 'later' }],
    ['forward: expected a URL; got "example.com".', { forward: 'example.com' }],
    ['forward: expected an https URL', { forward: 'http://example.com' }],
    ['forward: expected an https URL', { forward: 'http://localhost.example.com' }],
    ['without a user or password', { forward: 'https://me:pw@example.com' }],
    ['without a fragment', { forward: 'https://example.com/#x' }],
    [
      'whenUpstreamDown: expected "pause" or "continue"; got "stop".',
      { handle, whenUpstreamDown: 'stop' },
    ],
    ['limits.timeoutSeconds: expected a whole number', { handle, limits: { timeoutSeconds: 901 } }],
    ['limits.maxConcurrency: expected', { handle, limits: { maxConcurrency: 1 } }],
    ['limits.memoryMb: expected', { handle, limits: { memoryMb: '512' } }],
    ['limits.timeout: not a limit. Did you mean', { handle, limits: { timeout: 30 } }],
    ['upstreams.log: expected a name', { handle, upstreams: { log: {} } }],
    ['expected "report" or "refuse"', { handle, verification: { replaySuspected: 'drop' } }],
  ])('is refused: %s', (message, definition) => {
    expect(validate(definition)).toThrow(message);
  });

  it('has no file where its processor would be built from', () => {
    const missing = '/nowhere/orders/index.ts';
    expect(validate({ handle }, { file: missing })).toThrow(`${missing} does not exist`);
  });

  it('has a file that exports another', () => {
    const exported = { name: 'order' };
    expect(validate({ handle }, { exported })).toThrow('got one called "order".');
    expect(validate({ handle }, { exported: undefined })).toThrow('got nothing.');
  });

  it('has the name of another', () => {
    const definition: Integration = { name: 'orders', provider: 'stripe', handle };
    const one = { definition, file, exported: definition };
    expect(() => {
      validateIntegrations([one, one], catalog);
    }).toThrow('"orders": expected each name once');
  });

  it('asks with the OAuth secret of another for another token: a stage keeps one for each secret', () => {
    const asking = (name: string, secret: string, scope: string) => {
      const credential = oauthClientCredentials({
        ...{ secret, scope, tokenUrl: 'https://login.acme.example/token' },
      });
      const baseUrl = 'https://api.acme.example';
      return defineUpstream({ name, baseUrl, credential, idempotency: 'lookup' });
    };
    const both = (other: UpstreamDefinition) =>
      validate({ handle, upstreams: { crm: asking('crm', 'acme', 'contacts'), other } });
    expect(both(asking('billing', 'acme', 'invoices'))).toThrow(
      /upstream "billing" of "orders": expected the same credential\.scope as upstream "crm" of "orders".*"acme"/,
    );
    expect(both(asking('billing', 'acme', 'contacts'))).not.toThrow();
    expect(both(asking('billing', 'acme-invoices', 'invoices'))).not.toThrow();
  });

  it('is refused for everything at once', () => {
    expect(validate({ name: 'A', provider: 'x' })).toThrow(/name: .*\n.*provider: .*\n.*neither/);
  });
});

describe('a list that cannot be used', () => {
  async function locate(list: string) {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-list-'));
    try {
      writeFileSync(join(folder, 'index.ts'), list);
      return await locateIntegrations(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it.each([
    ['export const integration = [];', /expected it to export a list .*; got nothing\.$/],
    ['export const integrations = {};', /expected it to export a list .*; got \{\}\.$/],
    ['export const integrations = [undefined];', /integrations\[0\]: expected .*; got nothing\./],
    ['export const integrations = [{ name: 5 }];', /integrations\[0\]: expected .*"name":5/],
    [
      "import gone from './gone/index.ts'; export const integrations = [gone];",
      /index\.ts: expected it to be there, and all that it imports; got ".*gone.*take what imports it off/,
    ],
  ])('is told from one that can: %s', async (list, message) => {
    await expect(locate(list)).rejects.toThrow(ConfigurationError);
    await expect(locate(list)).rejects.toThrow(message);
  });
});

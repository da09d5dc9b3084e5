import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Attempt } from '../../lambdas/verification/attempt.ts';
import type { Provider } from '../../lambdas/verification/provider.ts';
import { verifyWebhook } from '../../lambdas/verification/verify-webhook.ts';
import type { WebhookRequest } from '../../lambdas/verification/webhook-request.ts';
import { mutations } from './mutations.ts';
import type { OfficialSdk } from './official-sdks/official-sdk.ts';
import { stricterThanPackage, tolerances } from './tolerances.ts';
import { sampleJson, sampleNow, sampleUrl, signedSample, urlOf } from './signed-sample.ts';

export interface OracleOptions {
  /** Mutations that the package lets pass, and why: its ways, which are not ours. @default none */
  readonly sdkAccepts?: Readonly<Record<string, string>>;
  /** What the provider's requests are like. @default a JSON body */
  readonly request?: Partial<WebhookRequest>;
  /** In whose words the tests speak of the request. @default 'a JSON body' */
  readonly of?: string;
}

/**
 * The tests that make "verified against the official SDK" true: both accept what the other signs,
 * and whatever is changed about a request is refused here, whatever the package says to it.
 */
export function describeOracle(provider: Provider, sdk: OfficialSdk, options: OracleOptions = {}) {
  const { scheme } = provider;
  if (scheme.kind === 'token') throw new TypeError('A token scheme has no oracle.');
  const { sdkAccepts = {}, request = {}, of = 'a JSON body' } = options;
  const sample = () => signedSample(provider, request);

  describe(`${provider.id} and ${sdk.package}, ${of}`, () => {
    beforeEach(() => setClock(sampleNow));
    afterEach(() => void jest.useRealTimers());

    it('the package accepts what the engine signs', async () => {
      expect(await sdk.accepts(sample())).toBe(true);
      expect(verifyWebhook(provider, sample())).toMatchObject({ kind: 'verified' });
    });

    if (sdk.sign !== undefined) {
      it('the engine accepts what the package signs', async () => {
        const attempt = await signedBySdk(sample(), sdk, request);
        expect(verifyWebhook(provider, attempt)).toMatchObject({ kind: 'verified' });
        expect(await sdk.accepts(attempt)).toBe(true);
      });
    }

    const cases = mutations.flatMap((mutation) => {
      const mutated = mutation.apply(sample(), scheme);
      return mutated === undefined ? [] : [{ name: mutation.name, mutated }];
    });

    it('has ten mutations or more to refuse', () => {
      expect(cases.length).toBeGreaterThanOrEqual(10);
      expect(cases.map(({ name }) => name)).toEqual(
        expect.arrayContaining(Object.keys(sdkAccepts)),
      );
    });

    it.each(cases)('refuses it where $name', async ({ name, mutated }) => {
      setClock(mutated.now);
      expect(verifyWebhook(provider, mutated)).toMatchObject({ kind: 'rejected' });
      expect(await sdk.accepts(mutated)).toBe(name in sdkAccepts);
    });

    const tolerated = tolerances.filter(({ apply }) => apply(sample(), scheme) !== undefined);

    it.each(tolerated)('accepts it where $name', ({ name, apply }) => {
      const kind = name in stricterThanPackage ? 'rejected' : 'verified';
      expect(verifyWebhook(provider, apply(sample(), scheme) ?? sample())).toMatchObject({ kind });
    });

    it('accepts what the package accepts, whatever of it comes together', async () => {
      // Each once: doubling a header several times produces more signatures than the engine reads.
      const some = fc.uniqueArray(fc.constantFrom(...tolerated), { minLength: 1, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(some, async (chosen) => {
          const attempt = chosen.reduce<Attempt>((a, { apply }) => apply(a, scheme) ?? a, sample());
          const isStricter = chosen.some(({ name }) => name in stricterThanPackage);
          if (isStricter || !(await sdk.accepts(attempt))) return;
          expect(verifyWebhook(provider, attempt)).toMatchObject({ kind: 'verified' });
        }),
        { numRuns: 60 },
      );
    });
  });
}

async function signedBySdk(
  attempt: Attempt,
  sdk: OfficialSdk,
  given: Partial<WebhookRequest>,
): Promise<Attempt> {
  const unsigned: WebhookRequest = {
    method: 'POST',
    path: '/webhooks/orders',
    query: '',
    body: Buffer.from(JSON.stringify(sampleJson)),
    ...given,
    headers: { 'content-type': 'application/json', ...given.headers },
  };
  const bare = { ...attempt, request: unsigned, url: sampleUrl };
  const added = await sdk.sign?.(bare, 'evt_1');
  const headers = { ...unsigned.headers, ...added?.headers };
  const request = { ...unsigned, ...added, headers };
  return { ...bare, request, url: urlOf(request) };
}

/** Only the date stands still; whatever waits goes on. */
function setClock(now: number): void {
  jest.useFakeTimers({
    now,
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
}

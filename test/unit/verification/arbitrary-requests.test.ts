import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../../lambdas/providers/catalog.ts';
import type { Attempt } from '../../../lambdas/verification/attempt.ts';
import type { Provider } from '../../../lambdas/verification/provider.ts';
import { verifyWebhook } from '../../../lambdas/verification/verify-webhook.ts';
import { sampleNow, sampleSecret, sampleUrl, signedSample } from '../../support/signed-sample.ts';

/** Text made of what signature headers are made of, so that it gets past the first check. */
const headerText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .array(
      fc.constantFrom(
        ...['t=', 'ts=', 'v1=', 'h1=', 'v0=', 'sha256=', 'v1,', ',', ';', ' ', '=', 'Bearer '],
        ...['1767323045', String(sampleNow), '0'.repeat(64), 'A'.repeat(43), 'ı', '\u0000'],
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);

function headersFor(provider: Provider): fc.Arbitrary<Record<string, string>> {
  const { headers } = signedSample(provider).request;
  const wanted = fc.record(
    Object.fromEntries(Object.keys(headers).map((name) => [name, headerText])),
    { requiredKeys: [] },
  );
  const others = fc.dictionary(fc.string({ maxLength: 12 }), headerText, { maxKeys: 3 });
  const contentType = fc.constantFrom(
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'application/json' },
    {},
  );
  return fc
    .tuple(others, wanted, contentType)
    .map((parts) => Object.assign({}, ...parts) as Record<string, string>);
}

const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.json({ maxDepth: 2 }).map((text) => Buffer.from(text)),
  fc.webQueryParameters().map((text) => Buffer.from(text)),
  fc
    .constantFrom('{"type":"url_verification","challenge":"x"}', '{"type":1}', '[]', 'null')
    .map((text) => Buffer.from(text)),
);

describe.each(catalog.map((provider) => [provider.id, provider] as const))(
  '%s',
  (_id, provider) => {
    it('takes arbitrary requests without an exception, and lets none of them in', () => {
      const { accepted } = sampleSecret(provider);
      fc.assert(
        fc.property(
          headersFor(provider),
          anyBody,
          fc.constantFrom('POST', 'GET', 'PUT', ''),
          fc.string({ maxLength: 40 }),
          fc.array(fc.oneof(fc.constant(accepted), fc.string({ maxLength: 60 })), { maxLength: 3 }),
          (headers, body, method, query, secrets) => {
            const request = { method, path: '/webhooks/orders', query, headers, body };
            const url = `${sampleUrl}?${query}`;
            const verdict = verifyWebhook(provider, { request, secrets, url, now: sampleNow });
            const isProbe = body.length === 0 && provider.probes?.some((p) => p.method === method);
            expect(verdict.kind).toBe(isProbe && verdict.kind === 'answer' ? 'answer' : 'rejected');
          },
        ),
        { numRuns: 300 },
      );
    });

    it('lets in nothing of a signed request whose signed bytes somebody changed', () => {
      if (provider.scheme.kind === 'token') return;
      const signed = signedSample(provider);
      const secretHeader = provider.scheme.signature.from.name;
      fc.assert(
        fc.property(
          fc.nat(),
          fc.integer({ min: 1, max: 255 }),
          fc.boolean(),
          (position, flip, inHeader) => {
            // Hex digits in the other case encode the same bytes.
            fc.pre(!inHeader || flip !== 0x20);
            const changed = inHeader
              ? withChangedHeader(signed, secretHeader, position, flip)
              : withChangedBody(signed, position, flip);
            expect(verifyWebhook(provider, changed)).toMatchObject({ kind: 'rejected' });
          },
        ),
        { numRuns: 300 },
      );
    });
  },
);

function withChangedBody(attempt: Attempt, position: number, flip: number): Attempt {
  const body = Buffer.from(attempt.request.body);
  const at = position % body.length;
  body[at] = (body[at] ?? 0) ^ flip;
  return { ...attempt, request: { ...attempt.request, body } };
}

function withChangedHeader(
  attempt: Attempt,
  name: string,
  position: number,
  flip: number,
): Attempt {
  const text = attempt.request.headers[name] ?? '';
  const at = position % text.length;
  const other = String.fromCharCode(text.charCodeAt(at) ^ flip);
  const changed = text.slice(0, at) + other + text.slice(at + 1);
  const headers = { ...attempt.request.headers, [name]: changed };
  return { ...attempt, request: { ...attempt.request, headers } };
}

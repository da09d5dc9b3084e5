import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { genericHmac } from '../../../lambdas/providers/generic-hmac.ts';
import { genericToken } from '../../../lambdas/providers/generic-token.ts';
import { github } from '../../../lambdas/providers/github.ts';
import { linear } from '../../../lambdas/providers/linear.ts';
import { shopify } from '../../../lambdas/providers/shopify.ts';
import { slack } from '../../../lambdas/providers/slack.ts';
import { openDocument } from '../../../lambdas/verification/document.ts';
import { zoom } from '../../../lambdas/providers/zoom.ts';
import type { Provider } from '../../../lambdas/verification/provider.ts';
import { readEvent } from '../../../lambdas/verification/read-event.ts';
import { body, signedHeader, url } from '../../../lambdas/verification/scheme.ts';
import { form, header, json } from '../../../lambdas/verification/source.ts';

const formType = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

function read(provider: Provider, text: string, headers: Record<string, string> = {}, query = '') {
  const request = { method: 'POST', path: '/', query, headers, body: Buffer.from(text) };
  return readEvent(provider, openDocument(request), `https://hooks.example.com/?${query}`);
}

describe('the id', () => {
  const byId = genericHmac({ eventId: [json('data', 0, 'id'), json('id'), header('x-id')] });

  it.each([
    ['{"data":[{"id":"a"}],"id":"b"}', 'a'],
    ['{"data":[],"id":"b"}', 'b'],
    ['{"data":[{"id":""}],"id":"b"}', 'b'],
    ['{"data":null,"id":42}', '42'],
    ['{"id":0}', '0'],
    ['{"id":{"nested":1}}', 'h'],
    ['{"id":null}', 'h'],
    ['no JSON', 'h'],
    ['', 'h'],
  ])('of %s is %s: the first source that has one', (text, id) => {
    expect(read(byId, text, { 'x-id': 'h' }).eventId).toBe(id);
  });

  it('differs where only halves of surrogate pairs differ', () => {
    const [one, other] = ['ud800', 'ud801'].map((half) => read(byId, `{"id":"\\${half}"}`).eventId);
    expect(one).toMatch(/^sha256:/);
    expect(other).not.toBe(one);
  });

  it('is none where no source has one', () => {
    expect(read(byId, '{}')).toMatchObject({
      eventId: undefined,
      type: 'unknown',
      idUnsigned: true,
    });
  });

  it.each([
    '9007199254740991',
    '9007199254740993',
    '820982911946154508',
    '123456789012345678901234567890',
    '1e3',
    '1E400',
    '-0',
    '1.50',
    '0.1000000000000000055511151231257827',
  ])('is the number %s as it is written, never rounded', (literal) => {
    expect(read(byId, `{"id":${literal},"n":[1.0]}`).eventId).toBe(literal);
    expect(read(byId, `{"data":[{"id":1},{}],"data":[{"id":${literal}}]}`).eventId).toBe(literal);
  });

  it('is a number as written in the JSON of a form field, too', () => {
    const byField = genericHmac({ eventId: [{ in: 'form-json', name: 'payload', path: ['id'] }] });
    const text = new URLSearchParams({ payload: '{"id":820982911946154508}' }).toString();
    expect(read(byField, text, formType).eventId).toBe('820982911946154508');
  });

  it('is not looked for in what all objects inherit', () => {
    const inherited = genericHmac({ eventId: [json('constructor', 'name'), json('toString')] });
    expect(read(inherited, '{"id":"a"}').eventId).toBeUndefined();
  });

  it('keeps its identity as a hash where it is too long or odd for a key', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 400, unit: 'binary' }), (id) => {
        const { eventId } = read(byId, JSON.stringify({ id }));
        expect(eventId).toMatch(/^[\x21-\x7e]{1,200}$/);
        const other = read(byId, JSON.stringify({ id: `${id}x` })).eventId;
        expect(other).not.toBe(eventId);
      }),
    );
  });
});

describe('an id is unsigned', () => {
  const cases: readonly (readonly [string, Provider, boolean])[] = [
    ['in a header that is not signed', genericHmac({ eventId: [header('x-id')] }), true],
    [
      'in a header that is signed',
      genericHmac({ eventId: [header('x-id')], message: [signedHeader('x-id'), '.', body] }),
      false,
    ],
    [
      'in a header whose other spelling alone is signed',
      genericHmac({ eventId: [header('x-id', 'id')], message: [signedHeader('x-id'), body] }),
      true,
    ],
    ['in the signed body', genericHmac({ eventId: [json('id')] }), false],
    [
      'in a query that is not signed',
      genericHmac({ eventId: [{ in: 'query', name: 'id' }] }),
      true,
    ],
    [
      'in a query under a signed URL',
      genericHmac({ eventId: [{ in: 'query', name: 'id' }], message: [url, '\n', body] }),
      false,
    ],
    [
      'in a signed header that runs into the body: the border between them is not signed',
      genericHmac({ eventId: [header('x-id')], message: [signedHeader('x-id'), body] }),
      true,
    ],
    [
      'in a signed query that runs into the body',
      genericHmac({ eventId: [{ in: 'query', name: 'id' }], message: [url, body] }),
      true,
    ],
    [
      'in a form whose fields are signed without separators',
      genericHmac({ eventId: [form('id'), json('id')], message: [{ part: 'sorted-form' }] }),
      true,
    ],
    ['in a body that only a token came with', genericToken({ eventId: [json('id')] }), true],
  ];

  it.each(cases)('%s', (_where, provider, unsigned) => {
    const facts = read(provider, '{"id":"a"}', { 'x-id': 'a' }, 'id=a');
    expect(facts).toMatchObject({
      eventId: 'a',
      idUnsigned: unsigned,
    });
  });
});

describe('a captured request that comes again without its unsigned id', () => {
  it.each([github, shopify, linear])('of $id still counts as unsigned', (provider) => {
    expect(read(provider, '{}')).toMatchObject({ eventId: undefined, idUnsigned: true });
  });

  it('of a provider that has no ids at all does, too', () => {
    expect(read(zoom, '{}')).toMatchObject({ eventId: undefined, idUnsigned: true });
  });

  it('of a provider without ids is identified by its signed time, so equal bodies at two times are two events', () => {
    const at = (time: string) => read(zoom, '{}', { 'x-zm-request-timestamp': time }).binding;
    expect(at('1767323045')).toEqual(at('1767323045'));
    expect(at('1767323045')).not.toEqual(at('1767323046'));
  });
});

describe('forms', () => {
  it('give their fields, and what JSON in a field holds', () => {
    const payload = JSON.stringify({ type: 'block_actions', trigger_id: '1.2' });
    const text = new URLSearchParams({ payload }).toString();
    expect(read(slack, text, formType)).toEqual({
      eventId: '1.2',
      type: 'block_actions',
      idUnsigned: false,
    });
  });

  it('are read regardless of the content type, which is not signed', () => {
    const byField = genericHmac({ eventId: [form('id')] });
    expect(read(byField, 'id=a', formType).eventId).toBe('a');
    expect(read(byField, 'id=a', { 'content-type': 'text/plain' }).eventId).toBe('a');
    expect(read(byField, '\ufeffid=a').eventId).toBe('a');
  });
});

describe('the type', () => {
  const byType = genericHmac({ eventType: [json('type'), header('x-type')] });

  it.each([
    ['{"type":"order.paid"}', 'order.paid'],
    ['{"type":7}', '7'],
    ['{"type":""}', 'unknown'],
    ['{"type":true}', 'unknown'],
    ['{"type":"line\\nbreak"}', 'unknown'],
    [JSON.stringify({ type: 'x'.repeat(129) }), 'unknown'],
  ])('of %s is %s', (text, type) => {
    expect(read(byType, text).type).toBe(type);
  });
});

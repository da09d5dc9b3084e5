import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { parseEvent } from '../../../lambdas/processor/parse-event.ts';
import { webhook } from '../../support/webhook.ts';

const json = '{"id":"evt_1","amount":5}';
const event = { id: 'evt_1', amount: 5 };
const form = 'application/x-www-form-urlencoded';

async function parse(body: Buffer | string, contentType: string) {
  return parseEvent(webhook({ body: Buffer.from(body), contentType }), undefined);
}

describe('a handler gets JSON', () => {
  it.each([
    ...['application/json', 'text/plain', 'text/json', '', 'application/octet-stream'],
    ...['application/vnd.api+json', 'application/json\t;charset=utf-8', 'APPLICATION/JSON'],
    ...['application/json, application/json', 'application/json; charset=utf-16', form],
  ])('whatever Content-Type it came with: %p', async (contentType) => {
    expect(await parse(json, contentType)).toEqual({ kind: 'parsed', event });
  });

  it.each([
    ['with a byte order mark', Buffer.from(`\ufeff${json}`)],
    ['in UTF-16', Buffer.from(`\ufeff${json}`, 'utf16le')],
    ['gzipped', gzipSync(json)],
  ])('%s', async (_how, body) => {
    expect(await parse(body, 'application/json')).toEqual({ kind: 'parsed', event });
  });

  it.each([form, 'text/plain'])('out of a form field "payload", as %s', async (contentType) => {
    const body = new URLSearchParams({ payload: json }).toString();
    expect(await parse(body, contentType)).toEqual({ kind: 'parsed', event });
  });

  it('as a single value if the provider says that it is JSON', async () => {
    expect(await parse('"text"', 'application/json')).toEqual({ kind: 'parsed', event: 'text' });
    expect(await parse('17', 'text/json')).toEqual({ kind: 'parsed', event: 17 });
    expect(await parse('17', 'text/plain')).toEqual({ kind: 'parsed', event: Buffer.from('17') });
  });
});

describe('a handler gets the fields of a form', () => {
  it.each([form, `${form}\t; charset=utf-8`, `${form}, ${form}`, form.toUpperCase()])(
    'that came as %p',
    async (contentType) => {
      const body = 'From=%2B1&Tag=a&Tag=b&__proto__=x';
      const fields = Object.fromEntries([
        ['From', '+1'],
        ['Tag', ['a', 'b']],
        ['__proto__', 'x'],
      ]);
      expect(await parse(body, contentType)).toEqual({ kind: 'parsed', event: fields });
    },
  );

  it('beside a payload, too', async () => {
    expect(await parse('payload={}&team=x', form)).toEqual({
      kind: 'parsed',
      event: { payload: '{}', team: 'x' },
    });
  });
});

describe('a handler gets bytes', () => {
  it.each([
    ['of XML', '<a/>', 'application/xml'],
    ['of plain text', 'a=b', 'text/plain'],
    ['of a form that is not well-formed', 'a=%zz', form],
  ])('%s', async (_what, body, contentType) => {
    expect(await parse(body, contentType)).toEqual({ kind: 'parsed', event: Buffer.from(body) });
  });

  it.each(['{', '{"a":}'])(
    'never of %p that claims to be JSON: that is a mismatch',
    async (body) => {
      expect(await parse(body, 'application/json')).toEqual({
        kind: 'mismatch',
        problem: 'the body is application/json but not JSON',
      });
    },
  );
});

import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from '@jest/globals';
import { arrivedAt, requestOf, resultOf } from '../../../lambdas/verifier/http-api-event.ts';

function event(changes: Partial<APIGatewayProxyEventV2> = {}): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    routeKey: 'ANY /webhooks/{integration}',
    rawPath: '/webhooks/orders',
    rawQueryString: '',
    cookies: ['session=abc'],
    headers: {},
    requestContext: {
      http: { method: 'POST', path: '/webhooks/orders' },
      timeEpoch: 1_000,
    } as APIGatewayProxyEventV2['requestContext'],
    isBase64Encoded: false,
    ...changes,
  };
}

describe('An event of API Gateway', () => {
  it('becomes a request with its query byte for byte and its headers in lower case', () => {
    const rawQueryString = 'b=2&a=%20x+y&&a=%7e';
    expect(requestOf(event({ rawQueryString, headers: { 'X-Sig': 'A, B' } }))).toEqual({
      method: 'POST',
      path: '/webhooks/orders',
      query: rawQueryString,
      headers: { 'x-sig': 'A, B' },
      body: Buffer.alloc(0),
    });
  });

  it('brings text as its UTF-8 bytes', () => {
    const body = '{"name":"Zoë \\u00e9 🎉"}\r\n';
    expect(requestOf(event({ body })).body).toEqual(Buffer.from(body));
  });

  it('brings anything else as the bytes that were base64', () => {
    const bytes = Buffer.from([0, 255, 128, 10, 13]);
    const body = bytes.toString('base64');
    expect(requestOf(event({ body, isBase64Encoded: true })).body).toEqual(bytes);
  });

  it('leaves its cookies behind', () => {
    expect(JSON.stringify(requestOf(event()))).not.toContain('session');
  });

  it('says when it arrived, but never that it will arrive', () => {
    expect(arrivedAt(event(), 3_000)).toBe(1_000);
    expect(arrivedAt(event(), 999)).toBe(999);
  });
});

describe('An answer', () => {
  it('becomes a result of the Lambda', () => {
    const answer = {
      status: 503,
      contentType: 'text/plain',
      body: 'x',
      headers: { 'retry-after': '9' },
    };
    expect(resultOf(answer)).toEqual({
      statusCode: 503,
      headers: { 'content-type': 'text/plain', 'retry-after': '9' },
      body: 'x',
      isBase64Encoded: false,
    });
    expect(resultOf({ status: 204 })).toEqual({
      statusCode: 204,
      headers: {},
      body: '',
      isBase64Encoded: false,
    });
  });
});

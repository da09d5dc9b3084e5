import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Answer, WebhookRequest } from '../verification/webhook-request.ts';

/**
 * API Gateway's event (payload format 2.0) as our own request. The only place that knows API Gateway.
 * Its `cookies` stay behind: no provider signs them and nothing may carry them further.
 */
export function requestOf(event: APIGatewayProxyEventV2): WebhookRequest {
  const { http } = event.requestContext;
  return {
    method: http.method.toUpperCase(),
    path: event.rawPath,
    query: event.rawQueryString,
    headers: lowerCased(event.headers),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** When the request reached API Gateway, a cold start ago perhaps. Never later than `now`. */
export function arrivedAt(event: APIGatewayProxyEventV2, now: number): number {
  return Math.min(event.requestContext.timeEpoch, now);
}

export function resultOf({
  status,
  contentType,
  body,
  headers,
}: Answer): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: { ...headers, ...(contentType !== undefined && { 'content-type': contentType }) },
    body: body ?? '',
    isBase64Encoded: false,
  };
}

function lowerCased(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), value]],
    ),
  );
}

import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Whether AWS would take this request's signature: computed from what arrived, as its documentation
 * says and without the signer that made it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function isSignedFor(
  secretAccessKey: string,
  { method = '', url = '', headers }: IncomingMessage,
  body: Buffer,
): boolean {
  const stated =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/(?<day>\d+)\/(?<region>[^/]+)\/(?<service>[^/]+)\/aws4_request, SignedHeaders=(?<names>[^,]+), Signature=(?<signature>[0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    )?.groups;
  if (stated === undefined) return false;
  const { day = '', region = '', service = '', names = '', signature } = stated;

  const bodyHash = createHash('sha256').update(body).digest('hex');
  const statedHash = headers['x-amz-content-sha256'];
  if (statedHash !== undefined && statedHash !== bodyHash) return false;

  const signed = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const [path, query = ''] = url.split('?');
  const canonical = [method, path, query, signed.join(''), names, bodyHash].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = [
    'AWS4-HMAC-SHA256',
    headers['x-amz-date'],
    scope,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(
    (previous, part) => hmac(previous, part),
    `AWS4${secretAccessKey}`,
  );
  return hmac(key, text).toString('hex') === signature;
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

import { createHash } from 'node:crypto';
import type { CallAws } from '../runtime/aws-request.ts';
import type { BodyStore } from './ports.ts';

/** A body of some megabytes takes longer to send than a message does. */
const limits = { totalMs: 6_000 };

/** Bodies in a bucket, each under a key of its own. S3 refuses bytes that do not match their hash. */
export function s3Bodies(call: CallAws, bucket: string): BodyStore {
  return {
    async store(key, body, signal) {
      const sha256 = createHash('sha256').update(body).digest('hex');
      await call(
        {
          service: 's3',
          operation: 'PutObject',
          method: 'PUT',
          bucket,
          path: `/${key}`,
          headers: { 'content-type': 'application/octet-stream', 'x-amz-content-sha256': sha256 },
          body,
        },
        signal,
        limits,
      );
      return { bucket, key, sha256, bytes: body.length };
    },
  };
}

import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SimulatedProcess } from '../simulated-process.ts';

/** Objects of one bucket, by key. */
export type SimulatedBucket = Map<string, Buffer>;

/** An SDK client of one process, on one simulated bucket. */
export function simulatedS3(
  process: SimulatedProcess,
  bucket: SimulatedBucket,
  tries: number,
): S3Client {
  const client = {
    send: (command: object) => process.ask(() => carryOut(command, bucket), tries),
  };
  return client as unknown as S3Client;
}

function carryOut(command: object, bucket: SimulatedBucket): object {
  if (command instanceof PutObjectCommand) {
    const { Key = '', Body } = command.input;
    bucket.set(Key, Buffer.from(Body as string | Buffer));
    return {};
  }
  if (command instanceof GetObjectCommand) {
    const bytes = bucket.get(command.input.Key ?? '');
    if (bytes === undefined) throw new NoSuchKey({ message: 'No such key.', $metadata: {} });
    return {
      Body: {
        transformToByteArray: () => Promise.resolve(bytes),
        transformToString: () => Promise.resolve(bytes.toString('utf8')),
      },
    };
  }
  throw new TypeError(`The simulated S3 does not know ${command.constructor.name}.`);
}

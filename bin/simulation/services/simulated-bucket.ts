import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { SimulatedProcess } from '../simulated-process.ts';
import { simulatedClient, unknownCommand } from './simulated-client.ts';

/** Objects of one bucket, by key. */
export type SimulatedBucket = Map<string, Buffer>;

/** Whatever bucket is named, it is this one. */
export function simulatedS3(
  process: SimulatedProcess,
  bucket: SimulatedBucket,
  tries: number,
): S3Client {
  return simulatedClient(S3Client, process, tries, (command) => {
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
    throw unknownCommand(command);
  });
}

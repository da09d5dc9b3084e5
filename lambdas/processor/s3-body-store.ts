import { createHash } from 'node:crypto';
import { GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import type { BodyReference } from '../event/webhook-message.ts';
import { BodyMissingError } from './body-store.ts';
import type { BodyStore } from './body-store.ts';

export class S3BodyStore implements BodyStore {
  readonly #client: S3Client;

  constructor(client: S3Client) {
    this.#client = client;
  }

  async read({ bucket, key, sha256 }: BodyReference): Promise<Buffer> {
    const bytes = await this.#get(bucket, key);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw new BodyMissingError(`The body at ${key} is not the one the verifier stored.`);
    }
    return bytes;
  }

  async #get(bucket: string, key: string): Promise<Buffer> {
    try {
      const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    } catch (error) {
      if (!(error instanceof NoSuchKey)) throw error;
      throw new BodyMissingError(`No body is at ${key} any more.`, { cause: error });
    }
  }
}

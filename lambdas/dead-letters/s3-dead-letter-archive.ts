import { GetObjectCommand, NoSuchKey, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { archivePrefix } from './dead-letter-archive.ts';
import type { DeadLetterArchive } from './dead-letter-archive.ts';

/** The archive in the bucket of bodies, whose rule deletes objects when records end too. */
export class S3DeadLetterArchive implements DeadLetterArchive {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async keep(integration: string, id: string, messageText: string): Promise<void> {
    await this.#client.send(
      new PutObjectCommand({
        Bucket: this.#bucket,
        Key: archivePrefix(integration) + id,
        Body: messageText,
        ContentType: 'application/json; charset=utf-8',
      }),
    );
  }

  async read(integration: string, id: string): Promise<string | undefined> {
    try {
      const { Body } = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#bucket, Key: archivePrefix(integration) + id }),
      );
      return await Body?.transformToString('utf8');
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
}

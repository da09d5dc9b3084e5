import { bodyFromText, bodyToText } from './body-text.ts';
import type { BodyEncoding } from './body-text.ts';
import { toSqsJson } from './sqs-text.ts';
import type { Webhook } from './webhook.ts';

/**
 * Version of the envelope this code writes. Raise it only when older code would misread the message;
 * a field that older code may ignore needs no new version.
 */
export const messageVersion = 1;

/** Where a body lies that is too big for the queue (a claim check). */
export interface BodyReference {
  readonly bucket: string;
  readonly key: string;
  /** Hex SHA-256 of the bytes, checked when they are read back. */
  readonly sha256: string;
  readonly bytes: number;
}

/** A webhook whose body may still lie in the bucket. */
export type WebhookHead = Omit<Webhook, 'body'>;

export type DecodedMessage =
  | { readonly kind: 'message'; readonly head: WebhookHead; readonly body: Buffer | BodyReference }
  /** Written by a newer version: it waits until this code is newer too, it is not dead-lettered. */
  | { readonly kind: 'newer-version'; readonly version: number }
  | { readonly kind: 'unreadable'; readonly problem: string };

interface Envelope extends WebhookHead {
  readonly version: number;
  readonly body?: { readonly text: string; readonly encoding: BodyEncoding };
  readonly bodyReference?: BodyReference;
}

/** The queue message: one JSON document in the characters that SQS takes. */
export function encodeMessage(webhook: Webhook, bodyReference?: BodyReference): string {
  const { body, ...head } = webhook;
  const stored = bodyReference === undefined ? { body: bodyToText(body) } : { bodyReference };
  const envelope: Envelope = { version: messageVersion, ...head, ...stored };
  return toSqsJson(envelope);
}

const textFields = [
  'integration',
  'provider',
  'eventId',
  'type',
  'correlationId',
  'traceparent',
  'method',
  'query',
  'contentType',
] as const satisfies readonly (keyof WebhookHead)[];

/** Reads a queue message. Never throws: what cannot be read is a reason. */
export function decodeMessage(text: string): DecodedMessage {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { kind: 'unreadable', problem: 'not JSON' };
  }
  if (!isRecord(parsed)) return { kind: 'unreadable', problem: 'not a JSON object' };
  const { version, body, bodyReference, ...head } = parsed;
  if (typeof version !== 'number') return { kind: 'unreadable', problem: 'no version' };
  if (version > messageVersion) return { kind: 'newer-version', version };
  const problem = problemOfHead(head);
  if (problem !== undefined) return { kind: 'unreadable', problem };
  const decodedBody = decodeBody(body, bodyReference);
  if (decodedBody === undefined) return { kind: 'unreadable', problem: 'no readable body' };
  return { kind: 'message', head: head as unknown as WebhookHead, body: decodedBody };
}

function problemOfHead(head: Record<string, unknown>): string | undefined {
  const missing = textFields.find((field) => typeof head[field] !== 'string');
  if (missing !== undefined) return `no ${missing}`;
  if (head['integration'] === '' || head['eventId'] === '') return 'empty integration or eventId';
  if (typeof head['receivedAt'] !== 'number') return 'no receivedAt';
  if (typeof head['idUnsigned'] !== 'boolean') return 'no idUnsigned';
  if (!isRecord(head['headers'])) return 'no headers';
  return isBinding(head['binding']) ? undefined : 'no readable binding';
}

/** Absent in messages of older verifiers. */
function isBinding(binding: unknown): boolean {
  if (binding === undefined) return true;
  if (!isRecord(binding)) return false;
  const { signedSha256, contentSha256 = '', type = '', otherContent = '' } = binding;
  return [signedSha256, contentSha256, type, otherContent].every(
    (text) => typeof text === 'string',
  );
}

function decodeBody(body: unknown, reference: unknown): Buffer | BodyReference | undefined {
  if (isRecord(reference)) {
    const { bucket, key, sha256, bytes } = reference;
    return typeof bucket === 'string' &&
      typeof key === 'string' &&
      typeof sha256 === 'string' &&
      typeof bytes === 'number'
      ? { bucket, key, sha256, bytes }
      : undefined;
  }
  if (!isRecord(body) || typeof body['text'] !== 'string') return undefined;
  const { text, encoding } = body;
  return encoding === 'utf8' || encoding === 'base64' ? bodyFromText(text, encoding) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

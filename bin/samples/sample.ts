import { createHash } from 'node:crypto';

/** A webhook that a provider could have sent: what `new`, `send` and the demo sign and deliver. */
export interface Sample {
  /** What a handler sees of the body: JSON, or the fields of a form. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** @default false: JSON */
  readonly form?: boolean;
  /** The provider's id of the event, where it has one. */
  readonly eventId?: string;
  readonly type?: string;
  /** Headers of the provider beside id, type and signature. @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Makes samples of one provider that are told apart by their seed: letters and digits. */
export type SampleMaker = (seed: string) => Sample;

export function bodyOf({ payload, form }: Sample): { body: Buffer; contentType: string } {
  return form === true
    ? {
        body: Buffer.from(new URLSearchParams(payload as Record<string, string>).toString()),
        contentType: 'application/x-www-form-urlencoded; charset=utf-8',
      }
    : { body: Buffer.from(JSON.stringify(payload)), contentType: 'application/json' };
}

export function hexOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function uuidOf(text: string): string {
  return hexOf(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

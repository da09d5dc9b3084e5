import { decodeMessage } from '../../../lambdas/event/webhook-message.ts';

/** The webhook that a queue message carries, for people. */
export interface MessageView {
  readonly method?: string;
  readonly query?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes of the body. */
  readonly bytes: number;
  /** As text; bytes that are no text in hex. Cut, unless the whole is asked for. */
  readonly body: string;
  /** Where the body lies, if not in the message. */
  readonly bodyIn?: string;
  /** Why it cannot be read, where that is so; `body` is then the raw message. */
  readonly problem?: string;
}

const shownBytes = 2_000;

export function readMessage(text: string, whole: boolean): MessageView {
  const most = whole ? Infinity : shownBytes;
  const decoded = decodeMessage(text);
  if (decoded.kind !== 'message') {
    const problem =
      decoded.kind === 'unreadable'
        ? decoded.problem
        : `written by a newer version (${String(decoded.version)})`;
    return { bytes: Buffer.byteLength(text), body: cut(text, most), problem };
  }
  const { method, query, contentType, headers } = decoded.head;
  const head = { method, query, contentType, headers };
  if (Buffer.isBuffer(decoded.body)) {
    const { body } = decoded;
    return { ...head, bytes: body.length, body: cut(readable(body), most) };
  }
  const { bucket, key, bytes } = decoded.body;
  return { ...head, bytes, body: '', bodyIn: `s3://${bucket}/${key}` };
}

function readable(body: Buffer): string {
  const text = body.toString('utf8');
  return Buffer.from(text, 'utf8').equals(body) ? text : body.toString('hex');
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

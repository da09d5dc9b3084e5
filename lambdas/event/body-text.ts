export type BodyEncoding = 'utf8' | 'base64';

/** Bytes as text: themselves where they are valid UTF-8, else base64. Nothing is ever replaced or trimmed. */
export function bodyToText(body: Buffer): { text: string; encoding: BodyEncoding } {
  const text = body.toString('utf8');
  return Buffer.from(text, 'utf8').equals(body)
    ? { text, encoding: 'utf8' }
    : { text: body.toString('base64'), encoding: 'base64' };
}

export function bodyFromText(text: string, encoding: BodyEncoding): Buffer {
  return Buffer.from(text, encoding);
}

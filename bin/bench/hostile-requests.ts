import type { Attempt } from '../../lambdas/verification/attempt.ts';
import type { Provider } from '../../lambdas/verification/provider.ts';
import type { WebhookRequest } from '../../lambdas/verification/webhook-request.ts';

/** What an attacker makes of a request whose signature does not hold, to keep the verifier busy. */
export interface HostileGenerator {
  readonly name: string;
  /** Undefined where the provider has nothing of the kind. */
  make(attempt: Attempt, provider: Provider, bytes: number): Attempt | undefined;
}

const formType = { 'content-type': 'application/x-www-form-urlencoded' };

export const hostileGenerators: readonly HostileGenerator[] = [
  { name: 'one long field', make: form((bytes) => `a=${'x'.repeat(bytes)}`) },
  { name: 'one name, many values', make: form((bytes) => fieldsOf(10_000, bytes, valueField)) },
  { name: 'many names', make: form((bytes) => fieldsOf(10_000, bytes, nameField)) },
  {
    name: 'the most names',
    make: form((bytes) => fieldsOf(1_000, bytes, nameField)),
  },
  {
    name: 'the most values of one name',
    make: form((bytes) => fieldsOf(1_000, bytes, valueField)),
  },
  { name: 'empty fields', make: form((bytes) => '&'.repeat(bytes)) },
  { name: 'equals signs', make: form((bytes) => `a${'='.repeat(bytes)}`) },
  { name: 'plus signs', make: form((bytes) => `a=${'+'.repeat(bytes)}`) },
  { name: 'escapes', make: form((bytes) => `a=${'%61'.repeat(bytes / 3)}`) },
  { name: 'escapes of characters', make: form((bytes) => `a=${'%E4%B8%96'.repeat(bytes / 9)}`) },
  {
    name: 'escaped JSON',
    make: form((bytes) => `a=${'%22id%22%3A%22x%22%2C'.repeat(bytes / 21)}`),
  },
  { name: 'escapes and plus signs', make: form((bytes) => `a=${'ab+%2C'.repeat(bytes / 6)}`) },
  { name: 'an escape that breaks off', make: form((bytes) => `a=${'%61'.repeat(bytes / 3)}%`) },
  { name: 'invalid UTF-8', make: body((bytes) => Buffer.alloc(bytes, 0xff), formType) },
  { name: 'nested lists', make: body((bytes) => Buffer.alloc(bytes, '[')) },
  {
    name: 'nested objects',
    make: body((bytes) => Buffer.from('{"a":'.repeat(bytes / 5).padEnd(bytes))),
  },
  { name: 'quotes', make: body((bytes) => Buffer.alloc(bytes, '"')) },
  { name: 'white space', make: body((bytes) => Buffer.alloc(bytes, ' ')) },
  { name: 'many signatures', make: signature((text) => `${text},v1=,v1,`.repeat(200)) },
  { name: 'a long header', make: signature((text) => text + 'x'.repeat(10_000)) },
  { name: 'commas and spaces', make: signature((text) => ', '.repeat(5_000) + text) },
  { name: 'keys without values', make: signature((text) => `v1=,h1=;v1, ${text} `.repeat(100)) },
  { name: 'short versions', make: signature(() => 'v1,'.repeat(4_000)) },
  { name: 'short pairs', make: signature(() => 'v1= h1= t= ts= '.repeat(1_000)) },
  { name: 'a long query', make: query((length) => 'a&'.repeat(length / 2)) },
  {
    name: 'a parameter many times',
    make: query((length) => 'bodySHA256=a&'.repeat(length / 13)),
  },
  {
    name: 'a parameter nearly spelled',
    make: query((length) => '%62ody%53HA25%37=a&'.repeat(length / 19)),
  },
];

type Make = HostileGenerator['make'];

function form(textOf: (bytes: number) => string): Make {
  return body((bytes) => Buffer.from(textOf(bytes).padEnd(bytes, 'x').slice(0, bytes)), formType);
}

function body(bytesOf: (bytes: number) => Buffer, headers: Record<string, string> = {}): Make {
  return (attempt, _provider, bytes) =>
    changed(attempt, {
      body: bytesOf(bytes),
      // Without the hash of a body in it, which would stand for the fields.
      query: '',
      headers: { ...attempt.request.headers, ...headers },
    });
}

function signature(change: (text: string) => string): Make {
  return (attempt, { scheme }) => {
    const source = scheme.kind === 'token' ? scheme.token : scheme.signature.from;
    if ('in' in source && source.in === 'query') return undefined;
    const text = attempt.request.headers[source.name] ?? '';
    const headers = { ...attempt.request.headers, [source.name]: change(text).slice(0, 10_240) };
    return changed(attempt, { headers });
  };
}

function query(textOf: (length: number) => string): Make {
  return (attempt) => changed(attempt, { query: textOf(10_000) });
}

/** Never the secret that signed: the whole work is done, and for nothing. */
function changed(attempt: Attempt, changes: Partial<WebhookRequest>): Attempt {
  const request = { ...attempt.request, ...changes };
  const url = `${attempt.url.split('?', 1)[0] ?? ''}?${request.query}`;
  return { ...attempt, request, url };
}

function fieldsOf(
  fields: number,
  bytes: number,
  fieldOf: (index: number, chars: number) => string,
): string {
  const chars = Math.floor(bytes / fields) - 3;
  // Neither sorted nor reversed, so that sorting has all its work.
  return Array.from({ length: fields }, (_, index) =>
    fieldOf((index * 7_919) % fields, chars),
  ).join('&');
}

function valueField(index: number, chars: number): string {
  return `a=${numbered(index, chars)}`;
}

function nameField(index: number, chars: number): string {
  return `${numbered(index, chars)}=`;
}

/** All of them begin alike, so that each comparison reads on to the end. */
function numbered(index: number, chars: number): string {
  return String(index).padStart(Math.max(5, chars), 'x');
}

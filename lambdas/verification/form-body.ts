import { isUtf8 } from 'node:buffer';
import { isFormType, mediaTypeOf } from './media-type.ts';

export type FormFields = readonly (readonly [name: string, value: string])[];

/** The most fields that a form may have. Twilio, the longest known, sends fewer than a hundred. */
export const maxFormFields = 1_000;

/**
 * The biggest form that is parsed before the verdict, because its fields are signed. Decoding and sorting
 * cost up to a dozen times the hash, so this bounds them to a millisecond.
 */
export const maxSignedFormBytes = 64 * 1_024 - 1;

export function isForm(headers: Readonly<Record<string, string>>): boolean {
  return isFormType(mediaTypeOf(headers['content-type']));
}

/** Counts separators and parses nothing, so it is safe before the signature check. */
export function hasTooManyFields(bytes: Buffer): boolean {
  let fields = 1;
  for (let at = bytes.indexOf('&'); at >= 0; at = bytes.indexOf('&', at + 1)) {
    fields++;
    if (fields > maxFormFields) return true;
  }
  return false;
}

/** The fields of a form body in their order, or undefined if it is not well-formed throughout. */
export function parseForm(bytes: Buffer): FormFields | undefined {
  if (!isUtf8(bytes) || hasTooManyFields(bytes)) return undefined;
  try {
    return withSpaces(bytes)
      .toString('utf8')
      .split('&')
      .filter((field) => field !== '')
      .map((field) => {
        const equals = field.indexOf('=');
        return equals < 0
          ? ([decode(field), ''] as const)
          : ([decode(field.slice(0, equals)), decode(field.slice(equals + 1))] as const);
      });
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function decode(part: string): string {
  return part.includes('%') ? decodeURIComponent(part) : part;
}

const plus = 0x2b;
const space = 0x20;

/** Replaces plus signs by spaces, byte by byte: replacing them in text takes four times as long. */
function withSpaces(bytes: Buffer): Buffer {
  const first = bytes.indexOf(plus);
  if (first < 0) return bytes;
  const copy = Buffer.from(bytes);
  for (let at = first; at < copy.length; at++) if (copy[at] === plus) copy[at] = space;
  return copy;
}

/**
 * Names and values, sorted by name, without separators; of equal pairs one. Undefined where a name
 * could pass for the end of the URL that stands before it in the signed text.
 */
export function sortedFormText(fields: FormFields): string | undefined {
  const byName = new Map<string, string[]>();
  for (const [name, value] of fields) {
    if (name === '' || name.startsWith('?') || name.startsWith('&')) return undefined;
    const values = byName.get(name);
    if (values === undefined) byName.set(name, [value]);
    else values.push(value);
  }
  let text = '';
  for (const name of [...byName.keys()].sort()) {
    for (const value of [...new Set(byName.get(name))].sort()) text += name + value;
  }
  return text;
}

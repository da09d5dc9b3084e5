import { readBody, type BodyContent } from './body-content.ts';
import type { FormFields } from './form-body.ts';

/** The content of a form whose only field is `payload` (GitHub, Slack); undefined for other forms. */
export function payloadOf(fields: FormFields): BodyContent | undefined {
  const [field] = fields;
  if (fields.length !== 1 || field?.[0] !== 'payload') return undefined;
  return readBody(Buffer.from(field[1]), 0);
}

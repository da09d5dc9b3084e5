import type { Document } from './document.ts';
import { hasTooManyFields, isForm } from './form-body.ts';
import { payloadOf } from './payload-field.ts';
import type { Provider } from './provider.ts';
import { rejected, type Rejected } from './rejection.ts';
import type { WebhookRequest } from './webhook-request.ts';

/**
 * The largest body that always reaches the verifier: Lambda accepts events of 6 MB, in which API Gateway encodes
 * everything except text as base64, a third longer.
 */
export const platformMaxBodyBytes = 4 * 1_024 * 1_024;

/** API Gateway takes 10,240 bytes of request line and headers together, so a longer query is not its. */
const maxQueryChars = 10_240;

/** What is checked before any other work on a request, by length alone. */
export function refuseSize(
  { maxBodyBytes = platformMaxBodyBytes }: Provider,
  { body, query }: WebhookRequest,
): Rejected | undefined {
  if (body.length > maxBodyBytes || query.length > maxQueryChars) {
    return rejected('body-too-large');
  }
  return undefined;
}

/** What is checked of a body's structure. Only for requests whose signature held. */
export function refuseStructure({
  request,
  decoded,
  content,
  fields,
}: Document): Rejected | undefined {
  const body = decoded();
  if (body.kind === 'out-of-bounds') return rejected(body.why);
  if (!isForm(request.headers) || content().kind !== 'text') return undefined;
  if (hasTooManyFields(request.body)) return rejected('too-many-fields');
  const payload = payloadOf(fields());
  return payload?.kind === 'out-of-bounds' ? rejected(payload.why) : undefined;
}

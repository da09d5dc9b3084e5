import twilio from 'twilio';
import { firstSecret, type OfficialSdk } from './official-sdk.ts';

const {
  getExpectedBodyHash,
  getExpectedTwilioSignature,
  validateRequest,
  validateRequestWithBody,
} = twilio;

/** The fields as a web framework would hand them over: a list where a name came more than once. */
function fieldsOf(body: Buffer): Record<string, string | string[]> {
  const fields = new URLSearchParams(body.toString());
  return Object.fromEntries(
    [...fields.keys()].map((name) => {
      const values = [...fields.getAll(name)];
      return [name, values.length > 1 ? values : (values[0] ?? '')];
    }),
  );
}

export const twilioSdk: OfficialSdk = {
  package: 'twilio',
  accepts: (attempt) => {
    const { headers, body } = attempt.request;
    const signature = headers['x-twilio-signature'] ?? '';
    const secret = firstSecret(attempt);
    return attempt.url.includes('bodySHA256')
      ? validateRequestWithBody(secret, signature, attempt.url, body.toString())
      : validateRequest(secret, signature, attempt.url, fieldsOf(body));
  },
  sign: (attempt) => {
    const { headers, body } = attempt.request;
    const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
    const query = isForm ? '' : `bodySHA256=${getExpectedBodyHash(body.toString())}`;
    const url = query === '' ? attempt.url : `${attempt.url}?${query}`;
    const parameters = isForm ? fieldsOf(body) : {};
    const signature = getExpectedTwilioSignature(firstSecret(attempt), url, parameters);
    return { query, headers: { 'x-twilio-signature': signature } };
  },
};

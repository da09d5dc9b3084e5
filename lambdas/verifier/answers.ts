import type { Provider } from '../verification/provider.ts';
import type { Answer } from '../verification/webhook-request.ts';
import type { Decision, RefusalReason } from './decision.ts';

/** Long enough for the memory of a failed look at Secrets Manager to pass. */
const retryAfterSeconds = 10;

const unavailable: Answer = {
  ...plainText(503, 'try again'),
  headers: { 'retry-after': String(retryAfterSeconds) },
};

/** The answer to the provider. It does not tell why a signature was refused. */
export function answerOf(decision: Decision, provider?: Provider): Answer {
  switch (decision.kind) {
    case 'accepted':
      return decision.answer ?? { status: 200 };
    case 'handshake':
      return decision.answer;
    case 'rejected':
      return refusal(decision.reason, provider);
    case 'fault':
      return unavailable;
  }
}

function refusal(reason: RefusalReason, provider: Provider | undefined): Answer {
  if (reason === 'unsupported-method') {
    const allow = (provider?.methods ?? ['POST']).join(', ');
    return { ...plainText(405, 'method not allowed'), headers: { allow } };
  }
  if (reason === 'unknown-integration') return plainText(404, 'unknown webhook');
  if (reason === 'body-too-large') return plainText(413, 'body too large');
  if (reason === 'too-many-fields' || reason === 'too-deep') return plainText(400, 'body refused');
  return plainText(401, 'not verified');
}

function plainText(status: number, text: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${text}\n` };
}

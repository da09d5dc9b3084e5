import { answerUnproven } from '../verification/answer-unproven.ts';
import type { Provider } from '../verification/provider.ts';
import { isOurFault } from '../verification/rejection.ts';
import { secretProblem } from '../verification/secret-problem.ts';
import { verifyWebhook, type Verdict } from '../verification/verify-webhook.ts';
import type { WebhookRequest } from '../verification/webhook-request.ts';
import type { Decision } from './decision.ts';
import type { SecretReading, SigningSecrets } from './signing-secrets.ts';

export interface Candidate {
  readonly integration: string;
  readonly provider: Provider;
  readonly request: WebhookRequest;
  /** The public URL, query included. */
  readonly url: string;
  readonly receivedAt: number;
}

export type Verified = Extract<Verdict, { kind: 'verified' }> & {
  /** When the secret that made the signature was added, where it is the current one and that is known. */
  readonly secretSince?: number | undefined;
};
export type Judgement = Verified | Exclude<Decision, { kind: 'accepted' }>;

/** Verifies with the secrets at hand, and once more with newer ones where those may be outdated. */
export async function judge(candidate: Candidate, secrets: SigningSecrets): Promise<Judgement> {
  const unproven = answerUnproven(candidate.provider, candidate.request);
  if (unproven !== undefined) return { kind: 'handshake', answer: unproven };

  const atHand = await secrets.current(candidate.integration);
  const judgement = judgeWith(atHand, candidate);
  if (!isDoubtful(judgement)) return judgement;
  const newer = await secrets.again(candidate.integration, atHand);
  return newer === undefined ? judgement : judgeWith(newer, candidate);
}

/** A secret that was added or mended a moment ago would make a difference. */
function isDoubtful(judgement: Judgement): boolean {
  return (
    (judgement.kind === 'rejected' && judgement.reason === 'wrong-signature') ||
    (judgement.kind === 'fault' && judgement.reason === 'unusable-secret')
  );
}

function judgeWith(reading: SecretReading, candidate: Candidate): Judgement {
  switch (reading.kind) {
    case 'unusable':
      return { kind: 'fault', reason: reading.reason, detail: reading.detail };
    case 'unreachable':
      return { kind: 'fault', reason: 'secrets-unreachable', detail: reading.detail };
    case 'secrets':
      return judgeRequest(reading, candidate);
  }
}

function judgeRequest(
  { secrets, currentSince }: Extract<SecretReading, { kind: 'secrets' }>,
  candidate: Candidate,
): Judgement {
  const { provider, request, url, receivedAt } = candidate;
  const verdict = verifyWebhook(provider, { request, secrets, url, now: receivedAt });
  switch (verdict.kind) {
    case 'verified':
      return verdict.secretIndex === 0 ? { ...verdict, secretSince: currentSince } : verdict;
    case 'answer':
      return { kind: 'handshake', answer: verdict.answer };
    case 'rejected':
      return isOurFault(verdict.reason)
        ? { kind: 'fault', reason: verdict.reason, detail: describeSecrets(provider, secrets) }
        : { kind: 'rejected', reason: verdict.reason };
  }
}

/** What is wrong with the secrets, without their values. */
function describeSecrets({ name, scheme }: Provider, secrets: readonly string[]): string {
  const problem = secrets
    .map((secret) => secretProblem(scheme, secret))
    .find((found) => found !== undefined);
  return `not a secret of ${name}${problem === undefined ? '' : `: ${problem}`}`;
}

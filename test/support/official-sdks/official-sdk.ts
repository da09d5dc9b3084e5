import type { Attempt } from '../../../lambdas/verification/attempt.ts';
import type { WebhookRequest } from '../../../lambdas/verification/webhook-request.ts';

/** What the provider's own package says of a request. The oracle of tests, a rival in the bench. */
export interface OfficialSdk {
  /** As npm knows it. */
  readonly package: string;
  /** Looks at the first secret only. Its clock is the process's own unless it takes `now`. */
  accepts(attempt: Attempt): boolean | Promise<boolean>;
  /** The headers (and query) it adds to a request; absent where the package only verifies. */
  sign?(
    attempt: Attempt,
    eventId: string,
  ): Partial<Pick<WebhookRequest, 'headers' | 'query'>> | Promise<Partial<WebhookRequest>>;
}

export function firstSecret({ secrets }: Attempt): string {
  return secrets[0] ?? '';
}

/** For packages that throw for what they refuse. */
export function succeeds(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

import type { Webhook } from '../event/webhook.ts';
import type { FencedRun } from './run-fence.ts';

/**
 * Runs an integration's own code for one webhook.
 *
 * @param attempt 1 for the first run that counts
 * @returns what the handler returned
 * @throws what the handler or a call it made threw
 */
export type RunHandler = (webhook: Webhook, run: FencedRun, attempt: number) => Promise<unknown>;

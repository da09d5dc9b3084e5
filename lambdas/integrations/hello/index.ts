import { defineIntegration } from '../../contract/define-integration.ts';

/** Logs each event it is given: the smallest integration there is. */
export default defineIntegration({
  name: 'hello',
  provider: 'stripe',
  handle(_event, { log, webhook }) {
    log.info('Hello', { type: webhook.type });
    return Promise.resolve({ greeted: webhook.eventId });
  },
});

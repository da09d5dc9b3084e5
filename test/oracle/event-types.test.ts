import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { knownEventTypes } from '../../lambdas/providers/event-types/known-event-types.ts';

const read = (path: string) =>
  readFileSync(new URL(`../../node_modules/${path}`, import.meta.url), 'utf8');
const quoted = (text: string, quote: RegExp) => [...text.matchAll(quote)].map(([, type]) => type);
const union = (path: string, name: string) =>
  quoted(new RegExp(`type ${name} = (.*?);`).exec(read(path))?.[1] ?? '', /'([^']+)'/g);

/** Event types as each provider's official package lists them. */
const official: Readonly<Record<keyof typeof knownEventTypes, () => (string | undefined)[]>> = {
  stripe: () =>
    union('stripe/esm/resources/WebhookEndpoints.d.ts', 'EnabledEvent').filter((t) => t !== '*'),
  github: () =>
    (
      JSON.parse(read('@octokit/webhooks-examples/api.github.com/index.json')) as { name: string }[]
    ).map(({ name }) => name),
  paddle: () =>
    union('@paddle/paddle-node-sdk/dist/types/notifications/helpers/types.d.ts', 'IEventName'),
  square: () => {
    const folder = 'square/api/types';
    const files = readdirSync(new URL(`../../node_modules/${folder}/`, import.meta.url));
    return files
      .filter((file) => file.endsWith('Event.d.ts'))
      .flatMap((file) => quoted(read(`${folder}/${file}`), /`"([a-z_.]+)"`/g));
  },
};

describe('the known event types', () => {
  it.each(Object.entries(official))('of %s include all that its package lists', (id, list) => {
    const listed = list();
    expect(listed.length).toBeGreaterThan(50);
    expect(knownEventTypes[id as keyof typeof knownEventTypes]).toEqual(
      expect.arrayContaining(listed),
    );
  });
});

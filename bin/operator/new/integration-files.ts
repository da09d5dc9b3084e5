import type { Provider } from '../../../lambdas/verification/provider.ts';
import type { Sample } from '../../samples/sample.ts';
import { schemaText } from './schema-text.ts';

/** What a new integration is made of. */
export interface NewIntegration {
  readonly name: string;
  readonly provider: Provider;
  /** The user's own endpoint; undefined for an integration with a handler. */
  readonly forward: string | undefined;
  readonly sample: Sample;
}

/** Source text by path below the repository; not formatted yet. */
export function integrationFiles(made: NewIntegration): Readonly<Record<string, string>> {
  const folder = `lambdas/integrations/${made.name}`;
  return {
    [`${folder}/index.ts`]:
      made.forward === undefined ? handlerText(made) : forwardText(made, new URL(made.forward)),
    [`${folder}/sample-event.json`]: JSON.stringify(made.sample.payload),
    [`test/unit/integrations/${made.name}.test.ts`]:
      made.forward === undefined ? handlerTestText(made) : forwardTestText(made),
  };
}

function handlerText({ name, provider, sample }: NewIntegration): string {
  return `
import { z } from 'zod/mini';
import { defineIntegration } from '../../contract/define-integration.ts';
import { defineUpstream } from '../../contract/define-upstream.ts';

/** What the handler relies on. An event that lacks it is dead-lettered as \`payload-mismatch\`. */
const Payload = ${schemaText(provider, sample.payload)};

/** The API that the handler calls: put yours here. */
const api = defineUpstream({
  name: 'api',
  baseUrl: 'https://api.example.com',
  idempotency: { header: 'Idempotency-Key' },
});

/** What becomes of a webhook of ${provider.name}. */
export default defineIntegration({
  name: '${name}',
  provider: '${provider.id}',${typesText(provider, sample)}
  upstreams: { api },
  event: Payload,
  async handle(event, { api, log, webhook }) {
    // A step keeps its key in every try, so that the API does it once.
    await api.post('/events', {
      step: 'record-event',
      json: { id: webhook.eventId, type: webhook.type, event },
      expect: 'nothing',
    });
    log.info('Recorded', { type: webhook.type });
    return { recorded: webhook.eventId };
  },
});
`;
}

/** Events without types cannot be filtered. */
function typesText({ eventType = [] }: Provider, { type }: Sample): string {
  if (eventType.length === 0 || type === undefined) return '';
  return `
  // Events of other types are ignored. Patterns work, too: 'order.*'.
  types: [${JSON.stringify(type)}],`;
}

function forwardText({ name, provider, sample }: NewIntegration, { href }: URL): string {
  return `
import { defineIntegration } from '../../contract/define-integration.ts';

/** Sends each webhook of ${provider.name} on, signed in the Standard Webhooks way. */
export default defineIntegration({
  name: '${name}',
  provider: '${provider.id}',${typesText(provider, sample)}
  forward: ${JSON.stringify(href)},
});
`;
}

function testHead({ name }: NewIntegration): string {
  return `
import { describe, expect, it } from '@jest/globals';
import integration from '../../../lambdas/integrations/${name}/index.ts';
import sampleEvent from '../../../lambdas/integrations/${name}/sample-event.json' with { type: 'json' };
import { runIntegration } from '../../support/run-integration.ts';
`;
}

function handlerTestText(made: NewIntegration): string {
  return `${testHead(made).trimEnd()}
import { acts } from '../../support/upstream-server.ts';

describe('${made.name}', () => {
  it('calls its upstream once for the sample event, however often it runs', async () => {
    // What your upstream answers.
    const upstream = acts({ id: 1 });
    const { calls, error } = await runIntegration(integration, sampleEvent, { runs: 2, upstream });

    expect(error).toBeUndefined();
    expect(calls.map(({ method, url }) => \`\${method} \${url}\`)).toEqual(['POST /api/events']);
  });

  ${ignoredTestText(made)}it('takes no payload of another shape', async () => {
    const { error } = await runIntegration(integration, { another: 'shape' }${shapeTypeText(made)});

    expect(error).toMatchObject({ reason: 'payload-mismatch' });
  });
});
`;
}

function ignoredTestText({ provider, sample }: NewIntegration): string {
  if (typesText(provider, sample) === '') return '';
  return `it('ignores events of other types', async () => {
    const { calls, isIgnored } = await runIntegration(integration, sampleEvent, { type: 'another.type' });

    expect(isIgnored).toBe(true);
    expect(calls).toEqual([]);
  });

  `;
}

/** Without a type from the list, the event would be ignored and never checked against the schema. */
function shapeTypeText({ provider, sample }: NewIntegration): string {
  return typesText(provider, sample) === '' ? '' : `, { type: ${JSON.stringify(sample.type)} }`;
}

function forwardTestText(made: NewIntegration): string {
  return `${testHead(made)}
describe('${made.name}', () => {
  it('forwards the sample event as it came, signed for its endpoint', async () => {
    const { calls, sent, isSigned } = await runIntegration(integration, sampleEvent);

    expect(calls.map(({ body }) => body.toString())).toEqual([sent.body.toString()]);
    expect(calls.every(isSigned)).toBe(true);
  });
});
`;
}

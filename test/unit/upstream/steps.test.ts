import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  defineUpstream,
  type UpstreamDefinition,
} from '../../../lambdas/contract/define-upstream.ts';
import { createUpstreamClients } from '../../../lambdas/upstream/create-upstream-clients.ts';
import { callContext, type TestContext } from '../../support/upstream-context.ts';
import {
  acts,
  actsThen,
  refuses,
  startUpstream,
  type UpstreamServer,
} from '../../support/upstream-server.ts';

const Contact = z.object({ id: z.number() });

describe('A step', () => {
  let server: UpstreamServer;
  let context: TestContext;
  const crm = (changes: Partial<UpstreamDefinition> = {}) =>
    defineUpstream({ name: 'crm', baseUrl: server.url, ...changes });
  const keyed = { idempotency: { header: 'Idempotency-Key' } } as const;
  const create = { step: 'create-contact', json: { name: 'Ada' }, response: Contact } as const;

  beforeEach(async () => {
    server = await startUpstream(acts({ id: 7 }));
    context = callContext();
  });
  afterEach(async () => {
    context.end();
    await server.close();
  });

  it('is called once however often its event runs, and gives its result back', async () => {
    const { crm: first } = createUpstreamClients({ crm: crm() }, context).clients;
    await expect(first.post('/contacts', create)).resolves.toEqual({ id: 7 });
    const { crm: second } = createUpstreamClients({ crm: crm() }, context.nextRun()).clients;
    await expect(second.post('/contacts', create)).resolves.toEqual({ id: 7 });
    expect(server.effects).toBe(1);
  });

  it('is repeated under the same key when the upstream acted and did not say so', async () => {
    server.script(
      actsThen(({ socket }) => void socket.destroy()),
      acts({ id: 7 }),
    );
    const { crm: client } = createUpstreamClients({ crm: crm(keyed) }, context).clients;
    await expect(client.post('/contacts', create)).resolves.toEqual({ id: 7 });
    const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('is not repeated without key or lookup: a person decides', async () => {
    server.script(
      actsThen(({ socket }) => void socket.destroy()),
      acts({ id: 7 }),
    );
    const { crm: client } = createUpstreamClients({ crm: crm() }, context).clients;
    await expect(client.post('/contacts', create)).rejects.toMatchObject({
      failure: 'unclear',
      disposition: { kind: 'dead-letter', reason: 'outcome-unknown' },
    });
    expect(server.effects).toBe(1);
  });

  it('is dead-lettered after a definite no, and starts afresh under a new key when it comes again', async () => {
    server.script(refuses(422), acts({ id: 7 }));
    const { crm: client } = createUpstreamClients({ crm: crm(keyed) }, context).clients;
    await expect(client.post('/contacts', create)).rejects.toMatchObject({
      disposition: { kind: 'dead-letter', reason: 'upstream-rejected' },
    });
    const { crm: again } = createUpstreamClients({ crm: crm(keyed) }, context.nextRun()).clients;
    await expect(again.post('/contacts', create)).resolves.toEqual({ id: 7 });
    const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(2);
  });
});

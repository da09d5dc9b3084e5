import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answer, hang, refuse, reset } from '../../support/fake-aws.ts';
import { acme, until, verifier, type Verifier } from '../../support/verifier.ts';

let one: Verifier;
beforeEach(async () => {
  one = await verifier();
});
afterEach(async () => {
  await one[Symbol.asyncDispose]();
});

const reads = () => one.aws.callsTo('GetSecretValue').length;
const status = async (signedWith?: string) => (await one.deliver({}, signedWith)).status;
const reasons = () => one.logged.map(({ reason }) => reason);

/** Secrets Manager says that there is nothing, in one of its ways. */
const gone = [
  ['was deleted', refuse(400, 'ResourceNotFoundException')],
  ['is marked for deletion', refuse(400, 'InvalidRequestException')],
  ['holds an empty list', answer(200, { SecretString: '{"secrets":[]}' })],
  ['holds no text', answer(200, { SecretBinary: 'AAAA' })],
] as const;

/** Secrets Manager cannot be reached, in one of the ways that happen. */
const outages = [
  ['has an outage', refuse(500, 'InternalServiceError')],
  ['throttles', refuse(400, 'ThrottlingException')],
  ['resets the connection', reset],
] as const;

describe('The signing secrets', () => {
  it('are read once and kept for a minute', async () => {
    await status();
    await one.clock.advance(59_999);
    await status();
    expect(reads()).toBe(1);
    await one.clock.advance(1);
    await status();
    expect(reads()).toBe(2);
  });

  it('age from the request, not from the response: a slow response is kept for less than a minute', async () => {
    const answers = Promise.withResolvers<void>();
    one.aws.behaveNext('GetSecretValue', (call) => {
      void answers.promise.then(() => {
        one.aws.usual(call);
      });
    });
    const first = status();
    await until(() => reads() === 1);
    await one.clock.advance(1_500);
    answers.resolve();
    expect(await first).toBe(200);
    await one.clock.advance(58_500);
    await status();
    expect(reads()).toBe(2);
  });

  it('are read once however many requests wait for them', async () => {
    await expect(Promise.all([status(), status(), status()])).resolves.toEqual([200, 200, 200]);
    expect(reads()).toBe(1);
  });

  it('rotate without one rejection', async () => {
    expect(await status('shh')).toBe(200);
    one.setSecrets('shh', 'new');
    expect(await status('new')).toBe(200);
    expect(await status('shh')).toBe(200);
    expect(one.logged.map(({ secret }) => secret)).toEqual(['current', 'current', 'previous']);
    expect(one.counted.filter((line) => line.startsWith('PreviousSecretMatched'))).toEqual([
      'PreviousSecretMatched 1 integration=orders',
    ]);
    expect(one.counted.filter((line) => line.startsWith('Rejected '))).toEqual([]);
  });

  it('stop working within a minute of their removal', async () => {
    one.setSecrets('shh', 'new');
    expect(await status('shh')).toBe(200);
    one.setSecrets('new');
    await one.clock.advance(60_000);
    expect(await status('shh')).toBe(401);
    expect(await status('new')).toBe(200);
  });

  it('may be a single one, pasted by hand with the line break that came with it', async () => {
    one.aws.secrets.set('breakwater/test/signing/orders', 'pasted\n');
    expect(await status('pasted')).toBe(200);
  });
});

describe('A flood of bad signatures', () => {
  it('makes Secrets Manager be asked again once in five seconds', async () => {
    await status();
    for (let second = 0; second < 10; second++) {
      for (let request = 0; request < 20; request++) expect(await status('forged')).toBe(401);
      await Promise.all(Array.from({ length: 20 }, () => status('forged')));
      await one.clock.advance(1_000);
    }
    expect(reads()).toBe(1 + 2);
  });

  it('makes it be asked again once where all come at the same time', async () => {
    await Promise.all(Array.from({ length: 20 }, () => status('forged')));
    expect(reads()).toBe(1 + 1);
  });

  it('keeps a secret that was just added waiting for five seconds at most', async () => {
    await status('forged');
    one.setSecrets('shh', 'new');
    expect(await status('new')).toBe(401);
    await one.clock.advance(5_000);
    expect(await status('new')).toBe(200);
  });

  it('makes nobody be asked where there is no signature at all', async () => {
    await status();
    const request = { headers: {}, method: 'POST', path: '/webhooks/orders', query: '' };
    for (let count = 0; count < 20; count++) {
      await one.answer({ ...request, body: Buffer.from('{}') });
    }
    expect(reads()).toBe(1);
  });
});

describe('While there is no secret', () => {
  it.each(gone)('every request is a 503, as the fault is ours: the secret %s', async (_, state) => {
    one.aws.behave('GetSecretValue', state);
    expect(await status()).toBe(503);
    expect(reasons()).toEqual(['no-secret']);
    expect(one.counted).toContain('VerifierFaults 1 reason=no-secret');
  });

  it('it is looked for every five seconds, and the first one works at once then', async () => {
    one.setSecrets();
    for (let count = 0; count < 20; count++) expect(await status()).toBe(503);
    expect(reads()).toBe(1);
    one.setSecrets('shh');
    await one.clock.advance(5_000);
    expect(await status()).toBe(200);
  });

  it('a secret of another shape is one that cannot be used', async () => {
    one.aws.secrets.set('breakwater/test/signing/orders', '{"key":"other-value"}');
    expect(await status()).toBe(503);
    expect(reasons()).toEqual(['unusable-secret']);
    expect(JSON.stringify(one.logged)).not.toContain('other-value');
  });

  it('one that this provider cannot have given is our fault, and is looked up again', async () => {
    await one[Symbol.asyncDispose]();
    one = await verifier({ scheme: { ...acme.scheme, key: 'hex' } as typeof acme.scheme });
    one.setSecrets('not hex');
    expect(await status('00ff')).toBe(503);
    expect(reasons()).toEqual(['unusable-secret']);
    expect(one.logged[0]?.['detail']).toBe(
      'not a secret of Acme: expected an even number of hex digits',
    );
    expect(reads()).toBe(2);

    one.setSecrets('not hex', '00ff');
    await one.clock.advance(5_000);
    expect(await status('00ff')).toBe(200);
  });

  it('a refusal to let us read it is a 503', async () => {
    one.aws.behave('GetSecretValue', refuse(400, 'AccessDeniedException'));
    expect(await status()).toBe(503);
    expect(reasons()).toEqual(['secrets-refused']);
  });
});

describe('While Secrets Manager cannot be reached', () => {
  it.each(outages)('a request without an older copy is a 503: it %s', async (_, outage) => {
    one.aws.behave('GetSecretValue', outage);
    expect(await status()).toBe(503);
    expect(reasons()).toEqual(['secrets-unreachable']);
  });

  it.each(outages)('an older copy serves for as long as that lasts: it %s', async (_, outage) => {
    await status();
    one.aws.behave('GetSecretValue', outage);
    for (let hour = 0; hour < 5; hour++) {
      await one.clock.advance(3_600_000);
      expect(await status()).toBe(200);
    }
  });

  it.each(gone)('the copy stops serving once it is said that the secret %s', async (_, state) => {
    await status();
    one.aws.behave('GetSecretValue', state);
    await one.clock.advance(60_000);
    expect(await status()).toBe(503);
    expect(await status()).toBe(503);
  });

  it('the copy stops serving once it is said that we may not read it', async () => {
    await status();
    one.aws.behave('GetSecretValue', refuse(400, 'AccessDeniedException'));
    await one.clock.advance(60_000);
    expect(await status()).toBe(503);
  });

  it('requests do not queue up for it: it is tried again every five seconds', async () => {
    await status();
    one.aws.behave('GetSecretValue', refuse(500, 'InternalServiceError'));
    await one.clock.advance(60_000);
    const before = reads();
    for (let count = 0; count < 20; count++) expect(await status()).toBe(200);
    expect(reads()).toBe(before + 2);

    one.aws.behave('GetSecretValue');
    one.setSecrets('new');
    await one.clock.advance(5_000);
    expect(await status('shh')).toBe(401);
  });

  it('one that hangs costs a second while an older copy is at hand', async () => {
    await status();
    one.aws.behave('GetSecretValue', hang);
    await one.clock.advance(60_000);
    const answering = status();
    await until(() => reads() === 2);
    await one.clock.advance(1_000);
    await expect(answering).resolves.toBe(200);
  });

  it('one that hangs is a 503 before the provider loses patience', async () => {
    one.aws.behave('GetSecretValue', hang);
    const answering = status();
    await until(() => reads() === 1);
    await one.clock.advance(2_000);
    await expect(answering).resolves.toBe(503);
    expect(reasons()).toEqual(['secrets-unreachable']);
  });

  it('a bad signature is a 503, as the secret may have changed: never 401 for a fault of ours', async () => {
    await status();
    one.setSecrets('new');
    one.aws.behave('GetSecretValue', refuse(500, 'InternalServiceError'));
    expect(await status('new')).toBe(503);
    expect(await status('new')).toBe(503);
    expect(reasons()).toEqual([undefined, 'secrets-unreachable', 'secrets-unreachable']);
    expect(reads()).toBe(1 + 2);
  });

  it('a bad signature is a 401 again as soon as it is over', async () => {
    await status();
    one.aws.behaveNext('GetSecretValue', reset, reset);
    expect(await status('forged')).toBe(503);
    await one.clock.advance(5_000);
    expect(await status('forged')).toBe(401);
    expect(await status('forged')).toBe(401);
  });
});

describe('A request that was verified with a copy that is no longer the newest', () => {
  it('gets the newest one without asking', async () => {
    const { secrets } = one.deps;
    const outdated = await secrets.current('orders');
    one.setSecrets('new');
    const newest = { kind: 'secrets', secrets: ['new'], currentSince: Date.UTC(2025, 0, 1) };
    await expect(secrets.again('orders', outdated)).resolves.toEqual(newest);
    await expect(secrets.again('orders', outdated)).resolves.toEqual(newest);
    expect(reads()).toBe(2);
  });
});

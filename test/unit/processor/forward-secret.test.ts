import { describe, expect, it } from '@jest/globals';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { forwardSecret, toSigningSecret } from '../../../lambdas/processor/forward-secret.ts';
import { fakeClock } from '../../support/fake-clock.ts';

/** Secrets Manager with one secret in it, or out of reach. */
function world() {
  const clock = fakeClock();
  const manager: { value: string | undefined; reads: number } = { value: 'first', reads: 0 };
  const client = {
    send() {
      manager.reads += 1;
      return manager.value === undefined
        ? Promise.reject(new Error('unreachable'))
        : Promise.resolve({ SecretString: manager.value });
    },
  } as unknown as SecretsManagerClient;
  return { clock, manager, secret: forwardSecret(client, 'forward/orders', clock) };
}

describe('the secret that signs forwards', () => {
  it('is read once a minute, so that a changed one is soon in use', async () => {
    const { clock, manager, secret } = world();
    await secret();
    manager.value = 'second';
    await clock.advance(59_000);
    expect(await secret()).toBe(toSigningSecret('first'));
    expect(manager.reads).toBe(1);
    await clock.advance(1_000);
    expect(await secret()).toBe(toSigningSecret('second'));
  });

  it('is the copy at hand while Secrets Manager cannot be reached', async () => {
    const { clock, manager, secret } = world();
    await secret();
    manager.value = undefined;
    await clock.advance(600_000);
    expect(await secret()).toBe(toSigningSecret('first'));
  });

  it('is asked for in vain where there was never a copy', async () => {
    const { manager, secret } = world();
    manager.value = undefined;
    await expect(secret()).rejects.toThrow('unreachable');
  });
});

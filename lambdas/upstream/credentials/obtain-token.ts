import type { OAuthCredential } from '../../contract/credentials.ts';
import type { Asker } from './credential-source.ts';
import { noToken, renewToken, tokenOf, unseal, type RenewalDependencies } from './renew-token.ts';
import type { Secret, SecretReader } from './secret-reader.ts';
import { nextTokenMove } from './token-moves.ts';
import { grantVersion, type SharedToken } from './token-record.ts';

export interface TokenDependencies extends RenewalDependencies {
  readonly secrets: SecretReader;
}

/** An access token, readable. */
export interface ObtainedToken {
  readonly accessToken: string;
  readonly token: SharedToken;
}

/** A token that was refused, and whether it had been taken before. */
export interface RefusedToken {
  readonly serial: number;
  readonly served: boolean;
}

export const noneRefused: RefusedToken = { serial: 0, served: false };

/** How often those who wait for another environment look whether the token is there. */
const pollMs = 100;
/** A run with less time than this does not wait any longer. */
const leastLeftMs = 2_000;

/**
 * The fleet's token of a credential; renewed, where it must be, by one environment at a time.
 *
 * @param refused the token that an upstream answered 401 to; serial 0 where none was
 * @returns undefined where another token would be refused as well
 * @throws CredentialError
 */
export async function obtainToken(
  credential: OAuthCredential,
  refused: RefusedToken,
  asker: Asker,
  dependencies: TokenDependencies,
): Promise<ObtainedToken | undefined> {
  const { clock, random, secrets, store } = dependencies;
  const { run, recheck } = asker;
  const { secret: name } = credential;
  const afterRefusal = refused.serial > 0;
  let secret = await secrets.read(name, afterRefusal || recheck !== undefined);
  let ignoredFailure: number | undefined;
  let seen = { revision: -1, at: 0 };
  for (let round = 1; ; round += 1) {
    run.assertAlive();
    const record = await store.read(name);
    const { revision = 0 } = record ?? {};
    if (revision !== seen.revision) seen = { revision, at: clock.now() };
    // Ignores only the refusal that was recorded at first: another environment may be asking again now.
    if (round === 1 && recheck === 'grant') ignoredFailure = record?.failure?.notBefore;
    if (record?.token !== undefined && record.token.secretVersion !== secret.version) {
      // The secret has changed for one of us: environments with two values must not take turns.
      secret = await secrets.read(name, true);
    }
    const secretVersion = secret.version;
    const need = {
      ...{ secretVersion, refusedSerial: refused.serial, served: refused.served },
      ...{ seenAt: seen.at, ignoredFailure },
    };
    const move = nextTokenMove(record, need, clock.now());
    const held = 'token' in move ? readable(move.token, secret, name) : undefined;
    if (held !== undefined && move.kind === 'use') return held;
    if (move.kind === 'give-up') return undefined;
    if (move.kind === 'fail') {
      const { notBefore } = move;
      const grant = tokenOf(record, secret) ?? { secretVersion };
      throw noToken(name, move.why, 'FAILED_BEFORE', {
        ...{ notBefore, grantVersion: grantVersion(grant), isRemembered: true },
      });
    }
    if (move.kind !== 'wait') {
      const renewal = await renewToken(
        credential,
        secret,
        record,
        afterRefusal,
        asker,
        dependencies,
      );
      if (renewal.kind === 'renewed') return renewal;
      if (held !== undefined) return held;
      if (renewal.kind === 'failed') throw renewal.error;
    }
    if (run.remainingMs() < leastLeftMs) throw noToken(name, 'unavailable', 'NO_TIME_LEFT');
    await clock.sleep(pollMs * (1 + random()), run.signal);
  }
}

function readable(token: SharedToken, secret: Secret, name: string): ObtainedToken | undefined {
  const accessToken = unseal(token, secret, name)?.accessToken;
  return accessToken === undefined ? undefined : { accessToken, token };
}

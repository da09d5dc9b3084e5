import type { Credential } from '../../contract/credentials.ts';
import type { Run } from '../../event/run.ts';

/** Where clients get what proves who they are. One per environment: it caches. */
export interface CredentialSource {
  /** @throws CredentialError if there is none to be had. */
  current(credential: Credential, asker: Asker): Promise<IssuedCredential>;
  /**
   * The upstream answered 401 to `refused`.
   * @returns a newer one, or undefined where there is no other than the refused one.
   * @throws CredentialError if renewing failed.
   */
  renewed(
    credential: Credential,
    refused: IssuedCredential,
    asker: Asker,
  ): Promise<IssuedCredential | undefined>;
}

/** The event that needs a credential: a token request ends with its run, and is logged with its id. */
export interface Asker {
  readonly run: Run;
  readonly correlationId: string;
  /**
   * What must not come from a cache: `secret` reads the secret again, `grant` also asks a token endpoint that has
   * refused.
   * @default nothing: the secret may be five minutes old, and so may a refusal
   */
  readonly recheck?: 'secret' | 'grant';
}

export interface IssuedCredential {
  /** Lower-case names; they win over every other header of the call. */
  readonly headers: Readonly<Record<string, string>>;
  /** Changes whenever the credential does, a token's renewal included; says nothing of its value. */
  readonly version: string;
  /** Changes with the secret behind it, and with the first token after the token endpoint refused or failed. */
  readonly grantVersion: string;
  /** What must not stand in a log line. */
  readonly secrets: readonly string[];
  /** Call it when the upstream took it: a refusal that follows is news, not the old one. */
  accepted?(): void;
}

/** No credential to be had. Nothing was sent to the upstream. */
export class CredentialError extends Error {
  override readonly name = 'CredentialError';
  /**
   * `refused`: the secret is missing, unreadable or not accepted, a person must mend it.
   * `unavailable`: the way to it is disturbed, it comes back by itself.
   */
  readonly kind: 'refused' | 'unavailable';
  /** Milliseconds since the Unix epoch, where it is known when to try again. */
  readonly notBefore: number | undefined;
  /** The version that was refused, if the secret could be read; as in `IssuedCredential`. */
  readonly grantVersion: string | undefined;
  /** An earlier request was refused; none was made now. */
  readonly isRemembered: boolean;
  constructor(
    message: string,
    options: {
      kind: 'refused' | 'unavailable';
      notBefore?: number | undefined;
      grantVersion?: string | undefined;
      isRemembered?: boolean;
      cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.kind = options.kind;
    this.notBefore = options.notBefore;
    this.grantVersion = options.grantVersion;
    this.isRemembered = options.isRemembered ?? false;
  }
}

/**
 * What the fleet knows of one OAuth credential's token. One record for each secret; of several
 * environments that want to renew the token, the one that writes its lease first does it:
 *
 * ```
 *   token due or refused ──claim──▶ leased ──token stored──▶ token (serial + 1)
 *                                     │  └───failed────────▶ failure, nobody asks before `notBefore`
 *                                     └─ holder died: the lease runs out, the next one claims
 * ```
 */
export interface TokenRecord {
  /** Raised by each write; each write is conditional on the one it has seen. */
  readonly revision: number;
  /** Who wrote it. */
  readonly writer: string;
  readonly token?: SharedToken;
  readonly lease?: { readonly owner: string; readonly until: number };
  readonly failure?: TokenFailure;
}

export interface SharedToken {
  /** Raised by each token. */
  readonly serial: number;
  /** `TokenSet` as JSON, encrypted. */
  readonly sealed: string;
  /** Of the secret it was got with. */
  readonly secretVersion: string;
  /** Milliseconds since the Unix epoch. */
  readonly obtainedAt: number;
  readonly expiresAt: number;
  /** It was got because the one before was refused, not because that was about to expire. */
  readonly afterRefusal: boolean;
  /** How often a token was obtained with this secret after the endpoint had refused or failed. @default 0 */
  readonly recoveries?: number;
}

/**
 * Identifies the grant that a token comes from. It changes with the secret, and with the first token after the token
 * endpoint refused or failed: the next version lifts an isolation that the version before caused.
 */
export function grantVersion({
  secretVersion,
  recoveries = 0,
}: Pick<SharedToken, 'secretVersion' | 'recoveries'>): string {
  return recoveries === 0 ? secretVersion : `${secretVersion}+${recoveries}`;
}

export interface TokenSet {
  /** Undefined if the response had only a refresh token. */
  readonly accessToken?: string;
  readonly refreshToken?: string;
}

export interface TokenFailure {
  readonly kind: 'refused' | 'unavailable';
  readonly secretVersion: string;
  /** Failures in a row. */
  readonly count: number;
  /** Milliseconds since the Unix epoch. */
  readonly notBefore: number;
}

/** Keeps token records. */
export interface TokenStore {
  /** The latest write of any environment. */
  read(secretName: string): Promise<TokenRecord | undefined>;
  /** False where somebody else wrote since revision `next.revision - 1`. */
  write(secretName: string, next: TokenRecord): Promise<boolean>;
}

export function memoryTokenStore(): TokenStore {
  const records = new Map<string, TokenRecord>();
  return {
    read: async (secretName) => records.get(secretName),
    async write(secretName, next) {
      if ((records.get(secretName)?.revision ?? 0) !== next.revision - 1) return false;
      records.set(secretName, structuredClone(next));
      return true;
    },
  };
}

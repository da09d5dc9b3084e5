import type { KeyObject } from 'node:crypto';
import type { Attempt, Held, SchemeVerifier } from './attempt.ts';
import { coveredBody, messageBuilder, withAndWithoutPort, type Message } from './message.ts';
import { rejected, type Rejected } from './rejection.ts';
import type { Ed25519Scheme, HmacScheme } from './scheme.ts';
import { signatureReader } from './signature-header.ts';
import { readHeader } from './source.ts';
import { refuseTimestamp } from './timestamp.ts';

/** What differs between a keyed hash and a public-key signature. */
export interface SignatureCheck {
  /** Characters of every signature. */
  readonly signatureChars: number;
  /** How many signatures are tried: well above what a rotation of secrets produces. */
  readonly maxSignatures: number;
  /** The key of a secret, or undefined if it has none. */
  keyOf(secret: string): KeyObject | undefined;
  /** Whether one of the signatures is this key's for the message. */
  matches(message: Message, key: KeyObject, signatures: readonly string[]): boolean;
}

/** Header, timestamp, message, secrets: in this order, cheap refusals first. */
export function signedMessageVerifier(
  scheme: HmacScheme | Ed25519Scheme,
  check: SignatureCheck,
): SchemeVerifier {
  const build = messageBuilder(scheme);
  const { from, syntax } = scheme.signature;
  const readSignatures = signatureReader(syntax);
  const rule = scheme.timestamp;
  const ignoresPort = scheme.message.some(
    (part) => typeof part !== 'string' && part.part === 'url' && part.ignoresPort,
  );

  function verify(attempt: Attempt): Held | Rejected {
    const { request, now } = attempt;
    const text = readHeader(request.headers, from);
    if (text === undefined) return rejected('missing-header');
    const header = readSignatures(text);
    const signatures = header?.signatures.filter(
      (signature) => signature.length === check.signatureChars,
    );
    if (
      header === undefined ||
      signatures === undefined ||
      signatures.length === 0 ||
      signatures.length > check.maxSignatures
    ) {
      return rejected('malformed-header');
    }

    let timestamp = '';
    if (rule !== undefined && rule.in !== 'json') {
      const stamp = rule.in === 'signature' ? header.timestamp : readHeader(request.headers, rule);
      if (stamp === undefined) return rejected('missing-header');
      const refusal = refuseTimestamp(stamp, rule, now);
      if (refusal !== undefined) return rejected(refusal);
      timestamp = stamp;
    }

    const covered = coveredBody(scheme, request);
    const tryUrl = (url: string): Held | Rejected => {
      const message = build({ request, url, timestamp, covered });
      if (typeof message === 'string') return rejected(message);
      return trySecrets(message, attempt.secrets, signatures);
    };
    if (!ignoresPort) return tryUrl(attempt.url);
    const [withoutPort, withPort] = withAndWithoutPort(attempt.url);
    const verdict = tryUrl(withoutPort);
    return verdict.kind === 'held' ? verdict : tryUrl(withPort);
  }

  function trySecrets(
    message: Message,
    secrets: readonly string[],
    signatures: readonly string[],
  ): Held | Rejected {
    let unusable = false;
    for (let secretIndex = 0; secretIndex < secrets.length; secretIndex++) {
      const key = check.keyOf(secrets[secretIndex] ?? '');
      if (key === undefined) unusable = true;
      else if (check.matches(message, key, signatures)) return { kind: 'held', secretIndex };
    }
    if (secrets.length === 0) return rejected('no-secret');
    return rejected(unusable ? 'unusable-secret' : 'wrong-signature');
  }

  return verify;
}

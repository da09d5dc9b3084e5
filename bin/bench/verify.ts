import { catalog } from '../../lambdas/providers/catalog.ts';
import type { Provider } from '../../lambdas/verification/provider.ts';
import type { Ed25519Scheme, HmacScheme } from '../../lambdas/verification/scheme.ts';
import { verifySignature } from '../../lambdas/verification/verify-webhook.ts';
import { officialSdks } from '../../test/support/official-sdks/all.ts';
import { ratiosToFirst, type Contestant } from './side-by-side.ts';
import { bareCryptography, signedRequest } from './verify-cases.ts';

export interface VerifyRow {
  /** Id in the catalog. */
  readonly provider: string;
  /** Of the body. */
  readonly bytes: number;
  /** Speed beside the bare cryptography on the same bytes: 1 is as fast, 0.5 half as fast. */
  readonly ratio: number;
  /** The same of the provider's official SDK; absent where it has none. */
  readonly sdkRatio?: number;
}

export interface VerifyFigures {
  /**
   * Every provider that signs, with JSON bodies. The bare cryptography is `createHmac` with
   * `timingSafeEqual`; Discord's is `crypto.verify`; Twilio's has the hash of the body, too.
   */
  readonly verify: readonly VerifyRow[];
  /**
   * Twilio's form bodies, whose scheme signs the decoded and sorted fields. The bare cryptography
   * gets these bytes for nothing, and so does the SDK.
   */
  readonly verifyForms: readonly VerifyRow[];
}

type Signed = Provider & { readonly scheme: HmacScheme | Ed25519Scheme };

const sizes = [2_000, 20_000, 200_000];

export async function benchVerify(): Promise<VerifyFigures> {
  const verify: VerifyRow[] = [];
  const verifyForms: VerifyRow[] = [];
  for (const provider of catalog.filter(isSigned)) {
    for (const bytes of sizes)
      verify.push(await row(provider, (now) => jsonBody(bytes, now), 'application/json'));
    if (!signsFormFields(provider)) continue;
    for (const bytes of sizes) {
      verifyForms.push(
        await row(provider, () => formBody(bytes), 'application/x-www-form-urlencoded'),
      );
    }
  }
  return { verify, verifyForms };
}

async function row(
  provider: Signed,
  bodyAt: (now: number) => Buffer,
  contentType: string,
): Promise<VerifyRow> {
  const attempt = signedRequest(provider, bodyAt, contentType);
  const contestants: Contestant[] = [
    bareCryptography(provider, attempt),
    () => verifySignature(provider, attempt).kind === 'held',
  ];
  const sdk = officialSdks[provider.id];
  if (sdk !== undefined) contestants.push(() => sdk.accepts(attempt));
  const [, ratio = NaN, sdkRatio] = await ratiosToFirst(contestants);
  return {
    provider: provider.id,
    bytes: attempt.request.body.length,
    ratio: rounded(ratio),
    ...(sdkRatio !== undefined && { sdkRatio: rounded(sdkRatio) }),
  };
}

function isSigned(provider: Provider): provider is Signed {
  return provider.scheme.kind !== 'token';
}

function signsFormFields({ scheme }: Signed): boolean {
  return scheme.message.some((part) => typeof part !== 'string' && part.part === 'sorted-form');
}

function jsonBody(bytes: number, now: number): Buffer {
  const fields = { id: 'evt_1', event: 'order.paid', webhookTimestamp: now, text: '' };
  const missing = bytes - JSON.stringify(fields).length;
  return Buffer.from(JSON.stringify({ ...fields, text: words(missing) }));
}

function formBody(bytes: number): Buffer {
  const start = 'From=%2B14155550100&MessageStatus=received&NumMedia=0&To=%2B14155550101&Body=';
  return Buffer.from(start + words(bytes - start.length).replaceAll(' ', '+'));
}

function words(chars: number): string {
  return 'one two three four five '.repeat(Math.ceil(chars / 24)).slice(0, chars);
}

function rounded(ratio: number): number {
  return Math.round(ratio * 1_000) / 1_000;
}

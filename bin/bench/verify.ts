import { catalog } from '../../lambdas/providers/catalog.ts';
import type { Attempt } from '../../lambdas/verification/attempt.ts';
import type { Provider } from '../../lambdas/verification/provider.ts';
import type { Ed25519Scheme, HmacScheme } from '../../lambdas/verification/scheme.ts';
import { verifySignature } from '../../lambdas/verification/verify-webhook.ts';
import { officialSdks } from '../../test/support/official-sdks/all.ts';
import { SideBySide, type Contestant } from './side-by-side.ts';
import { bareCryptography, bareFormCryptography, signedRequest } from './verify-cases.ts';

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

export interface FormRow extends VerifyRow {
  /** Beside the keyed hash alone, which gets the decoded and sorted fields for nothing. */
  readonly hashRatio: number;
}

export interface VerifyFigures {
  /**
   * Every provider that signs, with JSON bodies. The bare cryptography is `createHmac` with
   * `timingSafeEqual`; Discord's is `crypto.verify`; Twilio's has the hash of the body, too.
   */
  readonly verify: readonly VerifyRow[];
  /**
   * Twilio's form bodies, whose scheme signs the decoded and sorted fields: `createHmac` cannot begin
   * before they are. The bare work is therefore `URLSearchParams`, sorted, and the hash of its text.
   */
  readonly verifyForms: readonly FormRow[];
}

type Signed = Provider & { readonly scheme: HmacScheme | Ed25519Scheme };

const sizes = [2_000, 20_000, 200_000];
/** Forms whose fields are signed have less than 64 KB. */
const formSizes = [2_000, 20_000, 60_000];
/** So many times the bench comes by at each row: what disturbs the machine for a while is outvoted. */
const passes = 3;
/** Of each pass. Short bodies show the engine's own time most, and noise, too. */
const roundsFor = (bytes: number): number => (bytes < 10_000 ? 30 : 10);

/** One provider's race, at one size. */
interface Race {
  readonly provider: string;
  readonly bytes: number;
  /** Made anew for each pass: what was signed is soon too old for some. */
  readonly contestants: () => readonly Contestant[];
  readonly sideBySide: SideBySide;
}

export async function benchVerify(): Promise<VerifyFigures> {
  const signed = catalog.filter(isSigned);
  const json = races(signed, sizes, (provider, bytes) => {
    const attempt = signedRequest(provider, (now) => jsonBody(bytes, now), 'application/json');
    return contestants(provider, attempt, bareCryptography(provider, attempt));
  });
  const withForms = signed.filter(signsFormFields);
  const forms = races(withForms, formSizes, (provider, bytes) => {
    const attempt = signedForm(provider, bytes);
    return contestants(provider, attempt, bareFormCryptography(provider, attempt));
  });
  const formsBesideHash = races(withForms, formSizes, (provider, bytes) => {
    const attempt = signedForm(provider, bytes);
    return contestants(provider, attempt, bareCryptography(provider, attempt));
  });
  for (let pass = 0; pass < passes; pass++) {
    for (const race of [...json, ...forms, ...formsBesideHash]) {
      await race.sideBySide.run(race.contestants(), roundsFor(race.bytes));
    }
  }
  const hashRatios = formsBesideHash.map((race) => rowOf(race).ratio);
  return {
    verify: json.map(rowOf),
    verifyForms: forms.map((race, at) => ({ ...rowOf(race), hashRatio: hashRatios[at] ?? NaN })),
  };
}

function races(
  providers: readonly Signed[],
  sizes: readonly number[],
  contestants: (provider: Signed, bytes: number) => readonly Contestant[],
): Race[] {
  return providers.flatMap((provider) =>
    sizes.map((bytes) => ({
      provider: provider.id,
      bytes,
      contestants: () => contestants(provider, bytes),
      sideBySide: new SideBySide(),
    })),
  );
}

function contestants(provider: Signed, attempt: Attempt, bare: Contestant): readonly Contestant[] {
  const ours = () => verifySignature(provider, attempt).kind === 'held';
  const sdk = officialSdks[provider.id];
  return sdk === undefined ? [bare, ours] : [bare, ours, () => sdk.accepts(attempt)];
}

function signedForm(provider: Signed, bytes: number): Attempt {
  const form = formBody(bytes);
  return signedRequest(provider, () => form, 'application/x-www-form-urlencoded');
}

function rowOf({ provider, bytes, sideBySide }: Race): VerifyRow {
  const [, ratio = NaN, sdkRatio] = sideBySide.ratiosToFirst();
  return {
    provider,
    bytes,
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

import { networkCause } from '../http/network-cause.ts';
import { ExplainedError } from '../terminal/explained-error.ts';

/** Where a call was meant to go, as far as the environment says. */
export interface AwsSurroundings {
  readonly stage: string;
  /** From AWS_REGION. */
  readonly region: string | undefined;
  /** From AWS_PROFILE. */
  readonly profile: string | undefined;
  /** From AWS_ENDPOINT_URL. */
  readonly endpointUrl: string | undefined;
}

/** Names and codes by which services and SDK tell the usual troubles. */
const troubles = {
  'no-region': [],
  'no-credentials': ['CredentialsProviderError', 'TokenProviderError'],
  expired: ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'RequestExpired'],
  stranger: [
    'InvalidClientTokenId',
    'UnrecognizedClientException',
    'InvalidAccessKeyId',
    'InvalidSecurity',
    'AuthFailure',
    'MissingAuthenticationToken',
    'MissingAuthenticationTokenException',
    'IncompleteSignature',
    'IncompleteSignatureException',
  ],
  'wrong-signature': ['SignatureDoesNotMatch', 'InvalidSignatureException', 'RequestTimeTooSkewed'],
  forbidden: ['AccessDenied', 'AccessDeniedException', 'AuthorizationError', 'Forbidden'],
  missing: [
    'ResourceNotFoundException',
    'QueueDoesNotExist',
    'AWS.SimpleQueueService.NonExistentQueue',
    'NoSuchBucket',
  ],
  unreachable: [],
  busy: ['ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestThrottled'],
} as const satisfies Record<string, readonly string[]>;

type Trouble = keyof typeof troubles;

/** What the AWS SDK throws, as far as it is read here. */
interface AwsError extends Error {
  readonly code?: string;
  readonly $fault?: 'client' | 'server';
}

/**
 * What a failed call of AWS means to whoever typed the command, for the usual troubles of credentials,
 * region and network.
 *
 * @returns undefined where the error is a surprise
 */
export function explainAwsError(
  error: unknown,
  surroundings: AwsSurroundings,
): ExplainedError | undefined {
  if (!(error instanceof Error) || error instanceof ExplainedError) return undefined;
  const trouble = troubleOf(error);
  if (trouble === undefined) return undefined;
  const { message, nextStep } = inWords(trouble, error, surroundings);
  return new ExplainedError(message, { nextStep, cause: error });
}

function troubleOf(error: AwsError): Trouble | undefined {
  const { name, code = '', message, $fault } = error;
  if (message === 'Region is missing') return 'no-region';
  const known = (Object.keys(troubles) as Trouble[]).find((trouble) =>
    (troubles[trouble] as readonly string[]).some((word) => word === name || word === code),
  );
  if (known !== undefined) return known;
  if (networkCause(error) !== undefined) return 'unreachable';
  return $fault === 'server' ? 'busy' : undefined;
}

const demoHint = 'For the demo that `npm start` deployed: --stage local.';

function inWords(
  trouble: Trouble,
  error: AwsError,
  { stage, region, profile, endpointUrl }: AwsSurroundings,
): { readonly message: string; readonly nextStep: string } {
  const said = error.message.replace(/\s+/g, ' ').trim();
  const where = endpointUrl ?? (region === undefined ? 'AWS' : `AWS in ${region}`);
  const who = profile === undefined ? '' : ` (AWS_PROFILE is "${profile}")`;
  switch (trouble) {
    case 'no-region':
      return {
        message: `Stage "${stage}" is looked for on AWS, but no region is set${who}.`,
        nextStep: `Set AWS_REGION, or AWS_PROFILE to a profile that has a region.\n${demoHint}`,
      };
    case 'no-credentials':
      return {
        message: `Stage "${stage}" is looked for on AWS, but there are no credentials to use${who}: ${said}`,
        nextStep:
          'Set AWS_PROFILE and sign in (`aws sso login`), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.\n' +
          demoHint,
      };
    case 'expired':
      return {
        message: `The credentials for ${where} have expired${who}.`,
        nextStep: 'Sign in again (`aws sso login`), or renew the session in the AWS_* variables.',
      };
    case 'stranger':
      return {
        message: `${where} does not know these credentials${who}: ${said}`,
        nextStep:
          'Are they deleted, or of another partition? `aws sts get-caller-identity` tells who you are.',
      };
    case 'wrong-signature':
      return {
        message: `${where} does not take what these credentials signed${who}: ${said}`,
        nextStep: 'Check the secret access key, and the clock of this machine.',
      };
    case 'forbidden':
      return {
        message: `These credentials may not do that in ${where}${who}: ${said}`,
        nextStep: 'Use an account or role that may, or have that action allowed.',
      };
    case 'missing':
      return {
        message: `Something of stage "${stage}" is not there in ${where}: ${said}`,
        nextStep: `Is it deployed wholly (\`npm run deploy -- -c stage=${stage}\`)? Check --stage, AWS_REGION and AWS_PROFILE.`,
      };
    case 'unreachable': {
      const cause = networkCause(error);
      const host = endpointUrl ?? cause?.address ?? where;
      const why = cause === undefined ? said : `${cause.meaning}, ${cause.code}`;
      return {
        message: `${host} does not answer (${why}).`,
        nextStep:
          endpointUrl === undefined
            ? `Is the region right (${region ?? 'of your profile'}), and does this machine reach AWS (network, proxy)?`
            : 'Does that endpoint still run? Unset AWS_ENDPOINT_URL to reach AWS itself.',
      };
    }
    case 'busy':
      return {
        message: `${where} could not do it now: ${error.name}: ${said}`,
        nextStep: 'Try again in a minute.',
      };
  }
}

import { optionalEnvironment } from '../../lambdas/runtime/environment.ts';
import { stages } from '../../lib/stages.ts';
import { defaultEndpointUrl, localClientConfig } from '../local/local-aws.ts';
import { findEndpoint } from '../local/local-endpoint.ts';
import type { ClientConfig } from '../stage/client-config.ts';
import type { AwsSurroundings } from '../stage/explain-aws-error.ts';
import { ExplainedError } from '../terminal/explained-error.ts';

/**
 * Whether a stage is one that `npm start` or the end-to-end tests make, and is on no AWS account. One of
 * `lib/stages.ts` is yours, whatever it is called.
 */
export function isLocalStage(stage: string, listed: object = stages): boolean {
  return /^(local|e2e)/.test(stage) && !Object.hasOwn(listed, stage);
}

/** A person waits: long enough for a slow search through logs, and never for ever. */
const patience = {
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
} as const;

/** What the environment says of where a stage is looked for. */
export function awsSurroundings(stage: string): AwsSurroundings {
  return {
    stage,
    region: optionalEnvironment('AWS_REGION'),
    profile: optionalEnvironment('AWS_PROFILE'),
    endpointUrl: optionalEnvironment('AWS_ENDPOINT_URL'),
  };
}

/**
 * A local endpoint where AWS_ENDPOINT_URL names one or the stage is a local one; otherwise AWS, with
 * the account and region that your AWS tools use (profile, variables, single sign-on).
 *
 * @throws ExplainedError if the stage has to be on a local endpoint and none answers
 */
export async function connectToStage(stage: string): Promise<ClientConfig> {
  const configured = optionalEnvironment('AWS_ENDPOINT_URL');
  if (configured === undefined && !isLocalStage(stage)) return patience;
  const url = configured ?? defaultEndpointUrl;
  if ((await findEndpoint(url)) === undefined) {
    throw new ExplainedError(
      `Stage "${stage}" is looked for at ${url}, but nothing answers there.`,
      {
        nextStep:
          configured === undefined
            ? 'Start it with `npm start`, name its address in AWS_ENDPOINT_URL if it is elsewhere, or another stage with --stage.'
            : 'Start that endpoint, or unset AWS_ENDPOINT_URL to reach AWS itself.',
      },
    );
  }
  return { ...localClientConfig(url), ...patience };
}

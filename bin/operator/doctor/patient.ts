import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Integration } from '../../../lambdas/contract/define-integration.ts';
import type { StageHolds } from '../../../lambdas/operations/stage-holds.ts';
import { DeployedTemplates } from '../../stage/stack-template.ts';
import type { StageAccess } from '../../stage/stage-access.ts';
import { isLocalStage } from '../stage-connection.ts';

/** The stage that is examined, and what to look at it with. */
export interface Patient {
  readonly stage: StageAccess;
  /** Settings that such an endpoint does not keep are no findings there. */
  readonly isLocal: boolean;
  /** The command that deploys this checkout there. */
  readonly deploy: string;
  /** The one that brings back what a hand has taken away, too: a deployment of the same template does nothing. */
  readonly redeploy: string;
  /** The integrations of this checkout's list that are deployed. */
  readonly integrations: readonly Integration[];
  readonly holds: StageHolds;
  readonly templates: DeployedTemplates;
  readonly cloudWatch: CloudWatchClient;
  readonly events: EventBridgeClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly secrets: SecretsManagerClient;
  readonly sns: SNSClient;
}

export function patientOf(
  stage: StageAccess,
  integrations: readonly Integration[],
  holds: StageHolds,
): Patient {
  const { config } = stage;
  const isLocal = 'endpoint' in config;
  const words = `npm run deploy -- -c stage=${stage.stage}`;
  return {
    stage,
    isLocal,
    deploy: isLocal ? locally(words, config.endpoint, stage) : words,
    redeploy: isLocal ? locally(words, config.endpoint, stage) : `${words} --revert-drift`,
    integrations,
    holds,
    templates: new DeployedTemplates(new CloudFormationClient(config)),
    cloudWatch: new CloudWatchClient(config),
    events: new EventBridgeClient(config),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    secrets: new SecretsManagerClient(config),
    sns: new SNSClient(config),
  };
}

/** What `npm start` deploys has a name of its own; any other stage went there by `npm run deploy`. */
function locally(words: string, endpoint: string, { stage }: StageAccess): string {
  return isLocalStage(stage) ? 'npm start' : `${words} -c localEndpoint=${endpoint}`;
}

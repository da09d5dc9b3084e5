import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import type { IntegrationStatus } from '../../lambdas/operations/integration-status.ts';
import { readMappings } from '../../lambdas/operations/read-mappings.ts';
import { readStage } from '../../lambdas/operations/read-stage.ts';
import { integrationNames } from '../../lib/names.ts';
import type { StageAccess } from './stage-access.ts';

/** Looks at each integration of a stage, in alphabetical order. */
export async function readStatus(
  stage: StageAccess,
  integrations: readonly string[],
  now: number,
  onProgress: (done: number) => void,
): Promise<IntegrationStatus[]> {
  const lambda = new LambdaClient(stage.config);
  const processorOf = (name: string) => integrationNames(stage.stage, name).processorFunction;
  const mappings = await readMappings(lambda);
  return readStage(stage, integrations, {
    now,
    providerOf: (name) => readProvider(lambda, processorOf(name)),
    mappingOf: (name) => mappings.get(processorOf(name)) ?? 'missing',
    onProgress,
  });
}

/** The processor knows whose webhooks it handles; a deployment of an older version may not say. */
async function readProvider(lambda: LambdaClient, FunctionName: string): Promise<string> {
  try {
    const { Environment } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName }),
    );
    return Environment?.Variables?.['PROVIDER'] ?? 'unknown';
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return 'unknown';
    throw error;
  }
}

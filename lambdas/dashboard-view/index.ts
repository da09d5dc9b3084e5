import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import fleet from '#fleet';
import { DynamoDbBreakerStore } from '../breaker/dynamodb-breaker-store.ts';
import { DynamoDbPauses } from '../governor/dynamodb-pauses.ts';
import { page } from '../html/page.ts';
import { DeadLetterOffice } from '../operations/dead-letter-office.ts';
import { readFiringAlarms } from '../operations/read-alarms.ts';
import { readMappings } from '../operations/read-mappings.ts';
import { awsClientSettings } from '../runtime/aws-client-settings.ts';
import { requiredEnvironment } from '../runtime/environment.ts';
import { systemClock as clock } from '../runtime/system-clock.ts';
import { dashboardStage } from '../widgets/dashboard-stage.ts';
import type { OverviewSources } from '../widgets/overview-widget.ts';
import { showWidget, viewDocumentation } from '../widgets/show-widget.ts';
import { readWidgetEvent } from '../widgets/widget-event.ts';

const stage = dashboardStage();
const cloudWatch = new CloudWatchClient(awsClientSettings);
const lambda = new LambdaClient(awsClientSettings);
const alarmPrefix = requiredEnvironment('ALARM_PREFIX');
const processorPrefix = requiredEnvironment('PROCESSOR_PREFIX');

const sources: OverviewSources = {
  stageName: requiredEnvironment('STAGE'),
  fleet,
  stage,
  region: requiredEnvironment('AWS_REGION'),
  office: new DeadLetterOffice(stage),
  breakers: new DynamoDbBreakerStore(stage.dynamoDb, stage.names.breakerTable),
  pauses: new DynamoDbPauses(stage.dynamoDb, stage.names.breakerTable),
  firingAlarms: () => readFiringAlarms(cloudWatch, alarmPrefix),
  mappings: () => readMappings(lambda),
  processorOf: (integration) => processorPrefix + integration,
  clock,
  actEndpoint: requiredEnvironment('ACT_FUNCTION_ARN'),
};

/** Shows a widget of the dashboard. May read, and nothing else. */
export async function handler(input: unknown): Promise<string | { readonly markdown: string }> {
  const event = readWidgetEvent(input);
  if (event.describe) return { markdown: viewDocumentation };
  return page(event.theme, await showWidget(event, sources)).markup;
}

import { randomBytes } from 'node:crypto';
import fleet from '#fleet';
import { DynamoDbBreakerStore } from '../breaker/dynamodb-breaker-store.ts';
import { DynamoDbPauses } from '../governor/dynamodb-pauses.ts';
import { page } from '../html/page.ts';
import { DeadLetterOffice } from '../operations/dead-letter-office.ts';
import { clickLimits } from '../operations/replay-some.ts';
import { requiredEnvironment } from '../runtime/environment.ts';
import { powertoolsLog } from '../runtime/logger.ts';
import { systemClock as clock } from '../runtime/system-clock.ts';
import { actDocumentation, actOnClick } from '../widgets/act-on-click.ts';
import type { ClickSources } from '../widgets/act-on-click.ts';
import { dashboardStage } from '../widgets/dashboard-stage.ts';
import { readWidgetEvent } from '../widgets/widget-event.ts';

const stage = dashboardStage();

const common: Omit<ClickSources, 'actEndpoint'> = {
  stageName: requiredEnvironment('STAGE'),
  fleet,
  office: new DeadLetterOffice(stage),
  breakers: new DynamoDbBreakerStore(stage.dynamoDb, stage.names.breakerTable),
  pauses: new DynamoDbPauses(stage.dynamoDb, stage.names.breakerTable),
  limits: clickLimits,
  newSuffix: () => randomBytes(3).toString('hex'),
  clock,
  log: powertoolsLog(),
};

/** Does what a button of the dashboard asks. CloudWatch calls it as the person who clicks. */
export async function handler(
  input: unknown,
  { invokedFunctionArn: actEndpoint }: { readonly invokedFunctionArn: string },
): Promise<string | { readonly markdown: string }> {
  const event = readWidgetEvent(input);
  if (event.describe) return { markdown: actDocumentation };
  return page(event.theme, await actOnClick(event, { ...common, actEndpoint })).markup;
}

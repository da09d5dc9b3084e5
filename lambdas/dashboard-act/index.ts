import { randomBytes } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import table from '#stage-table';
import { publishChange } from '../breaker/announcer.ts';
import type { HistoryEntry } from '../breaker/snapshot.ts';
import { page } from '../html/page.ts';
import { connectHolds } from '../operations/connect-holds.ts';
import { DeadLetterOffice } from '../operations/dead-letter-office.ts';
import { clickLimits } from '../operations/replay-some.ts';
import { awsClientSettings } from '../runtime/aws-client-settings.ts';
import { requiredEnvironment } from '../runtime/environment.ts';
import { powertoolsLog } from '../runtime/logger.ts';
import { systemClock as clock } from '../runtime/system-clock.ts';
import { actDocumentation, actOnClick } from '../widgets/act-on-click.ts';
import type { ClickSources } from '../widgets/act-on-click.ts';
import { dashboardStage } from '../widgets/dashboard-stage.ts';
import { readWidgetEvent } from '../widgets/widget-event.ts';

const stage = dashboardStage();
const log = powertoolsLog();
const events = new EventBridgeClient(awsClientSettings);
const stageName = requiredEnvironment('STAGE');

async function announce(upstream: string, change: HistoryEntry): Promise<void> {
  await publishChange(events, stageName, upstream, change).catch((error: unknown) => {
    // The governor publishes what is missing.
    log.warn('A change of a breaker was not published', {
      upstream,
      epoch: change.epoch,
      error: error instanceof Error ? error.name : typeof error,
    });
  });
}

const common: Omit<ClickSources, 'actEndpoint'> = {
  stageName,
  table,
  office: new DeadLetterOffice(stage),
  holds: connectHolds(stage.dynamoDb, stage.names.breakerTable, clock, announce),
  limits: clickLimits,
  newSuffix: () => randomBytes(3).toString('hex'),
  clock,
  log,
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

import { randomBytes } from 'node:crypto';
import table from '#stage-table';
import { page } from '../html/page.ts';
import { connectHolds } from '../operations/connect-holds.ts';
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
const log = powertoolsLog();
const common: Omit<ClickSources, 'actEndpoint'> = {
  stageName: requiredEnvironment('STAGE'),
  table,
  office: new DeadLetterOffice(stage),
  holds: connectHolds(stage, clock),
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

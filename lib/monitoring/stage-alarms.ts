import { Construct } from 'constructs';
import type { Integration } from '../../lambdas/contract/define-integration.ts';
import { upstreamNames } from '../../lambdas/contract/upstream-names.ts';
import { resolveProvider } from '../../lambdas/providers/catalog.ts';
import { stageNames as namesOfStage } from '../names.ts';
import type { Stage } from '../resolve-stage.ts';
import { Alarms, type AlarmSpec } from './alarms/alarms.ts';
import { governorAlarms, worstOfAlarms } from './alarms/fleet-alarms.ts';
import { furtherUpstreamAlarms, upstreamErrorRate } from './alarms/upstream-alarms.ts';
import { verifierAlarms } from './alarms/verifier-alarms.ts';

export interface StageAlarmsProps {
  readonly stage: Stage;
  readonly integrations: readonly Integration[];
  readonly apiId: string;
}

/** Where nobody has said how long a provider waits. */
const usualPatienceMs = 10_000;

/** The alarms of a stage that belong to no single integration. */
export class StageAlarms extends Construct {
  /** Those on the stage as a whole: on the way in, on the governor, and on the worst of all. */
  readonly ofFleet: readonly AlarmSpec[];

  constructor(scope: Construct, id: string, { stage, integrations, apiId }: StageAlarmsProps) {
    super(scope, id);
    const stageNames = namesOfStage(stage.name);
    const common = { stage: stage.name, stageNames, settings: stage.config };
    const patienceMs = Math.min(
      ...integrations.map(({ provider }) => resolveProvider(provider).patienceMs),
    );
    this.ofFleet = [
      ...verifierAlarms(common, {
        apiId,
        patienceMs: Number.isFinite(patienceMs) ? patienceMs : usualPatienceMs,
      }),
      ...governorAlarms(common),
      ...(stage.config.alarmsPerIntegration ? [] : worstOfAlarms(common)),
    ];
    new Alarms(this, 'Fleet', this.ofFleet, { subject: stageNames.coreStack, ...common });
    for (const upstream of upstreamsOf(integrations)) {
      new Alarms(
        this,
        `Upstream-${upstream}`,
        [
          upstreamErrorRate(common, upstream),
          ...(stage.config.alarmsPerIntegration ? furtherUpstreamAlarms(common, upstream) : []),
        ],
        { subject: `${stageNames.coreStack}/${upstream}`, ...common },
      );
    }
  }
}

/** Each once, whoever shares it, in an order that the list of integrations has no say in. */
export function upstreamsOf(integrations: readonly Integration[]): string[] {
  return [...new Set(integrations.flatMap(upstreamNames))].sort();
}

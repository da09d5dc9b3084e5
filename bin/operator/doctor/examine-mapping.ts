import {
  ListEventSourceMappingsCommand,
  ResourceNotFoundException,
  type EventSourceMappingConfiguration,
} from '@aws-sdk/client-lambda';
import type { IntegrationReading } from '../../../lambdas/operations/integration-status.ts';
import { readIdentity } from '../../../lambdas/operations/read-identity.ts';
import { integrationNames } from '../../../lib/names.ts';
import { problem, type Diagnosis, type Examination } from './diagnosis.ts';
import type { Patient } from './patient.ts';

type Mapping = Pick<
  EventSourceMappingConfiguration,
  'UUID' | 'State' | 'FunctionResponseTypes' | 'ScalingConfig'
>;

export function judgeMappings(
  mappings: readonly Mapping[],
  held: IntegrationReading['held'],
  redeploy: string,
): Diagnosis[] {
  const [mapping, ...others] = mappings;
  if (mapping === undefined) {
    return [problem('nothing works on its queue: there is no event source mapping', redeploy)];
  }
  const found = [...judgeState(mapping, held), ...judgeSettings(mapping)];
  if (others.length > 0) {
    found.push(
      problem(
        `its queue has ${String(mappings.length)} event source mappings; a pause stops only one of them`,
        `aws lambda delete-event-source-mapping --uuid ${others[0]?.UUID ?? ''}`,
      ),
    );
  }
  return found;
}

function judgeState({ State, UUID }: Mapping, held: IntegrationReading['held']): Diagnosis[] {
  const update = (to: string): string =>
    'wait two minutes: the governor sets it right; if it does not (governor-silent in docs/runbook.md): ' +
    `aws lambda update-event-source-mapping --uuid ${UUID ?? ''} ${to}`;
  if (State === 'Disabled' && held === undefined) {
    return [
      problem(
        'nothing works on its queue: its mapping is disabled, and neither a breaker nor a person asked for it',
        update('--enabled'),
      ),
    ];
  }
  // A breaker that opens or closes lets the mapping run for a while: only a person's word is a rule.
  if (State === 'Enabled' && held?.by === 'person') {
    return [
      problem(
        `its events are worked on, though a person holds them: ${held.why}`,
        update('--no-enabled'),
      ),
    ];
  }
  return [];
}

function judgeSettings({ UUID, FunctionResponseTypes = [], ScalingConfig }: Mapping): Diagnosis[] {
  const update = `aws lambda update-event-source-mapping --uuid ${UUID ?? ''}`;
  return [
    ...(FunctionResponseTypes.includes('ReportBatchItemFailures')
      ? []
      : [
          problem(
            'one failing event takes its whole batch along: its mapping does not report single failures, and events that should wait are taken for done',
            `${update} --function-response-types ReportBatchItemFailures`,
          ),
        ]),
    ...(ScalingConfig?.MaximumConcurrency === undefined
      ? [
          problem(
            'it may use up all Lambdas of the account: its mapping has no limit',
            `${update} --scaling-config MaximumConcurrency=10`,
          ),
        ]
      : []),
  ];
}

export function examineMapping(
  { stage, lambda, holds, redeploy }: Patient,
  integration: string,
): Examination {
  const { processorFunction } = integrationNames(stage.stage, integration);
  return {
    check: 'mappings',
    subject: integration,
    async examine() {
      const mappings = await lambda
        .send(new ListEventSourceMappingsCommand({ FunctionName: processorFunction }))
        .then(
          ({ EventSourceMappings = [] }) => EventSourceMappings,
          (error: unknown) => {
            if (error instanceof ResourceNotFoundException) return [];
            throw error;
          },
        );
      const { upstreams } = await readIdentity(lambda, processorFunction);
      return judgeMappings(mappings, await holds.heldBy(integration, upstreams), redeploy);
    },
  };
}

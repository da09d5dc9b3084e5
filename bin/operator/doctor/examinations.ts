import { integrationNames } from '../../../lib/names.ts';
import type { StackTemplate } from '../../stage/stack-template.ts';
import type { Examination } from './diagnosis.ts';
import { alarmsInTemplates, examineAlarms } from './examine-alarms.ts';
import { examineBodies } from './examine-bodies.ts';
import { examineClocks } from './examine-clocks.ts';
import { examineFunction } from './examine-function.ts';
import { examineGovernor } from './examine-governor.ts';
import { examineLeftovers } from './examine-leftovers.ts';
import { examineLogGroup } from './examine-log-group.ts';
import { examineMapping } from './examine-mapping.ts';
import { examineQueues } from './examine-queues.ts';
import { examineSecrets } from './examine-secrets.ts';
import { examineTables } from './examine-tables.ts';
import { examineVersions } from './examine-versions.ts';
import type { Patient } from './patient.ts';

export interface Expectations {
  /** What this checkout would deploy, by stack; undefined where nobody knows. */
  readonly templates: ReadonlyMap<string, StackTemplate> | undefined;
  readonly logRetentionDays: number;
  readonly alarmTopicArn: string;
}

/**
 * Everything that is looked at.
 *
 * @param deployed names of the integrations that have a queue
 */
export function examinations(
  patient: Patient,
  deployed: readonly string[],
  { templates, logRetentionDays, alarmTopicArn }: Expectations,
): Examination[] {
  const { stage, integrations } = patient;
  const { names } = stage;
  const { coreStack, verifierFunction, governorFunction, accessLog } = names;
  const listed = new Set(integrations.map(({ name }) => name));
  const logOf = (subject: string, group: string): Examination =>
    examineLogGroup(patient, subject, group, logRetentionDays);
  const stacks = [coreStack, ...deployed.map((name) => integrationNames(stage.stage, name).stack)];
  return [
    examineClocks(patient),
    ...(templates === undefined ? [] : [examineVersions(patient, templates)]),
    ...[verifierFunction, governorFunction].flatMap((name) => [
      examineFunction(patient, stage.stage, name),
      logOf(stage.stage, `/aws/lambda/${name}`),
    ]),
    examineGovernor(patient),
    logOf(stage.stage, accessLog),
    ...examineTables(patient),
    ...deployed.slice(0, 1).map((name) => examineBodies(patient, name)),
    ...examineAlarms(patient, alarmTopicArn, () => alarmsInTemplates(patient, stacks)),
    ...deployed.flatMap((name) => {
      const { processorFunction } = integrationNames(stage.stage, name);
      return [
        examineFunction(patient, name, processorFunction),
        examineQueues(patient, name),
        examineMapping(patient, name),
        logOf(name, `/aws/lambda/${processorFunction}`),
        ...(listed.has(name) ? [] : [examineLeftovers(patient, name)]),
      ];
    }),
    ...integrations
      .filter(({ name }) => deployed.includes(name))
      .flatMap((integration) => examineSecrets(patient, integration)),
  ];
}

import { defaultStageConfig } from '../../../lib/stage-config.ts';
import { localStage, stages } from '../../../lib/stages.ts';
import { checkoutTemplates } from '../../stage/checkout-templates.ts';
import { holdsOf } from '../../stage/read-status.ts';
import type { StackTemplate } from '../../stage/stack-template.ts';
import { StageAccess } from '../../stage/stage-access.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { Command } from '../command.ts';
import { integrationsDirectoryOf, listedIntegrations } from '../integration-list.ts';
import { connectToStage } from '../stage-connection.ts';
import { checks, type Unchecked } from './diagnosis.ts';
import { doctorText } from './doctor-text.ts';
import { examinations } from './examinations.ts';
import { examineAll } from './examine-all.ts';
import { patientOf } from './patient.ts';
import { doneOf } from '../../terminal/done-of.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'Check a deployment, and say how to mend what is wrong; exit status 1 if something is',
  parameters: [],
  options: {
    deployed: {
      type: 'boolean',
      summary: 'Leave out the comparison with this checkout, which has to be bundled for it',
    },
  },
  examples: ['doctor --stage prod', 'doctor --stage prod --deployed --json'],
  details: [
    'Checks that',
    ...Object.entries(checks).map(([name, what]) => `  ${name.padEnd(10)} ${what}`),
    'It reads settings, counts and secrets (their values are shown nowhere) and changes nothing. What',
    'cannot be checked at a local endpoint, or that you may not see, is listed as such.',
  ].join('\n'),
  async run({ stage: stageName, options, progress }) {
    const stage = new StageAccess(await connectToStage(stageName), stageName);
    const deployed = await stage.chosen(undefined);
    const patient = patientOf(
      stage,
      await listedIntegrations(stageName),
      holdsOf(stage, Date.now()),
    );
    const notCompared: Unchecked[] = [];
    const leaveOut = (why: string): undefined => {
      notCompared.push({ check: 'versions', subject: stageName, why });
      return undefined;
    };
    const templates =
      options['deployed'] === true
        ? leaveOut('left out, as asked by --deployed')
        : await whenSlow(progress, 'Bundling this checkout, to compare it', () =>
            templatesOf(stage),
          ).catch((error: unknown) => {
            if (!(error instanceof ExplainedError)) throw error;
            return leaveOut(error.message);
          });
    const all = examinations(patient, deployed, {
      templates,
      logRetentionDays: logRetentionDaysOf(stageName, patient.isLocal),
      alarmTopicArn: await stage.alarmTopicArn(deployed[0] ?? ''),
    });
    const examined = await whenSlow(progress, `Examining ${stageName}`, (detail) =>
      examineAll(all, (done) => {
        detail(doneOf(done, all.length));
      }),
    );
    const { findings } = examined;
    const unchecked = [...examined.unchecked, ...notCompared];
    const healthy = findings.length === 0;
    return {
      json: { healthy, examinations: all.length, findings, unchecked },
      text: doctorText({ findings, unchecked }, all.length, stageName, process.stdout),
      needsAttention: !healthy,
    };
  },
};

function templatesOf({ stage, config }: StageAccess): Promise<ReadonlyMap<string, StackTemplate>> {
  return checkoutTemplates({
    stage,
    integrationsDirectory: integrationsDirectoryOf(stage),
    localEndpoint: 'endpoint' in config ? config.endpoint : undefined,
  });
}

function logRetentionDaysOf(stage: string, isLocal: boolean): number {
  const settings = stages[stage] ?? (isLocal ? localStage : {});
  return settings.logRetentionDays ?? defaultStageConfig.logRetentionDays;
}

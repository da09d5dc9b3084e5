import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { Integration } from '../lambdas/contract/define-integration.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { BodyBucket } from './constructs/body-bucket.ts';
import { DashboardFunctions } from './constructs/dashboard-functions.ts';
import { Governor } from './constructs/governor.ts';
import { StateTables } from './constructs/state-tables.ts';
import { Verifier } from './constructs/verifier.ts';
import { WebhookApi } from './constructs/webhook-api.ts';
import { StageAlarms } from './monitoring/stage-alarms.ts';
import { StageDashboard } from './monitoring/stage-dashboard.ts';
import { bodyBucketName, stageNames } from './names.ts';
import type { Stage } from './resolve-stage.ts';

export interface CoreStackProps extends StackProps {
  readonly stage: Stage;
  readonly integrations: readonly Integration[];
  /** File with the route table of the verifier. */
  readonly routesFile: string;
  /** File with what governor and dashboard know of the stage. */
  readonly fleetFile: string;
  /**
   * Address of the API where it is not `https://<id>.execute-api…`.
   * @default AWS's
   */
  readonly apiAddress?: ((apiId: string) => string) | undefined;
}

/** What all integrations of a stage share: the way in, the tables, the alarm topic. */
export class CoreStack extends Stack {
  constructor(scope: Construct, id: string, { stage, integrations, ...props }: CoreStackProps) {
    super(scope, id, {
      description: `Breakwater, stage ${stage.name}: receives and verifies webhooks`,
      terminationProtection: stage.config.data === 'keep',
      ...props,
    });
    const names = stageNames(stage.name);
    const { config } = stage;

    new StateTables(this, 'State', { names, config });
    new AlarmTopic(this, 'Alarms', { topicName: names.alarmTopic, email: config.alarmEmail });
    const bucketName = bodyBucketName(stage.name, this.account, this.region);
    new BodyBucket(this, 'Bodies', { bucketName, config });

    const entrance = new WebhookApi(this, 'Webhooks', { names, config });
    const { apiId, apiEndpoint } = entrance.api;
    const baseUrl = config.baseUrl ?? props.apiAddress?.(apiId) ?? apiEndpoint;
    const verifier = new Verifier(this, 'Verifier', {
      stage,
      names,
      routesFile: props.routesFile,
      bodyBucketName: bucketName,
      baseUrl,
    });
    entrance.route(verifier.function);
    const { fleetFile } = props;
    new Governor(this, 'Governor', { stage, names, fleetFile });
    const alarms = new StageAlarms(this, 'StageAlarms', { stage, integrations, apiId });
    const functions = new DashboardFunctions(this, 'DashboardFunctions', {
      stage,
      names,
      fleetFile,
      bodyBucketName: bucketName,
    });
    new StageDashboard(this, 'Dashboard', {
      stage,
      apiId,
      fleetAlarms: alarms.ofFleet,
      viewEndpoint: functions.view.functionArn,
    });

    new StringParameter(this, 'BaseUrl', {
      parameterName: names.baseUrlParameter,
      description: 'Address under which providers reach this stage, without /webhooks',
      stringValue: baseUrl,
    });
    new CfnOutput(this, 'WebhookBaseUrl', {
      value: `${baseUrl}/webhooks`,
      description: 'The name of an integration follows',
    });
  }
}

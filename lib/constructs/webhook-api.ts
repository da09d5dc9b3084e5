import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import {
  HttpApi,
  HttpMethod,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StageNames } from '../names.ts';
import { turnedAway } from '../monitoring/metrics.ts';
import type { StageConfig } from '../stage-config.ts';
import { dataRemoval } from './data-removal.ts';

export interface WebhookApiProps {
  readonly names: StageNames;
  readonly config: StageConfig;
}

/** The one route that providers call. */
export class WebhookApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, { names, config }: WebhookApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: names.api,
      description: 'Receives the webhooks of every integration',
      createDefaultStage: false,
    });
    const accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: names.accessLog,
      retention: config.logRetentionDays,
      removalPolicy: dataRemoval(config),
    });
    this.api.addStage('DefaultStage', {
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: config.requestsPerSecond, burstLimit: config.requestBurst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
    // API Gateway counts them among all 4xx, most of which are not its own.
    new MetricFilter(this, 'TurnedAway', {
      logGroup: accessLog,
      filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
      metricNamespace: names.metricsNamespace,
      metricName: turnedAway,
      metricValue: '1',
    });
  }

  /** Sends every webhook to `verifier`. */
  route(verifier: IFunction): void {
    this.api.addRoutes({
      path: '/webhooks/{integration}',
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration('Verifier', verifier, {
        payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      }),
    });
  }
}

/** No body, no header, no query: some providers put a token there. */
const accessLogFields = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  responseLatencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
};

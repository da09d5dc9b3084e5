import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** ARNs from names, for what another stack holds. */

export function queueArn(scope: Construct, queueName: string): string {
  return Stack.of(scope).formatArn({ service: 'sqs', resource: queueName });
}

/** URL of queues whose name begins so; the rest of the name follows. */
export function queueUrlPrefix(scope: Construct, namePrefix: string): string {
  const { urlSuffix, region, account } = Stack.of(scope);
  return `https://sqs.${region}.${urlSuffix}/${account}/${namePrefix}`;
}

/** Of a table and one of its indexes; of the table alone without one. */
export function tableArn(scope: Construct, tableName: string, indexName?: string): string {
  const resourceName = indexName === undefined ? tableName : `${tableName}/index/${indexName}`;
  return Stack.of(scope).formatArn({ service: 'dynamodb', resource: 'table', resourceName });
}

/** Every alarm of the account and region: whoever asks for some of them by state has to be let see all. */
export function allAlarmsArn(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

export function topicArn(scope: Construct, topicName: string): string {
  return Stack.of(scope).formatArn({ service: 'sns', resource: topicName });
}

/** Matches every secret whose name begins so; `*` also stands for the six characters AWS adds. */
export function secretArnPattern(scope: Construct, namePrefix: string): string {
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${namePrefix}*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

export function bucketArn(scope: Construct, bucketName: string): string {
  return Arn.format(
    { service: 's3', region: '', account: '', resource: bucketName },
    Stack.of(scope),
  );
}

/** Matches one secret by its whole name; each `?` stands for one of the characters AWS adds. */
export function secretArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${name}-??????`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

export function objectArnPattern(scope: Construct, bucketName: string, keyPrefix: string): string {
  return Arn.format(
    { service: 's3', region: '', account: '', resource: bucketName, resourceName: `${keyPrefix}*` },
    Stack.of(scope),
  );
}

/** Matches every function whose name begins so. */
export function functionArnPattern(scope: Construct, namePrefix: string): string {
  return Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: `${namePrefix}*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** Every event source mapping: their names are Lambda's own. */
export function anyMappingArn(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'event-source-mapping',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** The account's own event bus. */
export function defaultEventBusArn(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'events',
    resource: 'event-bus',
    resourceName: 'default',
  });
}

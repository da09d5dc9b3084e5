/**
 * What AWS asks in us-east-1, in dollars, above every free tier: an assumption. AWS has no page that says
 * what a price was on a day; each stands with where it was read, and when.
 */
export const prices = {
  alarmMetricMonth: 0.1,
  customMetricMonth: 0.3,
  dashboardMonth: 3,
  logGigabyte: 0.5,
  logGigabyteMonth: 0.03,
  secretMonth: 0.4,
  sqsMillion: 0.4,
  lambdaMillion: 0.2,
  httpApiMillion: 1,
  writeUnitMillion: 0.625,
  readUnitMillion: 0.125,
  s3WriteMillion: 5,
  s3ReadMillion: 0.4,
} as const;

export const sources: readonly (readonly [what: string, where: string, when: string])[] = [
  ['alarms, metrics, dashboards, logs', 'https://aws.amazon.com/cloudwatch/pricing/', '2026-02'],
  ['DynamoDB on demand', 'https://aws.amazon.com/dynamodb/pricing/on-demand/', '2025-07'],
  ['SQS standard queues', 'https://aws.amazon.com/sqs/pricing/', '2025-07'],
  ['Lambda requests', 'https://aws.amazon.com/lambda/pricing/', '2025-07'],
  ['HTTP API', 'https://aws.amazon.com/api-gateway/pricing/', '2025-07'],
  ['S3 Standard requests', 'https://aws.amazon.com/s3/pricing/', '2025-07'],
  ['Secrets Manager', 'https://aws.amazon.com/secrets-manager/pricing/', '2025-07'],
];

import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { listedIndexName } from '../../../lambdas/dead-letters/dead-letter-keys.ts';
import { problem, unchecked, type Diagnosis, type Examination } from './diagnosis.ts';
import type { Patient } from './patient.ts';

export interface TableFacts {
  readonly name: string;
  /** Attribute by which it drops what is over; undefined where it drops nothing. */
  readonly ttlAttribute: string | undefined;
  readonly canBeRestored: boolean;
  readonly indexes: readonly string[];
}

export interface ExpectedTable {
  readonly ttlAttribute: string;
  readonly index?: string;
}

export function judgeTable(
  { name, ttlAttribute, canBeRestored, indexes }: TableFacts,
  expected: ExpectedTable,
  isLocal: boolean,
): Diagnosis[] {
  const found: Diagnosis[] = [];
  if (ttlAttribute !== expected.ttlAttribute) {
    found.push(
      isLocal
        ? unchecked("a local endpoint keeps no table's time to live")
        : problem(
            `${name} keeps what is over for ever: its time to live is ${ttlAttribute ?? 'off'}, not ${expected.ttlAttribute}`,
            `aws dynamodb update-time-to-live --table-name ${name} ` +
              `--time-to-live-specification Enabled=true,AttributeName=${expected.ttlAttribute}`,
          ),
    );
  }
  if (!canBeRestored) {
    found.push(
      isLocal
        ? unchecked('a local endpoint has no point-in-time recovery')
        : problem(
            `${name} cannot be restored to an earlier moment: a mistake in it is for good, and with it goes what keeps effects from happening twice`,
            `aws dynamodb update-continuous-backups --table-name ${name} ` +
              '--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true',
          ),
    );
  }
  if (expected.index !== undefined && !indexes.includes(expected.index)) {
    found.push(
      problem(
        `${name} has no index ${expected.index}: dead letters cannot be listed, and none can be added to a table that stands`,
        'export the table, delete it, deploy the core stack, import it again',
      ),
    );
  }
  return found;
}

export function examineTables({ stage, isLocal, redeploy }: Patient): Examination[] {
  const { breakerTable, eventTable, idempotencyTable } = stage.names;
  const expected: readonly (readonly [string, ExpectedTable])[] = [
    [idempotencyTable, { ttlAttribute: 'expiration' }],
    [eventTable, { ttlAttribute: 'expiresAt', index: listedIndexName }],
    [breakerTable, { ttlAttribute: 'expiresAt' }],
  ];
  return expected.map(([name, wanted]) => ({
    check: 'tables',
    subject: stage.stage,
    async examine() {
      const facts = await readTable(stage.dynamoDb, name);
      return facts === undefined
        ? [
            problem(
              `there is no table ${name}: no event can run`,
              `restore it from a backup if it was there; else ${redeploy}`,
            ),
          ]
        : judgeTable(facts, wanted, isLocal);
    },
  }));
}

async function readTable(
  client: Patient['stage']['dynamoDb'],
  TableName: string,
): Promise<TableFacts | undefined> {
  try {
    const [{ Table }, { TimeToLiveDescription: ttl }, { ContinuousBackupsDescription: backups }] =
      await Promise.all([
        client.send(new DescribeTableCommand({ TableName })),
        client.send(new DescribeTimeToLiveCommand({ TableName })),
        client.send(new DescribeContinuousBackupsCommand({ TableName })),
      ]);
    const dropsAtAll = ['ENABLED', 'ENABLING'].includes(ttl?.TimeToLiveStatus ?? '');
    const restoring = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    return {
      name: TableName,
      ttlAttribute: dropsAtAll ? ttl?.AttributeName : undefined,
      canBeRestored: restoring === 'ENABLED',
      indexes: (Table?.LocalSecondaryIndexes ?? []).map(({ IndexName = '' }) => IndexName),
    };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

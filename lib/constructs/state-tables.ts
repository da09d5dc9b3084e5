import { AttributeType, BillingMode, Table, type ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { StageNames } from '../names.ts';
import { listedAtAttribute, listedIndexName } from '../../lambdas/dead-letters/dead-letter-keys.ts';
import type { StageConfig } from '../stage-config.ts';
import { dataRemoval } from './data-removal.ts';

export interface StateTablesProps {
  readonly names: StageNames;
  readonly config: StageConfig;
}

/**
 * Which events were seen (Powertools' schema), how far each one and its steps came (ours), and which
 * upstreams are down.
 *
 * `Table` and not `TableV2`: cdk-nag never looks at the latter, and local endpoints ignore its TTL.
 */
export class StateTables extends Construct {
  constructor(scope: Construct, id: string, { names, config }: StateTablesProps) {
    super(scope, id);
    const safeguards = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: config.data === 'keep',
      removalPolicy: dataRemoval(config),
    };
    new Table(this, 'Idempotency', {
      tableName: names.idempotencyTable,
      partitionKey: { name: 'id', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiration',
      ...safeguards,
    });
    const events = new Table(this, 'Events', {
      tableName: names.eventTable,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      ...safeguards,
    });
    new Table(this, 'Breakers', {
      tableName: names.breakerTable,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      ...safeguards,
    });
    // Local, so that it can be read consistently: a replayed dead letter is gone from the list at once.
    events.addLocalSecondaryIndex({
      indexName: listedIndexName,
      sortKey: { name: listedAtAttribute, type: AttributeType.STRING },
    });
  }
}

/** Reading and writing single items: no scan, no batch, no change to the table itself. */
export function grantItemAccess(table: ITable, grantee: IGrantable): void {
  table.grant(
    grantee,
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
    'dynamodb:ConditionCheckItem',
    'dynamodb:Query',
  );
}

/** Seeing and changing circuits, never making one vanish: that would close an open breaker. */
export function grantBreakerAccess(table: ITable, grantee: IGrantable): void {
  table.grant(grantee, 'dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:Query');
}

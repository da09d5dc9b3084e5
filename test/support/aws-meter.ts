import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** What was asked of AWS, in the units that it is paid in. */
export interface AwsUse {
  /** Write request units of DynamoDB. */
  readonly writeUnits: number;
  /** Read request units of DynamoDB. */
  readonly readUnits: number;
  /** Requests to SQS. */
  readonly sqsRequests: number;
  /** Objects put into S3 or copied. */
  readonly s3Writes: number;
  readonly s3Reads: number;
}

interface Metered {
  readonly middlewareStack: {
    add(
      middleware: (next: Next, context: { commandName?: string }) => Next,
      options: { step: 'initialize'; name: string },
    ): void;
  };
}
type Next = (request: { input: unknown }) => Promise<unknown>;

/**
 * Counts the calls of AWS SDK clients, those included that fail their condition: they are paid, too.
 *
 * Every item is taken for one of at most 1 KB to write and 4 KB to read; `itemBytes` tells whether that is
 * so. An item that lies in the list of dead letters stands in the table and in an index, so that each
 * write to it is taken for two.
 */
export function awsMeter(...clients: readonly unknown[]) {
  let use = none();
  let unknown: string[] = [];
  for (const client of clients as readonly Metered[]) {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (request) => {
          const cost = costOf(commandName, request.input as Input);
          if (cost === undefined) unknown.push(commandName);
          else use = plus(use, cost);
          return next(request);
        },
      { step: 'initialize', name: 'awsMeter' },
    );
  }
  return {
    reset() {
      use = none();
      unknown = [];
    },
    /** @throws Error where a call was made of which it is not known what it costs */
    read(): AwsUse {
      if (unknown.length > 0) throw new Error(`What costs ${unknown.join(', ')}?`);
      return use;
    },
  };
}

interface Input {
  readonly ConsistentRead?: boolean;
  readonly Key?: { readonly pk?: { readonly S?: string } };
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly unknown[] }>>;
}

function costOf(command: string, input: Input): Partial<AwsUse> | undefined {
  const read = input.ConsistentRead === true ? 1 : 0.5;
  const listed = input.Key?.pk?.S?.startsWith('#dead-letters#') === true;
  switch (command) {
    case 'PutItemCommand':
    case 'UpdateItemCommand':
    case 'DeleteItemCommand':
      return { writeUnits: listed ? 2 : 1 };
    case 'GetItemCommand':
    case 'QueryCommand':
      return { readUnits: read };
    case 'BatchGetItemCommand':
      return { readUnits: keysIn(input) };
    case 'SendMessageCommand':
    case 'SendMessageBatchCommand':
    case 'ReceiveMessageCommand':
    case 'DeleteMessageBatchCommand':
    case 'ChangeMessageVisibilityCommand':
    case 'ChangeMessageVisibilityBatchCommand':
    case 'GetQueueAttributesCommand':
      return { sqsRequests: 1 };
    case 'PutObjectCommand':
    case 'CopyObjectCommand':
      return { s3Writes: 1 };
    case 'GetObjectCommand':
      return { s3Reads: 1 };
    default:
      return undefined;
  }
}

function keysIn({ RequestItems = {} }: Input): number {
  return Object.values(RequestItems).reduce((sum, { Keys }) => sum + Keys.length, 0);
}

function none(): AwsUse {
  return { writeUnits: 0, readUnits: 0, sqsRequests: 0, s3Writes: 0, s3Reads: 0 };
}

function plus(one: AwsUse, more: Partial<AwsUse>): AwsUse {
  return {
    writeUnits: one.writeUnits + (more.writeUnits ?? 0),
    readUnits: one.readUnits + (more.readUnits ?? 0),
    sqsRequests: one.sqsRequests + (more.sqsRequests ?? 0),
    s3Writes: one.s3Writes + (more.s3Writes ?? 0),
    s3Reads: one.s3Reads + (more.s3Reads ?? 0),
  };
}

/** Size of an item as DynamoDB reckons it: names and values. */
export function itemBytes(item: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

const mostNumberBytes = 21;

function valueBytes({ S, N, M, L, SS }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.min(mostNumberBytes, Math.ceil(N.length / 2) + 1);
  if (M !== undefined) return 3 + itemBytes(M);
  if (L !== undefined) return 3 + L.reduce((sum, value) => sum + valueBytes(value) + 1, 0);
  if (SS !== undefined) return SS.reduce((sum, value) => sum + Buffer.byteLength(value), 0);
  return 1;
}

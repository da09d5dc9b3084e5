import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** What DynamoDB counts as the size of an item: names and values. */
export function itemBytes(item: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + name.length + bytesOf(value), 0);
}

function bytesOf(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  // Two digits in a byte, and one byte more.
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  // Sets have the overhead of lists.
  if (value.SS !== undefined) return value.SS.reduce((sum, one) => sum + one.length + 1, 3);
  throw new TypeError('Breakers and slots have no attribute of this type.');
}

/** Units of one write, also of one that failed its condition. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1_024));
}

/** Units of one eventually consistent read: half of a consistent one. */
export function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 4_096)) / 2;
}

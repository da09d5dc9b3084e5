import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

/** Whether two values are the same. */
export function isEqual(one: AttributeValue, other: AttributeValue): boolean {
  if (one.S !== undefined) return one.S === other.S;
  if (one.N !== undefined) return other.N !== undefined && Number(one.N) === Number(other.N);
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Below, above or at 0 as `one` is before, after or at `other`; undefined where they cannot be compared. */
export function order(one: AttributeValue, other: AttributeValue): number | undefined {
  if (one.N !== undefined && other.N !== undefined) return Number(one.N) - Number(other.N);
  if (one.S === undefined || other.S === undefined) return undefined;
  if (one.S === other.S) return 0;
  return one.S < other.S ? -1 : 1;
}

/** A number, or a set of strings: what ADD takes. */
export function sum(before: AttributeValue | undefined, added: AttributeValue): AttributeValue {
  if (added.N !== undefined) return { N: String(Number(before?.N ?? 0) + Number(added.N)) };
  if (added.SS !== undefined) {
    return { SS: [...new Set([...(before?.SS ?? []), ...added.SS])] };
  }
  throw new TypeError('ADD takes a number or a set of strings.');
}

/** What is left of a set of strings; undefined where nothing is: DynamoDB keeps no empty sets. */
export function difference(
  before: AttributeValue | undefined,
  removed: AttributeValue,
): AttributeValue | undefined {
  if (removed.SS === undefined) throw new TypeError('DELETE takes a set of strings.');
  const gone = new Set(removed.SS);
  const left = before?.SS?.filter((one) => !gone.has(one)) ?? [];
  return left.length === 0 ? undefined : { SS: left };
}

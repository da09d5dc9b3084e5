/**
 * How an idempotency record holds its event's result in `data`. 2: as JSON text. A record without a version holds
 * it in DynamoDB's own types, which cannot hold every JSON value.
 */
export const resultVersion = 2;

/** What a completed event's handler returned, from a record that any version of Breakwater wrote. */
export function storedResult(record: Readonly<Record<string, unknown>>): unknown {
  const { data, dataVersion } = record;
  return dataVersion === resultVersion ? JSON.parse(String(data)) : data;
}

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './breaker-item.ts';
import { slotMs, type Report, type Slot } from './slot.ts';

/** How long a slot is remembered: longer than any event that fails waits for the next one at low traffic. */
const lifetimeMs = 24 * 60 * 60_000;

/** A partition of its own beside the circuit's: what reads slots reads no state. */
export function slotPartition(circuit: string): AttributeValue & { S: string } {
  return { S: `slots#${circuit}` };
}

/** Sorts by epoch, then by time. */
export function slotKey(circuit: string, epoch: number, index: number): Item {
  return { pk: slotPartition(circuit), sk: { S: `${padded(epoch)}#${padded(index)}` } };
}

/** What an `ADD` takes, by attribute. A set cannot be empty, so what is not there is left out. */
export function addedAttributes({ environment, failed, alive, forbidden }: Report): Item {
  return {
    environments: { SS: [environment] },
    ...(alive > 0 && { alive: { N: String(alive) } }),
    ...(failed > 0 && { failed: { N: String(failed) }, failing: { SS: [environment] } }),
    ...(forbidden !== undefined && { forbidden: { SS: [forbidden] } }),
  };
}

/** For DynamoDB's time to live, in seconds. */
export function slotExpiry(index: number): AttributeValue {
  return { N: String(Math.ceil((index * slotMs + lifetimeMs) / 1_000)) };
}

export function slotIn(item: Item): Slot {
  const [epoch = '', index = ''] = item['sk']?.S?.split('#') ?? [];
  const numberOf = (name: string) => Number(item[name]?.N ?? 0);
  const setOf = (name: string) => new Set(item[name]?.SS);
  return {
    epoch: Number(epoch),
    index: Number(index),
    failed: numberOf('failed'),
    alive: numberOf('alive'),
    environments: setOf('environments'),
    failing: setOf('failing'),
    forbidden: setOf('forbidden'),
  };
}

function padded(count: number): string {
  return String(count).padStart(10, '0');
}

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { untouched, type EpochFacts, type Snapshot } from './snapshot.ts';

export type Item = Record<string, AttributeValue>;

/** Key of a circuit in the table `breakwater-<stage>-breakers`. */
export function circuitKey(circuit: string): Item {
  return { pk: { S: `circuit#${circuit}` }, sk: { S: 'state' } };
}

/**
 * A circuit as an item. `facts` is the whole of an epoch as JSON; what conditions ask about stands
 * beside it as attributes of its own, made from the same facts.
 *
 * It never expires: an item that vanishes would close an open breaker.
 */
export function circuitAttributes(facts: EpochFacts): Item {
  return { ...conditionAttributes(facts), facts: { S: JSON.stringify(facts) } };
}

function conditionAttributes({ epoch, state, mode, transitionId }: EpochFacts): Item {
  const lease = state.kind === 'half-open' ? state.lease : undefined;
  const version = mode.kind === 'isolated' ? mode.credentialVersion : undefined;
  return {
    epoch: { N: String(epoch) },
    state: { S: state.kind },
    mode: { S: mode.kind },
    transitionId: { S: transitionId },
    // Empty instead of absent, so that every write sets the same attributes and removes none.
    leaseOwner: { S: lease?.owner ?? '' },
    refusedCredential: { S: version ?? '' },
  };
}

export function snapshotIn(item: Item | undefined): Snapshot {
  if (item === undefined) return untouched;
  const facts = item['facts']?.S;
  const throttledUntil = item['throttledUntil']?.N;
  const drainingUntil = item['drainingUntil']?.N;
  const announcedEpoch = item['announcedEpoch']?.N;
  return {
    ...untouched,
    ...(facts !== undefined && (JSON.parse(facts) as EpochFacts)),
    ...(throttledUntil !== undefined && { throttledUntil: Number(throttledUntil) }),
    ...(drainingUntil !== undefined && { drainingUntil: Number(drainingUntil) }),
    ...(announcedEpoch !== undefined && { announcedEpoch: Number(announcedEpoch) }),
  };
}

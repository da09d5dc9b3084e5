import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DeadLetterReason } from '../processor/outcome.ts';
import type { DeadLetter, HistoryEntry } from './dead-letter.ts';
import { deadLetterPartition } from './dead-letter-keys.ts';

/** Reads an item of the index. What is absent has its empty value, so that items of older code read well. */
export function readDeadLetter(item: Record<string, AttributeValue>): DeadLetter {
  const { pk, sk, ...facts } = unmarshall(item);
  const text = (name: string): string => (facts[name] as string | undefined) ?? '';
  const number = (name: string): number => (facts[name] as number | undefined) ?? 0;
  const set = (name: string): string[] => [...((facts[name] as Set<string> | undefined) ?? [])];
  return {
    integration: String(pk).slice(deadLetterPartition('').length),
    id: String(sk),
    reason: text('reason') as DeadLetterReason,
    attempts: number('attempts'),
    firstError: text('firstError'),
    lastError: text('lastError'),
    firstStack:
      text('firstStack') || (text('firstError') === text('lastError') ? text('lastStack') : ''),
    lastStack: text('lastStack'),
    upstream: text('upstream'),
    deadAt: number('deadAt'),
    lostAt: number('lostAt'),
    eventId: text('eventId'),
    type: text('type'),
    correlationId: text('correlationId'),
    provider: text('provider'),
    receivedAt: number('receivedAt'),
    copies: set('copies'),
    movedOut: set('movedOut'),
    replays: number('replays'),
    cameBack: number('cameBack'),
    doneAt: facts['doneAt'] as number | undefined,
    resolved: facts['resolved'] === true,
    lastOperation: facts['lastOperation'] as string | undefined,
    history: (facts['history'] as HistoryEntry[] | undefined) ?? [],
  };
}

import { describe, expect, it } from '@jest/globals';
import type { UndoCall } from '../../../lambdas/contract/upstream-client.ts';
import type { Json } from '../../../lambdas/processor/outcome.ts';
import type { StepRecord } from '../../../lambdas/upstream/step-record.ts';
import { mayBeTakenBack, takenBackIn } from '../../../lambdas/upstream/taken-back.ts';

/** Each answer addresses another path, as where an undo guesses. */
const undoOf = (answer: Json): UndoCall => ({
  method: 'DELETE',
  path: `/${Buffer.from(JSON.stringify(answer)).toString('hex')}`,
});
const recognizes = (undone: Json | undefined, found: Json) => {
  const record = {
    state: 'undone',
    result: undone === undefined ? { kind: 'nothing' } : { kind: 'json', json: undone },
    undo: undoOf(undone ?? null),
  } as unknown as StepRecord;
  return mayBeTakenBack(found, undoOf(found), takenBackIn(record));
};

describe('What was taken back', () => {
  it.each<[string, Json | undefined, Json]>([
    ['the same fields in another order', { uuid: 'u', id: 7 }, { id: 7, uuid: 'u' }],
    ['the list of a search', { id: 7 }, { object: 'list', data: [{ id: 7 }], has_more: false }],
    ['one of several results', { id: 7 }, [{ id: 8 }, { id: 7 }]],
    ['an envelope with metadata', { data: { id: 7 }, meta: {} }, { data: [{ id: 7 }], meta: {} }],
    ['an id after an empty answer', undefined, { id: 7 }],
  ])('is recognized in %s', (_what, undone, found) => {
    expect(recognizes(undone, found)).toBe(true);
  });

  it.each<[string, Json, Json]>([
    ['another object', { id: 7 }, { id: 8 }],
    [
      'another object that belongs to a third with the same id',
      { id: 7 },
      { id: 8, owner: { id: 7 } },
    ],
    ['a list of others', { id: 7 }, { data: [{ id: 8 }, { id: 9 }] }],
    ['another object without an id', { number: 'A' }, { number: 'B' }],
  ])('is not %s', (_what, undone, found) => {
    expect(recognizes(undone, found)).toBe(false);
  });
});

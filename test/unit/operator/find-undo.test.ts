import { describe, expect, it } from '@jest/globals';
import { findUndo } from '../../../bin/operator/dlq/find-undo.ts';
import type { EventDossier } from '../../../lambdas/operations/event-dossier.ts';
import type { StepRecord } from '../../../lambdas/upstream/step-record.ts';

const now = 1_000_000;
const undo = { method: 'DELETE', path: '/x' } as const;
const step = (name: string, more: Partial<StepRecord>) =>
  ({ step: name, upstream: 'crm', state: 'completed', generation: 1, ...more }) as StepRecord;
const find = (steps: StepRecord[], more: Partial<EventDossier> = {}, reason = 'forbidden') =>
  findUndo(
    {
      eventId: 'evt_1',
      letters: [{ reason }],
      dossier: { eventId: 'evt_1', state: 'open', steps, undo: undefined, ...more },
    } as unknown as Parameters<typeof findUndo>[0],
    now,
  );
const made = step('made', { undo, completion: 1 });

describe('What can be taken back of an event', () => {
  it('is each completed step that has an undo, the last one first', () => {
    const later = step('later', { undo, completion: 2 });
    const note = step('note', { completion: 3 });
    const undos = step('undo:old:1', {});
    const refused = step('no', { state: 'refused' });
    const found = find([made, note, later, undos, refused]);
    expect(found.toUndo).toEqual([later, made]);
    expect(found.forGood).toEqual([note]);
  });

  it.each<[string, Partial<StepRecord>, RegExp, RegExp]>([
    ['unknown', {}, /"mail".*not known \(unknown\)/, /--resolve retry --step mail/],
    ['unsettled', {}, /not known \(unsettled\)/, /--resolve done/],
    ['started', { lastSentUntil: now - 1 }, /not known \(started\)/, /--resolve done/],
    ['started', { lastSentUntil: now + 1 }, /may be under way until/, /Look again after that/],
    ['vouched', {}, /has yet to be checked/, /dlq replay evt_1 --yes/],
  ])('is nothing while a step is %s', (state, more, message, nextStep) => {
    const mail = step('mail', { state: state as StepRecord['state'], ...more });
    const refusal = expect(() => find([made, mail]));
    refusal.toThrow(message);
    refusal.toThrow(expect.objectContaining({ nextStep: expect.stringMatching(nextStep) }));
  });

  it('is nothing while an undo of it is unknown', () => {
    const undoing = step('undo:made:1', { state: 'unknown' });
    expect(() => find([made, undoing])).toThrow(/"undo:made:1".*not known/);
    expect(find([step('made', { ...made, generation: 2 }), undoing]).toUndo).toHaveLength(1);
  });

  it.each<[Partial<EventDossier>, string, RegExp]>([
    [{ state: 'done' }, 'forbidden', /is completed/],
    [{ state: 'running' }, 'forbidden', /is under way/],
    [{}, 'event-id-reused', /another webhook under the id evt_1/],
  ])('is not asked of an event that is another’s, done or running: %j', (more, reason, message) => {
    expect(() => find([made], more, reason)).toThrow(message);
  });
});

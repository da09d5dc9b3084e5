import { createHash } from 'node:crypto';
import type { UndoCall } from '../contract/upstream-client.ts';
import type { Json } from '../processor/outcome.ts';
import type { StepFailure, StepRecord } from './step-record.ts';

/** Identifies an object that a generation of a step created and an undo took back. */
export interface TakenBack {
  /** The object's own id, if its response has one. */
  readonly id?: string;
  /** SHA-256 of method, path and parameters of the undo call. */
  readonly undo: string;
  /** SHA-256 of the response. */
  readonly answer: string;
}

/** How a step is recorded if its lookup found an object that was taken back. */
export const foundTakenBack = {
  kind: 'unclear',
  code: 'FOUND_TAKEN_BACK',
  detail:
    'The lookup found an object that an undo took back, or one that cannot be distinguished from it. Let it search by ' +
    'its `key`, which is new in each generation, and return an object with an `id`.',
} as const satisfies StepFailure;

const emptyAnswer = sha256(null);

/** All objects that undos of a step have taken back, up to the record before its next generation. */
export function takenBackIn(record: StepRecord | undefined): readonly TakenBack[] {
  const earlier = record?.takenBack ?? [];
  if (record?.state !== 'undone') return earlier;
  const { result, undo } = record;
  const answer = result !== undefined && 'json' in result ? result.json : null;
  return [...earlier, identityOf(answer, undo)];
}

/**
 * Whether a lookup's result may be an object that was taken back: it has the same id; or, without ids, its undo would
 * address the same thing, or the results are equal; or neither can be compared.
 *
 * @param undo the call that the step's `undo` returns for the result; undefined if it returns none
 */
export function mayBeTakenBack(
  found: Json,
  undo: UndoCall | undefined,
  takenBack: readonly TakenBack[],
): boolean {
  const candidate = identityOf(found, undo);
  const ids = idsOf(found);
  return takenBack.some((earlier) => {
    if (earlier.id !== undefined && ids.length > 0) return ids.includes(earlier.id);
    // An empty answer identifies nothing: its undo had only placeholders to address.
    if (earlier.answer === emptyAnswer) return true;
    return (
      undo === undefined || earlier.undo === candidate.undo || earlier.answer === candidate.answer
    );
  });
}

function identityOf(answer: Json, undo: UndoCall | undefined): TakenBack {
  const [id] = idsOf(answer);
  return {
    ...(id !== undefined && { id }),
    undo: sha256(undo === undefined ? null : addressOf(undo)),
    answer: sha256(answer),
  };
}

/** Without the JSON body: a reason or a version in it may differ although the object is the same. */
function addressOf({ method, path, params, query }: UndoCall): unknown {
  return [method, path, params, query];
}

/** The most specific one first: the same object may list its fields in another order. */
const idNames = ['id', '_id', 'uuid', 'guid', 'sid', 'gid', 'uid'];
/** Envelopes and lists around an object: `{"data": {"invoices": [{"id": 7}]}}`. */
const mostLevels = 4;

/** The ids of an answer such as `{"id": 7}`, `{"invoice": {"id": 7}}`, `{"data": [{"id": 7}, {"id": 8}]}` or `"7"`. */
function idsOf(answer: Json, levels = mostLevels): string[] {
  if (isScalar(answer)) return [String(answer as string | number)];
  if (typeof answer !== 'object' || answer === null) return [];
  const fields = Object.entries(answer as Readonly<Record<string, Json>>);
  for (const idName of idNames) {
    const [, id] =
      fields.find(([name, value]) => name.toLowerCase() === idName && isScalar(value)) ?? [];
    if (id !== undefined) return [String(id as string | number)];
  }
  if (levels === 0) return [];
  return fields.flatMap(([, value]) =>
    typeof value === 'object' && value !== null ? idsOf(value, levels - 1) : [],
  );
}

function isScalar(value: Json): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

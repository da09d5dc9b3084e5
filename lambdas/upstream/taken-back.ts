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
  return takenBack.some((earlier) => {
    if (earlier.id !== undefined && candidate.id !== undefined) return earlier.id === candidate.id;
    return (
      undo === undefined || earlier.undo === candidate.undo || earlier.answer === candidate.answer
    );
  });
}

function identityOf(answer: Json, undo: UndoCall | undefined): TakenBack {
  const id = idOf(answer);
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

const idName = /^_?(?:id|uuid|guid|sid|gid|uid)$/i;

/** The id in a response such as `{"id": 7}`, `{"invoice": {"id": 7}}`, `[{"id": 7}]` or `"7"`. */
function idOf(answer: Json): string | undefined {
  if (typeof answer === 'string' || typeof answer === 'number') return String(answer);
  if (typeof answer !== 'object' || answer === null) return undefined;
  const fields = Object.entries(answer as Readonly<Record<string, Json>>);
  const [, id] = fields.find(([name, value]) => idName.test(name) && isScalar(value)) ?? [];
  if (id !== undefined) return String(id as string | number);
  const [only] = fields;
  const isEnvelope = fields.length === 1 && typeof only?.[1] === 'object';
  return isEnvelope ? idOf(only[1]) : undefined;
}

function isScalar(value: Json): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

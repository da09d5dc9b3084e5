import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { difference, sum, type Item } from './attribute.ts';
import { ExpressionReader, type Operand, type Scope } from './expression-reader.ts';

/** What an update makes of an item; everything in it is worked out on the item as it was. */
export type Update = (scope: Scope) => Item;
type Change = (scope: Scope, next: Record<string, AttributeValue>) => void;

const known = new Map<string, Update>();

/** What an update says; read once for each text. */
export function updateExpression(text: string): Update {
  const update = known.get(text) ?? read(text);
  known.set(text, update);
  return update;
}

function read(text: string): Update {
  const reader = new ExpressionReader(text);
  const changes: Change[] = [];
  while (reader.next !== '') {
    const change = clause(reader);
    do changes.push(change(reader));
    while (reader.takeIf(','));
  }
  return (scope) => {
    const next = { ...scope.item };
    for (const change of changes) change(scope, next);
    return next;
  };
}

function clause(reader: ExpressionReader): (reader: ExpressionReader) => Change {
  const word = reader.take();
  switch (word) {
    case 'SET':
      return set;
    case 'REMOVE':
      return remove;
    case 'ADD':
      return (rest) => combine(rest, sum);
    case 'DELETE':
      return (rest) => combine(rest, difference);
    default:
      throw new SyntaxError(`The simulated table does not know the update "${word}".`);
  }
}

function set(reader: ExpressionReader): Change {
  const path = reader.path();
  reader.expect('=');
  const value = arithmetic(reader);
  return (scope, next) => {
    const given = value(scope);
    if (given === undefined) throw new TypeError('SET to an attribute that is not there.');
    next[path(scope)] = given;
  };
}

function arithmetic(reader: ExpressionReader): Operand {
  const left = reader.operand();
  const sign = reader.next === '+' ? 1 : reader.next === '-' ? -1 : 0;
  if (sign === 0) return left;
  reader.take();
  const right = reader.operand();
  return (scope) => ({
    N: String(Number(left(scope)?.N) + sign * Number(right(scope)?.N)),
  });
}

function remove(reader: ExpressionReader): Change {
  const path = reader.path();
  return (scope, next) => {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- an item is a record
    delete next[path(scope)];
  };
}

function combine(
  reader: ExpressionReader,
  how: (before: AttributeValue | undefined, operand: AttributeValue) => AttributeValue | undefined,
): Change {
  const path = reader.path();
  const operand = reader.operand();
  return (scope, next) => {
    const given = operand(scope);
    if (given === undefined)
      throw new TypeError('ADD or DELETE of an attribute that is not there.');
    const name = path(scope);
    const combined = how(scope.item?.[name], given);
    if (combined === undefined) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- an item is a record
      delete next[name];
    } else next[name] = combined;
  };
}

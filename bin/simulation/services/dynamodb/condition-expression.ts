import { isEqual, order } from './attribute.ts';
import { ExpressionReader, type Operand, type Scope } from './expression-reader.ts';

export type Condition = (scope: Scope) => boolean;

const known = new Map<string, Condition>();

/** What a condition, key condition or filter says; read once for each text. */
export function conditionExpression(text: string): Condition {
  const condition = known.get(text) ?? read(text);
  known.set(text, condition);
  return condition;
}

function read(text: string): Condition {
  const reader = new ExpressionReader(text);
  const condition = either(reader);
  reader.end();
  return condition;
}

function either(reader: ExpressionReader): Condition {
  const one = both(reader);
  if (!reader.takeIf('OR')) return one;
  const other = either(reader);
  return (scope) => one(scope) || other(scope);
}

function both(reader: ExpressionReader): Condition {
  const one = single(reader);
  if (!reader.takeIf('AND')) return one;
  const other = both(reader);
  return (scope) => one(scope) && other(scope);
}

function single(reader: ExpressionReader): Condition {
  if (reader.takeIf('NOT')) {
    const condition = single(reader);
    return (scope) => !condition(scope);
  }
  if (reader.takeIf('(')) {
    const condition = either(reader);
    reader.expect(')');
    return condition;
  }
  switch (reader.next) {
    case 'attribute_exists':
    case 'attribute_not_exists': {
      const isWanted = reader.take() === 'attribute_exists';
      reader.expect('(');
      const path = reader.path();
      reader.expect(')');
      return (scope) => (scope.item?.[path(scope)] !== undefined) === isWanted;
    }
    case 'begins_with':
    case 'contains': {
      const test = reader.take() === 'contains' ? includes : startsWith;
      reader.expect('(');
      const whole = reader.operand();
      reader.expect(',');
      const part = reader.operand();
      reader.expect(')');
      return (scope) => test(whole(scope), part(scope));
    }
    default:
      return comparison(reader);
  }
}

function comparison(reader: ExpressionReader): Condition {
  const left = reader.operand();
  const sign = reader.take();
  if (sign === 'BETWEEN') {
    const least = reader.operand();
    reader.expect('AND');
    const most = reader.operand();
    const isAtLeast = compare('>=', left, least);
    const isAtMost = compare('<=', left, most);
    return (scope) => isAtLeast(scope) && isAtMost(scope);
  }
  return compare(sign, left, reader.operand());
}

/** An attribute that is not there is unlike everything, and neither below nor above it. */
function compare(sign: string, left: Operand, right: Operand): Condition {
  return (scope) => {
    const one = left(scope);
    const other = right(scope);
    if (one === undefined || other === undefined) return sign === '<>';
    if (sign === '=') return isEqual(one, other);
    if (sign === '<>') return !isEqual(one, other);
    const ordered = order(one, other);
    if (ordered === undefined) return false;
    switch (sign) {
      case '<':
        return ordered < 0;
      case '<=':
        return ordered <= 0;
      case '>':
        return ordered > 0;
      case '>=':
        return ordered >= 0;
      default:
        throw new SyntaxError(`The simulated table does not know "${sign}".`);
    }
  };
}

type Value = ReturnType<Operand>;

function startsWith(whole: Value, part: Value): boolean {
  return part?.S !== undefined && (whole?.S?.startsWith(part.S) ?? false);
}

function includes(whole: Value, part: Value): boolean {
  if (part?.S === undefined) return false;
  return whole?.SS?.includes(part.S) ?? whole?.S?.includes(part.S) ?? false;
}

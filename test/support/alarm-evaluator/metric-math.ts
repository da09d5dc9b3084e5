/**
 * CloudWatch's metric math, as far as the alarms use it: numbers, arithmetic, comparisons, AND and OR,
 * `IF` and `FILL`. A value is undefined where there is none, and makes everything undefined that needs
 * it, as AWS leaves a timestamp out of an expression in which one metric has no data for it.
 */
export type Value = number | undefined;

export interface Names {
  /** Value of a metric or an expression in the period that is looked at. */
  value(id: string): Value;
  /** Whether the series has a value in any period of the range. */
  hasAny(id: string): boolean;
  /**
   * AWS does not say whether `FILL` makes a series of a metric that has no value in the whole range:
   * alarms must be right either way.
   */
  readonly fillsEmptySeries: boolean;
}

type Token = { readonly kind: 'number' | 'name' | 'sign'; readonly text: string };

/** An expression that was read once, to be worked out for one period after the other. */
type Worked = (names: Names) => Value;

const known = new Map<string, Worked>();

/** @throws SyntaxError where the expression uses what is not known here */
export function evaluateMath(expression: string, names: Names): Value {
  const worked = known.get(expression) ?? parse(expression);
  known.set(expression, worked);
  return worked(names);
}

/** From the loosest to the tightest. */
const levels: readonly Readonly<Record<string, (one: number, other: number) => number>>[] = [
  { OR: (one, other) => Number(one !== 0 || other !== 0) },
  { AND: (one, other) => Number(one !== 0 && other !== 0) },
  {
    '>=': (one, other) => Number(one >= other),
    '<=': (one, other) => Number(one <= other),
    '==': (one, other) => Number(one === other),
    '!=': (one, other) => Number(one !== other),
    '>': (one, other) => Number(one > other),
    '<': (one, other) => Number(one < other),
  },
  { '+': (one, other) => one + other, '-': (one, other) => one - other },
  { '*': (one, other) => one * other, '/': (one, other) => one / other },
];

function parse(expression: string): Worked {
  const tokens = tokenize(expression);
  let next = 0;
  const peek = (): string => tokens[next]?.text ?? '';
  const take = (): Token => {
    const token = tokens[next];
    if (token === undefined) throw new SyntaxError(`"${expression}" ends too early`);
    next += 1;
    return token;
  };
  const expect = (text: string): void => {
    const token = take();
    if (token.text !== text) throw new SyntaxError(`expected ${text}, got ${token.text}`);
  };

  const operation = (level: number): Worked => {
    const operators = levels[level];
    if (operators === undefined) return operand();
    let result = operation(level + 1);
    for (;;) {
      const operator = operators[peek()];
      if (operator === undefined) return result;
      take();
      result = combined(operator, result, operation(level + 1));
    }
  };

  const operand = (): Worked => {
    const token = take();
    if (token.kind === 'number') {
      const number = Number(token.text);
      return () => number;
    }
    if (token.text === '(') {
      const inner = operation(0);
      expect(')');
      return inner;
    }
    if (token.text === '-') {
      const positive = operand();
      return (names) => {
        const value = positive(names);
        return value === undefined ? undefined : -value;
      };
    }
    if (token.kind === 'sign') throw new SyntaxError(`unexpected ${token.text}`);
    return peek() === '(' ? call(token.text) : (names) => names.value(token.text);
  };

  const call = (name: string): Worked => {
    expect('(');
    const first = tokens[next]?.text ?? '';
    const given: Worked[] = [operation(0)];
    while (peek() === ',') {
      take();
      given.push(operation(0));
    }
    expect(')');
    const [condition = nothing, then = nothing, otherwise = nothing] = given;
    switch (name) {
      case 'IF':
        return (names) => {
          const holds = condition(names);
          return holds === undefined ? undefined : holds !== 0 ? then(names) : otherwise(names);
        };
      case 'FILL':
        return (names) => {
          const value = condition(names);
          if (value !== undefined) return value;
          return names.hasAny(first) || names.fillsEmptySeries ? then(names) : undefined;
        };
      default:
        throw new SyntaxError(`the function ${name} is not known`);
    }
  };

  const result = operation(0);
  if (next < tokens.length) throw new SyntaxError(`unexpected ${peek()} in "${expression}"`);
  return result;
}

const nothing: Worked = () => undefined;

function combined(
  operator: (one: number, other: number) => number,
  left: Worked,
  right: Worked,
): Worked {
  return (names) => {
    const one = left(names);
    const other = right(names);
    const result = one === undefined || other === undefined ? undefined : operator(one, other);
    return result !== undefined && Number.isFinite(result) ? result : undefined;
  };
}

function tokenize(expression: string): Token[] {
  const pattern = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(>=|<=|==|!=|[-+*/<>(),]))/y;
  const tokens: Token[] = [];
  while (pattern.lastIndex < expression.trimEnd().length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(expression);
    if (match === null) throw new SyntaxError(`cannot read "${expression.slice(at)}"`);
    const [, number, name, sign] = match;
    const text = number ?? name ?? sign ?? '';
    tokens.push({
      kind: number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign',
      text,
    });
  }
  return tokens;
}

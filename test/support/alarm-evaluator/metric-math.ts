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

/** @throws SyntaxError where the expression uses what is not known here */
export function evaluateMath(expression: string, names: Names): Value {
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

  const operation = (level: number): Value => {
    const operators = levels[level];
    if (operators === undefined) return operand();
    let result = operation(level + 1);
    for (;;) {
      const operator = operators[peek()];
      if (operator === undefined) return result;
      take();
      const other = operation(level + 1);
      const combined =
        result === undefined || other === undefined ? undefined : operator(result, other);
      result = combined !== undefined && Number.isFinite(combined) ? combined : undefined;
    }
  };

  const operand = (): Value => {
    const token = take();
    if (token.kind === 'number') return Number(token.text);
    if (token.text === '(') {
      const inner = operation(0);
      expect(')');
      return inner;
    }
    if (token.text === '-') {
      const negated = operand();
      return negated === undefined ? undefined : -negated;
    }
    if (token.kind === 'sign') throw new SyntaxError(`unexpected ${token.text}`);
    return peek() === '(' ? call(token.text) : names.value(token.text);
  };

  const call = (name: string): Value => {
    expect('(');
    const first = tokens[next]?.text ?? '';
    const values: Value[] = [operation(0)];
    while (peek() === ',') {
      take();
      values.push(operation(0));
    }
    expect(')');
    const [condition, then, otherwise] = values;
    switch (name) {
      case 'IF':
        return condition === undefined ? undefined : condition !== 0 ? then : otherwise;
      case 'FILL':
        if (condition !== undefined) return condition;
        return names.hasAny(first) || names.fillsEmptySeries ? then : undefined;
      default:
        throw new SyntaxError(`the function ${name} is not known`);
    }
  };

  const result = operation(0);
  if (next < tokens.length) throw new SyntaxError(`unexpected ${peek()} in "${expression}"`);
  return result;
}

const tokenized = new Map<string, Token[]>();

function tokenize(expression: string): Token[] {
  const known = tokenized.get(expression);
  if (known !== undefined) return known;
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
  tokenized.set(expression, tokens);
  return tokens;
}

/** What a setting may be. */
export interface Rule {
  readonly accepts: (value: unknown) => boolean;
  /** Completes "expected …". */
  readonly expected: string;
  /** How to mend it, where that does not follow from what is expected. */
  readonly hint?: string;
}

export function oneOf(...values: readonly string[]): Rule {
  return {
    accepts: (value) => typeof value === 'string' && values.includes(value),
    expected: values.map((value) => `"${value}"`).join(' or '),
  };
}

export function wholeNumber(min: number, max: number): Rule {
  return {
    accepts: (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
    expected: `a whole number from ${String(min)} to ${String(max)}`,
  };
}

export const percent: Rule = {
  accepts: (value) => typeof value === 'number' && value > 0 && value <= 100,
  expected: 'a number above 0 and at most 100',
};

export const trueOrFalse: Rule = {
  accepts: (value) => typeof value === 'boolean',
  expected: 'true or false',
};

export function optional(rule: Rule): Rule {
  return { ...rule, expected: `${rule.expected}, or nothing` };
}

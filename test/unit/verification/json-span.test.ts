import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  literalAt,
  textWithout,
  valueAt,
  type JsonPath,
} from '../../../lambdas/verification/json-value.ts';

/** Every path of a value, its own included. */
function pathsOf(value: unknown): JsonPath[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const inner = keys.flatMap((key) =>
    pathsOf((value as Record<string | number, unknown>)[key]).map((path) => [key, ...path]),
  );
  return [[], ...inner];
}

describe('the text of a value', () => {
  it('parses to the value that JSON.parse returns, at every path and in every layout', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.constantFrom(0, 1, '\t', '\r\n'),
        (any, indent) => {
          const text = ` ${JSON.stringify(any, undefined, indent)}\n`;
          const root: unknown = JSON.parse(text);
          for (const path of pathsOf(root)) {
            expect(JSON.parse(literalAt(text, path) ?? 'no text')).toEqual(valueAt(root, path));
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each<[string, JsonPath, string | undefined]>([
    ['{"a":1,"a":2.0}', ['a'], '2.0'],
    ['{"\\u0061":1e3}', ['a'], '1e3'],
    ['{"a":"\\"}","b":-0}', ['b'], '-0'],
    ['{"a":[{"b":1},{"b":820982911946154508}]}', ['a', 1, 'b'], '820982911946154508'],
    ['{"__proto__":{"id":7}}', ['__proto__', 'id'], '7'],
    ['{"a":[]}', ['a', 0], undefined],
    ['{"a":1}', ['a', 'b'], undefined],
    ['{"a":1}', ['b'], undefined],
    ['[1,2]', [2], undefined],
    ['[1,2]', ['length'], undefined],
  ])('of %s at %j is %s', (text, path, literal) => {
    expect(literalAt(text, path)).toBe(literal);
  });
});

describe('text without some values', () => {
  it('is the same whatever they are', () => {
    const paths = [['time'], ['a', 'n'], ['absent']];
    const one = textWithout('{"time":1,"a":{"n":"x","m":2}}', paths);
    expect(one).toBe(textWithout('{"time":17000,"a":{"n":[{}],"m":2}}', paths));
    expect(one).not.toBe(textWithout('{"time":1,"a":{"n":"x","m":3}}', paths));
  });
});

import { describe, expect, it } from '@jest/globals';
import { fit, terminalWidth } from '../../../bin/terminal/fit.ts';

const long = `UpstreamError: ${'x'.repeat(500)} because the currency is missing`;

describe('a line of a table', () => {
  it('is cut to the width of a terminal', () => {
    const terminal = { isTTY: true, columns: 80 };
    const line = fit(long, terminalWidth(terminal), terminal);
    expect(line).toHaveLength(80);
    expect(line).toMatch(/…$/);
  });

  it('stays whole in a pipe or a file', () => {
    const pipe = { isTTY: false };
    expect(terminalWidth(pipe)).toBe(Infinity);
    expect(fit(long, 30, pipe)).toBe(long);
  });
});

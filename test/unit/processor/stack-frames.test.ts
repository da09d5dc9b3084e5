import { describe, expect, it } from '@jest/globals';
import { stackFrames } from '../../../lambdas/processor/stack-frames.ts';

const root = '/var/task';
const frames = (...lines: string[]) => lines.map((line) => `    at ${line}`).join('\n');
const read = (stack: string, message = 'why') =>
  stackFrames(`Error: ${message}\n${stack}`, message, root);

describe('the frames of a stack', () => {
  it('name functions and places relative to the project', () => {
    const stack = frames(
      'totalOf (/var/task/lambdas/integrations/orders/total.ts:3:7)',
      'async Object.handle (file:///var/task/lambdas/integrations/orders/index.ts:12:5)',
      '/var/task/lambdas/integrations/orders/index.ts:20:1',
    );
    expect(read(stack)).toBe(
      [
        'at totalOf (lambdas/integrations/orders/total.ts:3:7)',
        'at Object.handle (lambdas/integrations/orders/index.ts:12:5)',
        'at lambdas/integrations/orders/index.ts:20:1',
      ].join('\n'),
    );
  });

  it('leave out Node itself, and all but the last-entered frame of packages and of Breakwater', () => {
    const stack = frames(
      'JSON.parse (<anonymous>)',
      'parse (/var/task/node_modules/zod/v4/core/parse.js:1:2)',
      'inner (/var/task/node_modules/zod/v4/core/inner.js:3:4)',
      'handle (/var/task/lambdas/integrations/orders/index.ts:12:5)',
      'runHandle (/var/task/lambdas/processor/run-handler.ts:60:1)',
      'attemptEvent (/var/task/lambdas/processor/attempt-event.ts:80:1)',
      'process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
    );
    expect(read(stack).split('\n')).toEqual([
      'at parse (node_modules/zod/v4/core/parse.js:1:2)',
      'at handle (lambdas/integrations/orders/index.ts:12:5)',
      'at runHandle (lambdas/processor/run-handler.ts:60:1)',
    ]);
  });

  it('contain no part of the message, even if it looks like a frame', () => {
    const message =
      'secret\n    at card (4242:4242:4242)\n    at x (/var/task/lambdas/secret.ts:1:1)';
    const stack = frames('handle (/var/task/lambdas/integrations/orders/index.ts:12:5)');
    expect(read(stack, message)).toBe('at handle (lambdas/integrations/orders/index.ts:12:5)');
  });

  it('contain no part of a message that was changed after the error was created', () => {
    const stack = `Error: secret of ${'x'.repeat(100_000)}\n${frames('handle (/var/task/lambdas/a.ts:1:2)')}`;
    expect(stackFrames(stack, 'another message', root)).toBe('at handle (lambdas/a.ts:1:2)');
  });

  it('contain no function name that was computed from text', () => {
    const stack = frames('Object.jane@example.com (/var/task/lambdas/a.ts:1:2)');
    expect(read(stack)).toBe('at <function> (lambdas/a.ts:1:2)');
  });

  it('are five at most', () => {
    const deep = frames(
      ...Array.from({ length: 50 }, (_, row) => `f (/var/task/lambdas/integrations/a.ts:${row}:1)`),
    );
    expect(read(deep).split('\n')).toHaveLength(5);
  });

  it.each([[''], ['Error: why'], ['no stack at all'], ['    at nowhere']])(
    'are none in %j',
    (stack) => {
      expect(stackFrames(stack, 'why', root)).toBe('');
    },
  );
});

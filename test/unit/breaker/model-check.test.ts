import { describe, expect, it } from '@jest/globals';
import { wholeEnvironment } from '../../../lambdas/runtime/environment.ts';
import type { CaughtMutant, ModelRun } from '../../../bin/model-check/check-model.ts';
import { runTool } from '../../../bin/local/run-tool.ts';

/** In a process of its own: inside Jest every access to a module costs many times as much. */
async function quickCheck(): Promise<{ runs: ModelRun[]; mutants: CaughtMutant[] }> {
  const { NODE_OPTIONS: _jest, ...env } = wholeEnvironment();
  const { output } = await runTool(process.execPath, ['bin/model-check.ts', '--quick', '--json'], {
    env,
  });
  return JSON.parse(output.slice(output.indexOf('{\n'))) as Awaited<ReturnType<typeof quickCheck>>;
}

/** The whole of it is `npm run model-check`. */
describe('the protocol of the breaker', () => {
  it('breaks nothing that must hold, and every mistake in it would be seen', async () => {
    const { runs, mutants } = await quickCheck();
    expect(runs).toMatchObject([{ environments: 2, complete: true, violations: 0 }]);
    expect(runs[0]?.states).toBeGreaterThan(50_000);
    expect(mutants.length).toBeGreaterThanOrEqual(8);
    expect(mutants.filter(({ caught }) => !caught)).toEqual([]);
  }, 120_000);
});

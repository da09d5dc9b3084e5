import { runTool } from '../../bin/local/run-tool.ts';
import { wholeEnvironment } from '../../lambdas/runtime/environment.ts';

/**
 * Runs an exported function of `file` in its own process: inside Jest, each access to a module is many times as slow.
 *
 * @param call of the function, as source text
 */
export async function simulate<Figures>(file: string, call: string): Promise<Figures> {
  const { NODE_OPTIONS: _jest, ...env } = wholeEnvironment();
  const code = `import * as simulation from './${file}'; console.log(JSON.stringify(await simulation.${call}));`;
  const { output } = await runTool(process.execPath, ['--input-type=module', '-e', code], { env });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Figures;
}

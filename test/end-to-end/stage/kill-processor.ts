import { runTool } from '../../../bin/local/run-tool.ts';
import { integrationNames } from '../../../lib/names.ts';

/** As the machine under a Lambda ends: at once, without a word to anybody. */
export async function killProcessor(stage: string, integration: string): Promise<void> {
  const { processorFunction } = integrationNames(stage, integration);
  const { status } = await runTool('pkill', ['-9', '-f', `ministack-lambda-${processorFunction}-`]);
  if (status !== 0) {
    throw new Error(
      'This test kills a Lambda, so it needs an endpoint whose Lambdas are processes of this machine.',
    );
  }
}

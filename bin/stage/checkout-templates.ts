import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wholeEnvironment } from '../../lambdas/runtime/environment.ts';
import { nodeDirectory, repositoryDirectory } from '../local/repository.ts';
import { lastLines, runTool } from '../local/run-tool.ts';
import { ExplainedError } from '../terminal/explained-error.ts';
import type { StackTemplate } from './stack-template.ts';

export interface CheckoutOrder {
  readonly stage: string;
  /** Folder of the integrations, shaped like `lambdas/integrations`. */
  readonly integrationsDirectory: string;
  /** Undefined for AWS. */
  readonly localEndpoint: string | undefined;
}

const templateFile = /^(.+)\.template\.json$/;

/**
 * Stack by stack, what this checkout would deploy. Runs the CDK app as the CDK's own command does, in a
 * process of its own.
 *
 * @throws ExplainedError where it cannot be synthesized
 */
export async function checkoutTemplates(
  order: CheckoutOrder,
): Promise<ReadonlyMap<string, StackTemplate>> {
  const outdir = mkdtempSync(join(tmpdir(), 'breakwater-checkout-'));
  try {
    const { status, output } = await runTool(join(nodeDirectory, 'node'), ['bin/app.ts'], {
      cwd: repositoryDirectory,
      env: {
        ...wholeEnvironment(),
        CDK_OUTDIR: outdir,
        CDK_CONTEXT_JSON: JSON.stringify({ ...contextOfRepository(), ...contextOf(order) }),
      },
    });
    if (status !== 0) {
      throw new ExplainedError(`This checkout cannot be synthesized.\n${lastLines(output)}`, {
        nextStep: `npm run synth -- -c stage=${order.stage}`,
      });
    }
    return new Map(
      readdirSync(outdir).flatMap((file) => {
        const [, stack] = templateFile.exec(file) ?? [];
        const read = (): StackTemplate =>
          JSON.parse(readFileSync(join(outdir, file), 'utf8')) as StackTemplate;
        return stack === undefined ? [] : [[stack, read()] as const];
      }),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function contextOf({ stage, integrationsDirectory, localEndpoint }: CheckoutOrder) {
  return {
    stage,
    integrations: integrationsDirectory,
    ...(localEndpoint !== undefined && { localEndpoint }),
  };
}

/** The feature flags, which change what is synthesized. */
function contextOfRepository(): Record<string, unknown> {
  const text = readFileSync(join(repositoryDirectory, 'cdk.json'), 'utf8');
  return (JSON.parse(text) as { context: Record<string, unknown> }).context;
}

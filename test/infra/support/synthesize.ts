import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Integration } from '../../../lambdas/contract/define-integration.ts';
import { buildApp } from '../../../lib/build-app.ts';
import { checkTemplates } from '../../../lib/check-templates.ts';
import type { LocalEndpoint } from '../../../lib/local-endpoint.ts';
import { resolveStage } from '../../../lib/resolve-stage.ts';
import type { StageSettings } from '../../../lib/stage-config.ts';

const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as {
  context: Record<string, unknown>;
};

export interface Synthesis {
  readonly stage?: string;
  /** On top of the defaults. */
  readonly settings?: StageSettings;
  readonly integrations?: readonly Integration[];
  readonly localEndpoint?: LocalEndpoint;
  /**
   * Folder with the file of each integration, `<name>.ts`; their code is bundled then.
   * @default nothing is bundled
   */
  readonly folder?: string;
  /**
   * Whether cdk-nag, the house rules and CloudFormation's schemas are asked too. They take most of
   * the time of a synth.
   * @default false
   */
  readonly checked?: boolean;
}

/** The stacks of a stage as CloudFormation would get them. */
export function synthesize(synthesis: Synthesis = {}): Readonly<Record<string, Template>> {
  const { stage = 'dev', settings = {}, integrations = [handled('orders')], folder } = synthesis;
  const bundledStacks = folder === undefined ? [] : ['**'];
  const app = new App({
    context: { ...context, 'aws:cdk:bundling-stacks': bundledStacks },
    builtinCloudFormationValidation: synthesis.checked ?? false,
  });
  const resolved = resolveStage(stage, { [stage]: settings });
  buildApp(app, {
    stage: resolved,
    integrations: integrations.map((definition) => ({
      definition,
      // Where nothing is bundled, any file does.
      file: folder === undefined ? import.meta.filename : join(folder, `${definition.name}.ts`),
      exported: definition,
    })),
    localEndpoint: synthesis.localEndpoint,
  });
  if (synthesis.checked) checkTemplates(app, resolved.config);
  app.synth();
  const stacks = app.node.children.filter((child): child is Stack => 'templateFile' in child);
  return Object.fromEntries(
    stacks.map((stack) => [stack.stackName, Template.fromStack(stack)] as const),
  );
}

/** The template of one stack of `synthesize(...)`. */
export function stackOf(synthesis: Synthesis, name: string): Template {
  const template = synthesize(synthesis)[name];
  if (template === undefined) throw new Error(`No stack is called ${name}.`);
  return template;
}

export function handled(name: string, more: Partial<Integration> = {}): Integration {
  const handle = () => Promise.resolve(undefined);
  return { name, provider: 'stripe', handle, ...more } as Integration;
}

export function forwarded(name: string): Integration {
  return { name, provider: 'github', forward: 'https://example.com/hooks' };
}

/** A template as JSON text. What code is in it, nothing says where nothing was bundled. */
export function templateJson(template: Template): string {
  return JSON.stringify(template.toJSON(), undefined, 2).replace(
    /("S3Key": ")[^"]+/g,
    '$1<hash of the code>.zip',
  );
}

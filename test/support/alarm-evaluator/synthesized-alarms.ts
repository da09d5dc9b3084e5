import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Integration } from '../../../lambdas/contract/define-integration.ts';
import { buildApp } from '../../../lib/build-app.ts';
import { resolveStage } from '../../../lib/resolve-stage.ts';
import type { StageSettings } from '../../../lib/stage-config.ts';
import type { TemplateAlarm } from './template-alarm.ts';

const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as {
  context: Record<string, unknown>;
};

/** The stacks of the stage `dev`, without the time that bundling takes. */
export function templatesOf(
  integrations: readonly Integration[],
  settings: StageSettings = {},
): Template[] {
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  buildApp(app, {
    stage: resolveStage('dev', { dev: settings }),
    integrations: integrations.map((definition) => ({
      definition,
      exported: definition,
      file: import.meta.filename,
    })),
  });
  const stacks = app.node.children.filter((child): child is Stack => Stack.isStack(child));
  return stacks.map((stack) => Template.fromStack(stack));
}

export function alarmsIn(templates: readonly Template[]): TemplateAlarm[] {
  return templates.flatMap((template) =>
    Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => Properties as TemplateAlarm,
    ),
  );
}

/** Last part of its name: `breakwater-dev-orders/error-rate` is an `error-rate`. */
export function kindOf({ AlarmName }: TemplateAlarm): string {
  return AlarmName.split('/').at(-1) ?? '';
}

/** An integration, `orders`, with one upstream, `crm`. */
export const orders: Integration = {
  name: 'orders',
  provider: 'stripe',
  upstreams: {
    crm: {
      name: 'crm',
      baseUrl: 'https://crm.example.com',
      idempotency: { header: 'idempotency-key' },
    },
  },
  handle: () => Promise.resolve(undefined),
};

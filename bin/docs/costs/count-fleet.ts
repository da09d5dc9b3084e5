import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { defineIntegration } from '../../../lambdas/contract/define-integration.ts';
import { defineUpstream } from '../../../lambdas/contract/define-upstream.ts';
import { metricCatalog } from '../../../lambdas/runtime/metric-names.ts';
import type { Dimension, MetricShape } from '../../../lambdas/runtime/metric-names.ts';
import { buildApp } from '../../../lib/build-app.ts';
import { resolveStage } from '../../../lib/resolve-stage.ts';
import type { StageSettings } from '../../../lib/stage-config.ts';

/** What of a fleet is paid by the month, whatever happens in it. */
export interface FleetCount {
  readonly alarms: number;
  /** Each metric that an alarm reads is paid; an alarm on a rate reads two. */
  readonly alarmMetrics: number;
  readonly dashboards: number;
  readonly secrets: number;
  readonly queues: number;
  readonly functions: number;
}

/** Enough to tell what one more integration adds, and few enough to be made in a second. */
const few = 1;
const more = 4;

/**
 * Counts what is in the templates of a stage whose integrations each have one upstream of their own: of
 * few and of more integrations, and from there on as many again for each further one.
 *
 * @throws Error where the further ones do not all add the same
 */
export function countFleet(integrations: number, settings: StageSettings): FleetCount {
  const [one, another] = [few, more].map((count) => countStage(count, settings)) as [
    FleetCount,
    FleetCount,
  ];
  const names = Object.keys(one) as (keyof FleetCount)[];
  const counted = names.map((name) => {
    const each = (another[name] - one[name]) / (more - few);
    if (!Number.isInteger(each)) throw new Error(`Not each integration adds as many ${name}.`);
    return [name, one[name] + (integrations - few) * each];
  });
  return Object.fromEntries(counted) as unknown as FleetCount;
}

/** By what was counted: a synth takes a second. */
const countedStages = new Map<string, FleetCount>();

function countStage(integrations: number, settings: StageSettings): FleetCount {
  const key = JSON.stringify([integrations, settings]);
  const known = countedStages.get(key) ?? countAnew(integrations, settings);
  countedStages.set(key, known);
  return known;
}

function countAnew(integrations: number, settings: StageSettings): FleetCount {
  const resources = resourcesOf(integrations, settings);
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
  const alarms = ofType('AWS::CloudWatch::Alarm');
  return {
    alarms: alarms.length,
    alarmMetrics: alarms.reduce((sum, alarm) => sum + metricsRead(alarm), 0),
    dashboards: ofType('AWS::CloudWatch::Dashboard').length,
    secrets: ofType('AWS::SecretsManager::Secret').length,
    queues: ofType('AWS::SQS::Queue').length,
    functions: ofType('AWS::Lambda::Function').length,
  };
}

/**
 * Metrics that functions write, each dimension value counted.
 *
 * @param kind `traffic`: in each hour with traffic. `trouble`: only while something is out of the ordinary
 * @param values how many values each dimension has
 */
export function countMetrics(
  kind: MetricShape['in'],
  values: Readonly<Record<Dimension, number>>,
): number {
  return Object.values(metricCatalog as Readonly<Record<string, MetricShape>>)
    .filter((shape) => shape.in === kind)
    .flatMap(({ under }) => under)
    .reduce((sum, set) => sum + set.reduce((product, name) => product * values[name], 1), 0);
}

interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly Metrics?: readonly { readonly MetricStat?: unknown }[] };
}

function metricsRead({ Properties }: Resource): number {
  return Properties?.Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
}

function resourcesOf(integrations: number, settings: StageSettings): Resource[] {
  const { context } = JSON.parse(
    readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'),
  ) as { context: Record<string, unknown> };
  const outdir = mkdtempSync(join(tmpdir(), 'breakwater-costs-'));
  try {
    const app = new App({ outdir, context: { ...context, 'aws:cdk:bundling-stacks': [] } });
    buildApp(app, {
      stage: resolveStage('costs', { costs: settings }),
      integrations: Array.from({ length: integrations }, (_, at) => integration(at)),
    });
    return app
      .synth()
      .stacks.flatMap(({ template }) =>
        Object.values((template as { Resources?: Record<string, Resource> }).Resources ?? {}),
      );
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function integration(at: number) {
  const api = defineUpstream({
    name: `api-${String(at)}`,
    baseUrl: 'https://api.example.com',
    idempotency: { header: 'Idempotency-Key' },
  });
  const definition = defineIntegration({
    name: `shop-${String(at)}`,
    provider: 'stripe',
    upstreams: { api },
    handle: () => Promise.resolve(undefined),
  });
  return { definition, exported: definition, file: import.meta.filename };
}

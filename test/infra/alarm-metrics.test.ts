import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tellOfChange } from '../../lambdas/breaker/announcer.ts';
import { publishGauges } from '../../lambdas/governor/gauges.ts';
import { countOutcome } from '../../lambdas/processor/count-outcome.ts';
import type { Outcome } from '../../lambdas/processor/outcome.ts';
import { metricCatalog, type MetricShape } from '../../lambdas/runtime/metric-names.ts';
import { powertoolsMetrics } from '../../lambdas/runtime/powertools-metrics.ts';
import { countRequest } from '../../lambdas/upstream/call-log.ts';
import { countDecision } from '../../lambdas/verifier/count-decision.ts';
import type { Decision } from '../../lambdas/verifier/decision.ts';
import { WrongSignatures } from '../../lambdas/verifier/wrong-signatures.ts';
import { alarmsIn, orders, templatesOf } from '../support/alarm-evaluator/synthesized-alarms.ts';
import { queriesOf } from '../support/alarm-evaluator/template-alarm.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { recordingLog } from '../support/recording-log.ts';
import { webhook } from '../support/webhook.ts';

const namespace = 'Breakwater/dev';
const now = Date.now();
/** `name service=processor integration`: which function writes it, and under which dimensions. */
const written = new Set<string>();

beforeAll(() => {
  const lines: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  writeEverything();
  jest.restoreAllMocks();
  for (const line of lines) collect(JSON.parse(line) as EmbeddedLine);
});

afterAll(() => {
  jest.restoreAllMocks();
});

interface EmbeddedLine {
  readonly service: string;
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
}

function collect(line: EmbeddedLine): void {
  for (const { Namespace, Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
    expect(Namespace).toBe(namespace);
    for (const set of Dimensions) {
      for (const { Name } of Metrics) written.add(words(Name, line.service, set));
    }
  }
}

function words(name: string, service: string, dimensions: readonly string[]): string {
  const own = dimensions.filter((dimension) => dimension !== 'service').toSorted();
  return [name, `service=${service}`, ...own].join(' ');
}

/** Runs the code of each function that writes metrics through all that it can have to say. */
function writeEverything(): void {
  const clock = fakeClock(now);
  const of = (service: 'verifier' | 'processor' | 'governor') =>
    powertoolsMetrics({ namespace, service, clock });

  const verifier = of('verifier');
  const deps = { metrics: verifier, clock, wrongSignatures: new WrongSignatures() };
  const error = { name: 'Error', message: 'why' };
  const accepted: Decision = {
    kind: 'accepted',
    webhook: webhook({}),
    answer: undefined,
    secret: 'previous',
    bodyIn: 'queue',
  };
  const wrong: Decision = { kind: 'rejected', reason: 'wrong-signature' };
  for (const decision of [
    accepted,
    ...Array.from({ length: 5 }, () => wrong),
    { kind: 'fault', reason: 'not-stored', detail: '' },
  ] as const) {
    countDecision(decision, 'orders', deps);
  }
  verifier.flush();

  const processor = of('processor');
  const outcomes: readonly Outcome[] = [
    { kind: 'done', duplicate: true },
    { kind: 'done', duplicate: false, ignored: true },
    { kind: 'retry', at: 0, error },
    { kind: 'park', until: 0, error },
    { kind: 'dead-letter', reason: 'forbidden', error },
    { kind: 'abandoned' },
  ];
  for (const outcome of outcomes) countOutcome(outcome, 'remove', 'orders', processor);
  processor.add('ReplaySuspected', 1, { integration: 'orders' });
  countRequest('crm', { latencyMs: 5, outcome: 'unclear', retry: true }, processor);
  tellOfChange(
    'crm',
    { epoch: 1, at: now, from: 'closed', to: 'open', by: 'breakwater', reason: 'hard-outage' },
    { log: recordingLog().log, metrics: processor },
  );
  processor.flush();

  const governor = of('governor');
  publishGauges(
    governor,
    [
      {
        integration: 'orders',
        visible: 1,
        inFlight: 1,
        oldestSeconds: 1,
        overdueSeconds: 1,
        heldOnPurpose: true,
        mappingWrong: true,
        deadLetters: 1,
        oldestDeadLetterSeconds: 1,
        pausedByPersonSince: now,
      },
    ],
    [
      { upstream: 'crm', state: 'open', since: now, heldByPerson: false },
      { upstream: 'erp', state: 'isolated', since: now, heldByPerson: false },
    ],
    now,
  );
  governor.flush();
}

const catalogued = Object.entries(metricCatalog).flatMap(([name, shape]: [string, MetricShape]) =>
  shape.under.map((dimensions) => words(name, shape.service, dimensions)),
);

describe('the list of metrics', () => {
  it('has what the code writes, under the dimensions that it writes them under, and nothing else', () => {
    expect([...written].toSorted()).toEqual(catalogued.toSorted());
  });

  it.each(['verifier', 'processor', 'governor'] as const)(
    'knows the %s by the name it writes',
    (service) => {
      expect(readFileSync(`lambdas/${service}/index.ts`, 'utf8')).toMatch(
        new RegExp(`service: '${service}'|metricsOf\\('${service}'\\)`),
      );
    },
  );
});

describe.each([
  ['by default', {}],
  ['for each integration and upstream', { alarmsPerIntegration: true }],
])('the alarms, %s,', (_, settings) => {
  const templates = templatesOf([orders], settings);
  const filtered = templates.flatMap((template) =>
    Object.values(template.findResources('AWS::Logs::MetricFilter')).flatMap(({ Properties }) =>
      (
        Properties as {
          MetricTransformations: { MetricNamespace: string; MetricName: string }[];
        }
      ).MetricTransformations.map((made) => `${made.MetricNamespace} ${made.MetricName}`),
    ),
  );
  const read = alarmsIn(templates).flatMap((alarm) =>
    queriesOf(alarm).metrics.map(({ key }) => [alarm.AlarmName, key] as const),
  );

  it.each(read)('wait for no metric that nobody writes: %s, %j', (_name, key) => {
    const { service, ...own } = key.dimensions;
    if (key.namespace.startsWith('AWS/')) {
      expect(['AWS/SQS', 'AWS/ApiGateway', 'AWS/Lambda']).toContain(key.namespace);
    } else if (service === undefined) {
      expect(filtered).toContain(`${key.namespace} ${key.name}`);
    } else {
      expect(key.namespace).toBe(namespace);
      expect([...written]).toContain(words(key.name, service, Object.keys(own)));
    }
  });

  it('go to the topic of the stage, also when they are over', () => {
    for (const template of templates) {
      for (const { Properties } of Object.values(
        template.findResources('AWS::CloudWatch::Alarm'),
      )) {
        const { AlarmActions, OKActions } = Properties as Record<string, unknown>;
        expect(JSON.stringify(AlarmActions)).toContain('breakwater-dev-alarms');
        expect(OKActions).toEqual(AlarmActions);
      }
    }
  });
});

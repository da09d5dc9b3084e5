import { describe, expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import type { Integration } from '../../lambdas/contract/define-integration.ts';
import { handled, synthesize, templateJson } from './support/synthesize.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const mostResources = 500;
const mostTemplateBytes = 1_000_000;

const hundred = Array.from({ length: 100 }, (_, index) =>
  handled(`shop-${String(index).padStart(2, '0')}`),
);
const newcomer = handled('shop-42-bis');
const withNewcomer = hundred.toSpliced(43, 0, newcomer);
const stackOfNewcomer = 'breakwater-dev-shop-42-bis';

const before = jsonOf(synthesize({ integrations: hundred }));

describe('a stage with a hundred integrations', () => {
  it('stays within what CloudFormation takes', () => {
    for (const template of Object.values(before)) {
      const { Resources = {} } = JSON.parse(template) as { Resources?: object };
      expect(Object.keys(Resources).length).toBeLessThan(mostResources);
      expect(Buffer.byteLength(template)).toBeLessThan(mostTemplateBytes);
    }
  });

  it('does so with an upstream of its own for each, and with all alarms for each', () => {
    const withUpstreams = hundred.map(({ name }) =>
      handled(name, {
        upstreams: {
          api: {
            name: `api-of-${name}`,
            baseUrl: 'https://api.example.com',
            idempotency: { header: 'Idempotency-Key' },
          },
        },
      } as Partial<Integration>),
    );
    const templates = synthesize({
      integrations: withUpstreams,
      settings: { alarmsPerIntegration: true },
    });
    const core = templates['breakwater-dev']?.toJSON() as { Resources: object };
    expect(Object.keys(core.Resources).length).toBeLessThan(mostResources);
    expect(JSON.stringify(core, undefined, 1).length).toBeLessThan(mostTemplateBytes);
  });

  it('gives a new one a stack, and changes that of no other', () => {
    const after = jsonOf(synthesize({ integrations: withNewcomer }));
    expect(changedStacks(before, after)).toEqual([stackOfNewcomer]);
  });

  it('changes nothing when their order changes', () => {
    const few = hundred.slice(0, 5);
    const after = jsonOf(synthesize({ integrations: few.toReversed() }));
    expect(changedStacks(jsonOf(synthesize({ integrations: few })), after)).toEqual([]);
  });

  it('gives nothing the name of another', () => {
    const names = Object.values(before).flatMap((template) => [
      ...template.matchAll(/"(?:QueueName|FunctionName|LogGroupName|AlarmName)": "([^"]+)"/g),
    ]);
    const found = names.map(([whole]) => whole);
    expect(found.length).toBeGreaterThan(600);
    // A queue's name also stands in the alarm that watches it.
    const owned = found.filter((name) => !/QueueName.*-dead-/.test(name));
    expect(new Set(owned).size).toBe(owned.length);
  });
});

function jsonOf(templates: Readonly<Record<string, Template>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(templates).map(([name, template]) => [name, templateJson(template)]),
  );
}

function changedStacks(one: Record<string, string>, other: Record<string, string>): string[] {
  return Object.keys({ ...one, ...other }).filter((name) => one[name] !== other[name]);
}

import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { LocalEndpoint } from '../../lib/local-endpoint.ts';
import { handled, synthesize, templateJson } from './support/synthesize.ts';

const url = 'http://localhost:4566';
const integrations = [handled('orders'), handled('refunds')];

describe('a stage on a local endpoint', () => {
  const localEndpoint = new LocalEndpoint(url);
  const local = synthesize({ integrations, localEndpoint });
  const remote = synthesize({ integrations });

  it('lacks the alarms on a rate, and says so', () => {
    const rateAlarms = Object.values(remote).flatMap((template) =>
      Object.values(template.findResources('AWS::CloudWatch::Alarm')).filter(isRateAlarm),
    );
    expect(localEndpoint.describeLeftOut()).toEqual([
      `Left out at this endpoint: alarms on a rate (metric math) (${String(rateAlarms.length)})`,
    ]);
    local['breakwater-dev-orders']?.resourcePropertiesCountIs(
      'AWS::CloudWatch::Alarm',
      { Metrics: Match.anyValue() },
      0,
    );
  });

  it('is otherwise what is deployed to AWS', () => {
    for (const [name, template] of Object.entries(remote)) {
      const expected = Object.entries(template.toJSON().Resources as object).filter(
        ([, resource]) => !isRateAlarm(resource),
      );
      expect(Object.keys(local[name]?.toJSON().Resources as object)).toEqual(
        expected.map(([id]) => id),
      );
    }
  });

  it('has an address that resolves on every machine', () => {
    const core = local['breakwater-dev'];
    expect(core && templateJson(core)).toContain(`${url}/_aws/execute-api/`);
  });
});

describe('the address of a local endpoint', () => {
  it.each(['true', 'localhost:4566', 'http://localhost:4566/path'])('is refused: %s', (address) => {
    expect(() => new LocalEndpoint(address)).toThrow(
      `-c localEndpoint: expected the endpoint's address, such as "${url}"; got "${address}".`,
    );
  });
});

function isRateAlarm(resource: Record<string, unknown>): boolean {
  return (
    resource['Type'] === 'AWS::CloudWatch::Alarm' && 'Metrics' in (resource['Properties'] as object)
  );
}

import { describe, expect, it } from '@jest/globals';
import { synthesize } from './support/synthesize.ts';

function alarmNames(settings: { governor?: boolean }): string[] {
  return Object.values(synthesize({ stage: 'prod', settings }))
    .flatMap((template) => Object.values(template.findResources('AWS::CloudWatch::Alarm')))
    .map(({ Properties }) => String((Properties as { AlarmName: unknown }).AlarmName));
}

describe('a stage without a governor', () => {
  it('has no alarm that waits for a figure nobody writes', () => {
    const templates = Object.values(synthesize({ stage: 'prod', settings: { governor: false } }));
    const alarms = templates.map((one) => one.findResources('AWS::CloudWatch::Alarm'));
    expect(JSON.stringify(alarms)).not.toContain('"governor"');
  });

  it('still has the alarms on its error rate and its dead letters', () => {
    const names = alarmNames({ governor: false });
    expect(names).toContain('breakwater-prod-orders/error-rate');
    expect(names.filter((name) => name.includes('dead-letter'))).not.toEqual([]);
    expect(alarmNames({ governor: true }).length).toBeGreaterThan(names.length);
  });
});

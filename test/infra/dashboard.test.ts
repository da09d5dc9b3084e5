import { describe, expect, it } from '@jest/globals';
import { handled, stackOf } from './support/synthesize.ts';

describe('the dashboard of a stage', () => {
  const bodyWith = (...names: string[]) => {
    const core = stackOf({ integrations: names.map((name) => handled(name)) }, 'breakwater-dev');
    return JSON.stringify(core.findResources('AWS::CloudWatch::Dashboard'));
  };

  it('is the same whatever integrations there are', () => {
    expect(bodyWith('orders', 'refunds')).toBe(bodyWith('orders'));
    expect(bodyWith('orders')).not.toContain('orders');
  });

  it.each(['Accepted', 'Rejected', 'DeadLettered', 'ApproximateNumberOfMessagesVisible'])(
    'shows %s',
    (metric) => {
      expect(bodyWith('orders')).toContain(metric);
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Fleet } from '../../../lambdas/governor/fleet.ts';
import type { Act } from '../../../lambdas/operations/act.ts';
import { deadLetterReasons } from '../../../lambdas/processor/outcome.ts';
import { readAct } from '../../../lambdas/widgets/read-act.ts';
import { widgetControls } from '../../../lambdas/widgets/widget-controls.ts';
import { readWidgetEvent } from '../../../lambdas/widgets/widget-event.ts';
import { fleetIntegration, fleetUpstream } from '../../support/governor-world.ts';

const endpoint = 'arn:aws:lambda:eu-central-1:123456789012:function:breakwater-prod-dashboard-act';
const fleet: Fleet = {
  integrations: [
    fleetIntegration({ name: 'orders', upstreams: ['crm', 'mailer'] }),
    fleetIntegration({ name: 'refunds', upstreams: ['crm'] }),
  ],
  upstreams: [fleetUpstream({ name: 'crm' }), fleetUpstream({ name: 'mailer' })],
};

/** Clicks a button as CloudWatch does: its action's text is JSON, and becomes the call's fields. */
function clicked(act: Act, confirmation = 'Sure?') {
  const { markup } = widgetControls(endpoint, { view: 'dead-letters' }).button(
    'Do it',
    act,
    confirmation,
  );
  const [, json = ''] = /<cwdb-action[^>]*>(.*)<\/cwdb-action/s.exec(markup) ?? [];
  return { markup, json, event: readWidgetEvent(JSON.parse(json)) };
}

describe('a button of a widget', () => {
  it('is followed by what CloudWatch does when it is clicked, after a question', () => {
    expect(clicked({ act: 'release', upstream: 'crm' }).markup.replaceAll(/\s+/g, ' ')).toBe(
      `<a class="button" role="button" tabindex="0">Do it</a ><cwdb-action action="call" ` +
        `display="widget" endpoint="${endpoint}" confirmation="Sure?" ` +
        `>{"view":"dead-letters","act":"release","upstream":"crm"}</cwdb-action >`,
    );
  });

  it('asks for the very thing that it was made for, whatever an event’s type may hold', () => {
    const acts = fc.oneof(
      fc.record({
        act: fc.constant('replay' as const),
        integration: fc.constantFrom('orders', 'refunds'),
        reason: fc.constantFrom(...deadLetterReasons),
        type: fc.oneof(fc.string({ unit: 'binary' }), fc.constant('</cwdb-action><script>')),
      }),
      fc.record({
        act: fc.constant('release' as const),
        upstream: fc.constantFrom('crm', 'mailer'),
      }),
      fc.record({
        act: fc.constantFrom('pause' as const, 'resume' as const),
        integration: fc.constantFrom('orders', 'refunds'),
      }),
    );
    fc.assert(
      fc.property(acts, (act) => {
        const { json, event } = clicked(act);
        expect(json).not.toMatch(/[<>&]/);
        expect(readAct(event.parameter, fleet)).toEqual(act);
      }),
    );
  });

  it('keeps a question within its attribute', () => {
    const { markup } = clicked({ act: 'pause', integration: 'orders' }, '" onclick="x" <b>');
    expect(markup).toContain('confirmation="&quot; onclick=&quot;x&quot; &lt;b&gt;"');
  });
});

describe('what somebody sends who may invoke the function', () => {
  const asked = (fields: Record<string, unknown>) =>
    readAct(readWidgetEvent(fields).parameter, fleet);

  it.each([
    {},
    { act: 'discard', integration: 'orders' },
    { act: 'replay', integration: 'orders' },
    { act: 'replay', integration: 'of-another-stage', reason: 'forbidden', type: '' },
    { act: 'replay', integration: 'orders', reason: 'any', type: '' },
    { act: 'replay', integration: 'orders', reason: 'forbidden', type: { $ne: '' } },
    { act: 'release', upstream: 'nobody' },
    { act: 'pause', integration: '../orders' },
  ])('is nothing unless a button could have sent it: %j', (fields) => {
    expect(asked(fields)).toBeUndefined();
  });
});

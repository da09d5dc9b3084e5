import { describe, expect, it } from '@jest/globals';
import { readWidgetEvent } from '../../../lambdas/widgets/widget-event.ts';

/** As CloudWatch's documentation shows it. */
const event = {
  view: 'dead-letters',
  shown: 'orders',
  widgetContext: {
    dashboardName: 'breakwater-prod',
    widgetId: 'widget-16',
    accountId: '012345678901',
    locale: 'en',
    timezone: { label: 'UTC', offsetISO: '-03:30', offsetInMinutes: 210 },
    period: 300,
    isAutoPeriod: true,
    timeRange: { mode: 'relative', start: 1, end: 2, relativeStart: 86_400_012 },
    theme: 'dark',
    linkCharts: true,
    title: 'Dead letters',
    forms: { all: { operator: '  Ada\u202e \n Lovelace ', why: 'mended' } },
    params: { view: 'dead-letters', shown: 'orders' },
    width: 588,
    height: 369,
  },
};

describe('the call of a widget', () => {
  it('tells how to show, what to show, and what somebody has typed', () => {
    const { theme, utcOffsetMinutes, typed, parameter, describe } = readWidgetEvent(event);
    expect({ theme, utcOffsetMinutes, typed, describe }).toEqual({
      theme: 'dark',
      utcOffsetMinutes: -210,
      typed: { name: 'Ada Lovelace', why: 'mended' },
      describe: false,
    });
    expect([parameter('view'), parameter('shown'), parameter('act')]).toEqual([
      'dead-letters',
      'orders',
      undefined,
    ]);
  });

  it('may be for documentation only', () => {
    expect(readWidgetEvent({ describe: true }).describe).toBe(true);
  });

  it.each([
    [undefined],
    ['text'],
    [null],
    [{ widgetContext: 7 }],
    [{ widgetContext: { forms: 1 } }],
  ])('is read as far as it goes: %j', (strange) => {
    expect(readWidgetEvent(strange)).toMatchObject({
      theme: 'light',
      utcOffsetMinutes: 0,
      typed: { name: '', why: '' },
    });
  });

  it('takes no parameter that is no text, nor one that every object has', () => {
    const { parameter } = readWidgetEvent({ act: { toString: 'x' }, constructor: undefined });
    expect([parameter('act'), parameter('toString'), parameter('constructor')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('keeps of what was typed one line that somebody would type', () => {
    const long = { widgetContext: { forms: { all: { operator: 'x'.repeat(500), why: ['a'] } } } };
    expect(readWidgetEvent(long).typed).toEqual({ name: 'x'.repeat(60), why: '' });
  });
});

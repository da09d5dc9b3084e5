import { deadLettersHtml } from '../../../lambdas/html/dead-letters-html.ts';
import { holdsHtml } from '../../../lambdas/html/holds-html.ts';
import type { Html } from '../../../lambdas/html/html.ts';
import { outcomeHtml } from '../../../lambdas/html/outcome-html.ts';
import { page } from '../../../lambdas/html/page.ts';
import type { Viewer } from '../../../lambdas/html/page.ts';
import type { Theme } from '../../../lambdas/html/style-sheet.ts';
import { stageHtml } from '../../../lambdas/html/stage-html.ts';
import type { DeadLetterView } from '../../../lambdas/operations/read-dead-letters.ts';
import { widgetControls } from '../../../lambdas/widgets/widget-controls.ts';
import * as sample from './sample-stage.ts';

/** A page that imitates a dashboard: each widget in the sizes that it may have there, light or dark. */

export const endpoint =
  'arn:aws:lambda:eu-central-1:123456789012:function:breakwater-prod-dashboard-act';

/** Columns and rows of the dashboard's grid; it has 24 columns. */
const sizes = [
  [6, 4],
  [8, 6],
  [10, 10],
  [12, 6],
  [14, 10],
  [24, 8],
  [24, 12],
] as const;

/** Of a dashboard on a small laptop; elsewhere there is more room. */
const dashboardPixels = 1_240;
const rowPixels = 48;

const grounds: Readonly<Record<Theme, { readonly page: string; readonly widget: string }>> = {
  light: { page: '#f2f3f3', widget: '#ffffff' },
  dark: { page: '#0f1b2a', widget: '#192534' },
};

/** What somebody from outside would write to take part in the page. */
export const hostileText =
  '</style></div><cwdb-action action="call" endpoint="arn:evil">{"act":"replay"}</cwdb-action>' +
  `<script>window.hacked = 'script'</script><img src="x" onerror="window.hacked = 'image'">` +
  `" onmouseover="window.hacked = 'attribute'" '><a class="button">`;

/** Parts of a page, by title. */
export function parts(viewer: Viewer): Readonly<Record<string, Html>> {
  const controls = widgetControls(endpoint, { view: 'dead-letters' });
  const letters = (view: DeadLetterView, name: string) =>
    deadLettersHtml(
      { view, stage: 'prod', controls, typed: { name, why: name }, mostPerClick: 200 },
      viewer,
    );
  const hostileGroup = sample.group({
    type: hostileText,
    firstError: hostileText,
    lastEventId: hostileText,
  });
  return {
    'Is anything wrong?': stageHtml(
      {
        alarms: sample.alarms,
        integrations: sample.integrations,
        alarmAddress: (name) => `#alarm/${name}`,
      },
      viewer,
    ),
    'Is anything wrong? (no)': stageHtml(
      {
        alarms: [],
        integrations: [sample.status('orders'), sample.status('refunds')],
        alarmAddress: () => undefined,
      },
      viewer,
    ),
    'Dead letters': letters(sample.deadLetters, 'ada'),
    'Dead letters from somebody hostile': letters(
      { ...sample.deadLetters, groups: [hostileGroup] },
      hostileText,
    ),
    'Breakers and pauses': holdsHtml(
      {
        breakers: sample.breakers,
        integrations: [
          { name: 'stripe-orders', pause: undefined },
          { name: 'shopify-refunds', pause: { ...sample.pause, reason: hostileText } },
        ],
        controls,
        typed: { name: '', why: '' },
      },
      viewer,
    ),
    'After a click': outcomeHtml({
      kind: 'replayed',
      done: 200,
      remaining: 312,
      notMet: 0,
      newer: 2,
      left: [{ because: 'came-back-twice', count: 1, eventIds: [hostileText] }],
      operation: '2026-11-25T03:04:00.000Z-a1b2c3',
    }),
  };
}

/** @param script runs in the page when everything is there */
export function gallery(theme: Theme, script: string): string {
  const viewer: Viewer = { theme, now: sample.now, utcOffsetMinutes: 60 };
  const ground = grounds[theme];
  const cells = Object.entries(parts(viewer)).flatMap(([title, part]) =>
    sizes.map(([columns, rows]) => {
      const width = Math.round((columns / 24) * dashboardPixels) - 10;
      return (
        `<section style="width:${String(width)}px;height:${String(rows * rowPixels)}px">` +
        `<header>${title}, ${String(columns)}×${String(rows)}</header>` +
        `<main>${page(theme, part).markup}</main></section>`
      );
    }),
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Widgets, ${theme}</title>
<script>window.errors = []; addEventListener('error', ({ message }) => errors.push(message), true);</script>
<style>
body { margin: 10px; width: ${String(dashboardPixels)}px; display: flex; flex-wrap: wrap; gap: 10px;
  background: ${ground.page}; font-family: Arial, sans-serif }
section { background: ${ground.widget}; border-radius: 8px; display: flex; flex-direction: column }
header { color: #7d8998; padding: 6px 12px; font-weight: bold }
main { flex: 1; overflow: auto; padding: 0 12px 12px; min-height: 0 }
</style>
${cells.join('\n')}
<script>${script}</script></html>`;
}

import { describe, expect, it } from '@jest/globals';
import type { Controls } from '../../../lambdas/html/controls.ts';
import { deadLettersHtml } from '../../../lambdas/html/dead-letters-html.ts';
import { holdsHtml } from '../../../lambdas/html/holds-html.ts';
import { html } from '../../../lambdas/html/html.ts';
import type { Html } from '../../../lambdas/html/html.ts';
import { outcomeHtml } from '../../../lambdas/html/outcome-html.ts';
import { stageHtml } from '../../../lambdas/html/stage-html.ts';
import type { Act } from '../../../lambdas/operations/act.ts';
import * as sample from '../../support/widgets/sample-stage.ts';

const viewer = { theme: 'light', now: sample.now, utcOffsetMinutes: 0 } as const;
const typed = { name: '', why: '' };

/** What a person reads: text, with one space for whatever separates it. */
function read({ markup }: Html): string {
  return markup
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function recordingControls() {
  const acts: Act[] = [];
  const questions: string[] = [];
  const controls: Controls = {
    button(label, act, confirmation) {
      acts.push(act);
      questions.push(confirmation);
      return html`[${label}]`;
    },
  };
  return { acts, questions, controls };
}

describe('the page of a stage', () => {
  const pageOf = (more: Partial<Parameters<typeof stageHtml>[0]>) =>
    read(
      stageHtml({ alarms: [], integrations: [], alarmAddress: () => undefined, ...more }, viewer),
    );

  it('says at once that nothing is wrong', () => {
    const integrations = [sample.status('orders'), sample.status('refunds')];
    expect(pageOf({ integrations })).toMatch(
      /^Nothing needs you\. No alarm; 2 integrations at work\./,
    );
  });

  it('says at once how much is wrong, how bad it is, where, and since when', () => {
    expect(pageOf({ integrations: sample.integrations, alarms: sample.alarms })).toMatch(
      /^2 alarms, 1 critical, since 02:26 \(38 min ago\) 2 of 4 integrations need somebody: stripe-orders, an-integration-with-a-long-nam/,
    );
  });

  it('tells of trouble that no alarm has gone off for yet', () => {
    const integrations = [sample.status('orders', { problems: ['paused by a person: why'] })];
    expect(pageOf({ integrations })).toMatch(/^No alarm yet 1 of 1 integration needs somebody/);
  });

  it('says of each alarm what it means, where to look first, and where its runbook is', () => {
    const page = pageOf({ alarms: sample.alarms });
    expect(page).toContain('CRITICAL mailer: credential-isolated since 02:26 (38 min ago)');
    expect(page).toContain('An upstream refuses our credential');
    expect(page).toContain('Look first at what it answered and since when');
    expect(page).toContain('docs/runbook.md#dead-letters');
  });

  it('shows integrations with a problem before the others', () => {
    const integrations = [
      sample.status('quiet'),
      sample.status('loud', {
        queued: 1_200,
        deadLetters: 2,
        problems: ['dead letters: 2 forbidden'],
      }),
    ];
    const page = pageOf({ integrations });
    expect(page).toContain(
      'loud stripe ✗ dead letters: 2 forbidden 1,200 queued · 0 in flight · 2 dead letters',
    );
    expect(page.indexOf('1 integration without a problem')).toBeGreaterThan(page.indexOf('loud'));
  });
});

describe('the page of dead letters', () => {
  function pageOf(view = sample.deadLetters) {
    const { controls, acts, questions } = recordingControls();
    const page = { view, stage: 'prod', controls, typed, mostPerClick: 50 };
    return { text: read(deadLettersHtml(page, viewer)), acts, questions };
  }

  it('groups them by what killed them, with the first error, since when, and the newest', () => {
    const { text } = pageOf();
    expect(text).toMatch(/^215 dead letters, since 02:23 \(41 min ago\)/);
    expect(text).toContain(
      '200 handler-permanent in stripe-orders payment_intent.succeeded ' +
        'the handler threw PermanentError , or a person refused the event for good ' +
        "TypeError: Cannot read properties of undefined (reading 'email') " +
        'first 02:23 (41 min ago) , last 03:03 (60 s ago) : evt_3OqZk2LkdIwHu7ix0fJ5aB9c',
    );
  });

  it('offers to replay each group, but not what a person has to settle first', () => {
    const { acts, questions, text } = pageOf();
    expect(acts).toEqual([
      {
        act: 'replay',
        integration: 'stripe-orders',
        reason: 'handler-permanent',
        type: 'payment_intent.succeeded',
      },
      {
        act: 'replay',
        integration: 'an-integration-with-a-long-nam',
        reason: 'payload-mismatch',
        type: 'com.example.a.very.long.event.type.that.nobody.has.shortened.v2',
      },
    ]);
    expect(text).toContain('[Replay 50 of them]');
    expect(questions[0]).toContain('Replay 50 dead letters of stripe-orders (handler-permanent,');
    expect(text).toContain('Look at the upstream what became of it.');
  });

  it('names what the index does not know, and how to read it in', () => {
    expect(pageOf().text).toContain(
      '2 messages in the dead-letter queue of github-builds that the index does not know. Read them in: ' +
        'npm run breakwater -- dlq reconcile github-builds --stage prod',
    );
  });

  it('says that there are none, and asks nobody for a name then', () => {
    const view = { total: 0, groups: [], newest: [], unlisted: new Map(), cutShort: [] };
    expect(pageOf(view).text).toBe('No dead letters.');
    expect(pageOf({ ...view, cutShort: ['orders'] }).text).toContain('its figures are too low');
  });
});

describe('the page of breakers and pauses', () => {
  const paused = { name: 'shopify-refunds', pause: sample.pause };
  const running = { name: 'orders', pause: undefined };

  function pageOf(more: Partial<Parameters<typeof holdsHtml>[0]> = {}) {
    const { controls, acts } = recordingControls();
    const page = { breakers: [], integrations: [], controls, typed, ...more };
    return { text: read(holdsHtml(page, viewer)), acts };
  }

  it('says that nothing is held back', () => {
    expect(pageOf().text).toMatch(/^Nothing is held back\./);
  });

  it('tells of each since when, who, why and until when, and what that means', () => {
    const { text } = pageOf({ breakers: sample.breakers, integrations: [paused] });
    expect(text).toMatch(/^3 breakers not closed, 1 integration paused/);
    expect(text).toContain(
      'forced-open ledger since 11-24 22:04 (5 h ago) by ada@laptop until 06:04 (in 3 h) ' +
        'their migration, ticket OPS-1234',
    );
    expect(text).toContain('open erp since 02:57 (7 min ago) until 03:08 (in 4 min) 81 % of 120');
    expect(text).toContain('isolated mailer since 02:26 (38 min ago) 401 to a fresh credential');
    expect(text).toContain('1 breaker closed: crm');
  });

  it('offers to release what a person or a dead credential holds, not what mends itself', () => {
    const { acts } = pageOf({ breakers: sample.breakers, integrations: [paused] });
    expect(acts).toEqual([
      { act: 'release', upstream: 'mailer' },
      { act: 'release', upstream: 'ledger' },
      { act: 'resume', integration: 'shopify-refunds' },
    ]);
  });

  it('offers to pause what is not paused', () => {
    const { acts } = pageOf({ integrations: [running, paused] });
    expect(acts).toContainEqual({ act: 'pause', integration: 'orders' });
    expect(acts).not.toContainEqual({ act: 'pause', integration: 'shopify-refunds' });
  });
});

describe('what became of a click', () => {
  it('is told with how many are left, and under which name it is on record', () => {
    const outcome = {
      kind: 'replayed',
      done: 200,
      remaining: 312,
      notMet: 0,
      newer: 0,
      left: [{ because: 'came-back-twice', count: 3, eventIds: ['evt_1', 'evt_2'] }],
      operation: '2026-11-25T03:04:00.000Z-a1b2c3',
    } as const;
    expect(read(outcomeHtml(outcome))).toBe(
      '200 dead letters replayed. 312 messages left: click again to go on. ' +
        'On record as 2026-11-25T03:04:00.000Z-a1b2c3. ' +
        'Left: 3 events came back twice after a replay and would come back again: evt_1, evt_2 and 1 more',
    );
  });

  it('is told where nothing was done', () => {
    expect(read(outcomeHtml({ kind: 'refused', because: 'Type your name first.' }))).toBe(
      'Nothing was done. Type your name first.',
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { statusJson, statusText, type StageStatus } from '../../../bin/operator/status-text.ts';
import { localTime } from '../../../bin/operator/time-words.ts';
import type { IntegrationStatus } from '../../../lambdas/operations/integration-status.ts';
import type { FiringAlarm } from '../../../lambdas/operations/read-alarms.ts';

const now = Date.UTC(2026, 0, 31, 12);

const orders: IntegrationStatus = {
  ...{ name: 'orders', provider: 'stripe', queued: 0, inFlight: 0, deadLetters: 0 },
  ...{ oldestSeconds: 0, breakers: [], mapping: 'enabled' },
  ...{ waiting: [], ignored: [], problems: [], notices: [] },
};
const wrongSecret: FiringAlarm = {
  ...{ name: 'breakwater-prod/wrong-secret', subject: '', kind: 'wrong-secret' },
  severity: 'critical',
  since: now - 300_000,
  means: 'An integration has had nothing but wrong signatures.',
  lookFirst: 'at wrong signatures by integration.',
  runbook: 'docs/runbook.md#wrong-secret',
};

const atRest: StageStatus = { alarms: [], problems: [], unread: [], integrations: [orders] };
const text = (seen: Partial<StageStatus>): string =>
  statusText({ ...atRest, ...seen }, { stage: 'prod', now, stream: process.stdout });
const isHealthy = (seen: Partial<StageStatus>): boolean =>
  statusJson({ ...atRest, ...seen }).healthy;

describe('what status says of a stage', () => {
  it('is that nothing needs anybody while no alarm is on and all is at rest', () => {
    expect(isHealthy({})).toBe(true);
    expect(text({})).toMatch(/\n\nNothing needs you\.$/);
  });

  it('is an alarm that is on, above the integrations, since when and what to look at', () => {
    const seen = { alarms: [wrongSecret, { ...wrongSecret, subject: 'orders' }] };
    expect(isHealthy(seen)).toBe(false);
    const [first = '', second = ''] = text(seen).split('\n\n');
    expect(first).toBe(
      [
        `CRITICAL wrong-secret, since ${localTime(wrongSecret.since)} (5 min ago)`,
        '  An integration has had nothing but wrong signatures.',
        '  Look first at wrong signatures by integration.',
        '  Runbook: docs/runbook.md#wrong-secret',
      ].join('\n'),
    );
    expect(second).toContain('CRITICAL orders: wrong-secret');
    expect(text(seen).indexOf('stripe')).toBeGreaterThan(text(seen).indexOf('Runbook'));
    expect(text(seen)).not.toContain('Nothing needs you');
  });

  it('has alarms beside integrations in JSON, with ISO 8601', () => {
    expect(statusJson({ ...atRest, alarms: [wrongSecret] })).toEqual({
      healthy: false,
      alarms: [{ ...wrongSecret, since: '2026-01-31T11:55:00.000Z' }],
      problems: [],
      unread: [],
      integrations: [orders],
    });
  });

  it('is that a silent governor needs somebody', () => {
    const seen = { problems: ['the schedule of the governor is switched off'] };
    expect(isHealthy(seen)).toBe(false);
    expect(text(seen)).toContain('✗ prod: the schedule of the governor is switched off');
    expect(text(seen)).not.toContain('Nothing needs you');
  });

  it('is what could not be read, and all the rest', () => {
    const seen = { unread: ['Alarms could not be read: AccessDenied.'] };
    expect(isHealthy(seen)).toBe(true);
    expect(text(seen)).toContain('! Alarms could not be read: AccessDenied.');
    expect(text(seen)).toContain('orders');
    expect(text(seen)).toMatch(/Nothing else needs you\.$/);
  });

  it('includes why events wait although nothing is wrong, and stays healthy', () => {
    const integrations = [
      { ...orders, notices: ['581 events wait because the handler asked to wait'] },
    ];
    expect(isHealthy({ integrations })).toBe(true);
    expect(text({ integrations })).toMatch(
      /\n\n· orders: 581 events wait because the handler asked to wait\n\nNothing needs you\.$/,
    );
  });

  it('is in the time of the reader’s day, but ISO 8601 for scripts', () => {
    const iso = '2026-01-31T14:00:00.000Z';
    const integrations = [{ ...orders, problems: [`paused by ann until ${iso}: migration`] }];
    expect(text({ integrations })).toContain(
      `✗ orders: paused by ann until ${localTime(Date.parse(iso))}: migration`,
    );
    expect(statusJson({ ...atRest, integrations }).integrations).toEqual(integrations);
  });
});

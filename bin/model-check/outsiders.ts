import type { Asked, BreakerEvent, ForcedMode } from '../../lambdas/breaker/breaker-event.ts';
import type { World } from './world.ts';

const forced: readonly ForcedMode[] = [
  { kind: 'forced-open' },
  { kind: 'forced-closed' },
  { kind: 'isolated' },
];

/** All that a person may say. */
export function personsOrders(id: string, time: number): BreakerEvent[] {
  const order = { id, by: 'ada', reason: 'said so' };
  return [
    ...forced.map((to) => ({ kind: 'forced', ...order, to }) as const),
    { kind: 'forced', ...order, to: { kind: 'forced-open', until: time + 1 } },
    { kind: 'released', ...order },
    { kind: 'hastened', ...order },
  ];
}

/** What the governor asks by what stands there, as `release-lapsed.ts` and `probe-upstream.ts` do. */
export function governorsQuestions(
  id: string,
  { stored: { mode }, time, credential }: World,
): Asked[] {
  const asked = { kind: 'asked', id, caller: '', epochSeenAt: time, leaseMs: 0 } as const;
  const isLapsed = 'until' in mode && mode.until !== undefined && mode.until <= time;
  return [
    ...(isLapsed ? [{ ...asked, mayProbe: false }] : []),
    ...(mode.kind === 'isolated'
      ? [{ ...asked, mayProbe: true, credentialVersion: String(credential) }]
      : []),
  ];
}

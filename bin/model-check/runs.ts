import type { Scope } from './scope.ts';

/** As short as times can be and still differ from each other: a tick stands for any length. */
const plain: Scope = {
  title: 'the breaker alone',
  clocks: [0, 0],
  settings: {
    openMs: 1,
    longestOpenMs: 2,
    probesToClose: 2,
    peaceMs: 2,
    clockMarginMs: 0,
    waitMs: 1,
  },
  leaseMs: 2,
  hasCredentials: false,
  hasThrottling: false,
  mostStates: 4_000_000,
};

/** A margin of one tick, for clocks that are one tick apart. */
const apart: Scope = {
  ...plain,
  title: 'clocks that are apart',
  clocks: [0, 1],
  settings: { ...plain.settings, clockMarginMs: 1 },
  leaseMs: 3,
};

/** Each small enough to be visited as a whole, or bounded where it says so. */
export const scopes = {
  plain,
  apart,
  throttled: { ...plain, title: 'upstreams that ask to be left alone', hasThrottling: true },
  credentials: { ...plain, title: 'credentials that die and are replaced', hasCredentials: true },
  person: { ...plain, title: 'a person who forces and releases', operator: 'at-once' },
  latePerson: {
    ...plain,
    title: 'a person whose order lands late or never (bounded)',
    operator: 'late',
    mostStates: 600_000,
  },
  governor: {
    ...plain,
    title: 'a governor beside a person and dying credentials (bounded)',
    operator: 'at-once',
    hasCredentials: true,
    hasGovernor: true,
    mostStates: 600_000,
  },
  three: {
    ...plain,
    title: 'three environments (bounded)',
    clocks: [0, 0, 0],
    mostStates: 600_000,
  },
} as const satisfies Readonly<Record<string, Scope>>;

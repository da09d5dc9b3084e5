const here = 'checked here, in every state';

/** What must hold, and where it is checked. */
export const invariantList = {
  I1: { text: 'At most one lease holder probes at any time, inside its lease.', checked: here },
  I2: {
    text: 'Only the edges of the state diagram, each for its own reason; nothing closes but good probes.',
    checked: here,
  },
  I3: { text: 'One winner for each epoch, who tells of the change; no loser does.', checked: here },
  I4: { text: 'What was learnt in one epoch changes nothing in another.', checked: here },
  I5: {
    text: 'From every state, with a healthy upstream and one environment alone, it can close again.',
    checked: 'checked here, backwards over the whole graph of each complete run',
  },
  I6: { text: 'While a person stands above it, nothing automatic changes it.', checked: here },
  I7: { text: 'Only another credential, or a person, lifts an isolation.', checked: here },
  I8: { text: 'Openings grow, up to the cap, and start again after peace.', checked: here },
  I9: {
    text: 'No decision of a breaker costs an attempt or dead-letters an event.',
    checked: 'test/local/processing.test.ts and test/unit/processor',
  },
  I10: {
    text: 'No write while no failure and no heart-beat is due.',
    checked: 'the bill of `npm run bench -- breaker`, and test/unit/breaker/shared-health.test.ts',
  },
  I11: {
    text: 'A failing store changes no call’s own result.',
    checked: 'test/unit/breaker/store-down.test.ts',
  },
  I12: { text: 'A winner whose answer was lost never believes that it lost.', checked: here },
  I13: {
    text: 'A trip needs enough calls, of enough environments.',
    checked: 'test/unit/breaker/trip-rules.test.ts',
  },
  I14: {
    text: 'The governor brings the mapping from any state to the right one within two runs.',
    checked: 'test/unit/governor: a property over all pairs of states',
  },
  throttle: {
    text: 'Nobody calls before the time that the upstream asked for.',
    checked: here,
  },
  heard: { text: 'What a lease holder found out is heard.', checked: here },
} as const;

export type InvariantName = keyof typeof invariantList;

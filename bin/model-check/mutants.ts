import { epochIs } from '../../lambdas/breaker/clause.ts';
import { isOwn, type ConditionalWrite } from '../../lambdas/breaker/conditional-write.ts';
import type { Decision } from '../../lambdas/breaker/decide.ts';
import type { EpochFacts } from '../../lambdas/breaker/snapshot.ts';
import { lift } from '../../lambdas/breaker/transitions.ts';
import { product, type Protocol } from './protocol.ts';
import { scopes } from './runs.ts';
import type { Scope } from './scope.ts';

/** The protocol with one mistake in it, of the kind that is made: the model has to see it. */
export interface Mutant {
  readonly name: string;
  readonly scope: Scope;
  readonly protocol: Protocol;
}

export const mutants: readonly Mutant[] = [
  mutant('writes do not check the epoch', scopes.plain, {
    applyWrite: (stored, write) =>
      product.applyWrite(stored, without(write, 'epoch-is', 'state-is', 'lease-is-held-by')),
  }),
  mutant('the lease is not looked at again after the claim', scopes.plain, {
    decide: (seen, event, now, settings) => {
      const { state } = seen;
      return event.kind === 'asked' &&
        state.kind === 'half-open' &&
        state.lease?.owner === event.caller
        ? { kind: 'pass', deadline: state.lease.endsAt }
        : product.decide(seen, event, now, settings);
    },
  }),
  mutant('the item of an open breaker expires', scopes.plain, {
    mayVanish: ({ state }) => state.kind === 'open',
  }),
  mutant('half-open lets everybody through', scopes.plain, {
    decide: (seen, event, now, settings) =>
      event.kind === 'asked' && seen.mode.kind === 'auto' && seen.state.kind === 'half-open'
        ? { kind: 'pass' }
        : product.decide(seen, event, now, settings),
  }),
  mutant('what was learnt in an earlier epoch counts', scopes.plain, {
    decide: (seen, event, now, settings) =>
      product.decide(
        seen,
        'epoch' in event ? { ...event, epoch: seen.epoch } : event,
        now,
        settings,
      ),
  }),
  mutant('a write whose answer was lost is not known again', scopes.plain, {
    applyWrite: (stored, write) =>
      isOwn(stored, write) ? { kind: 'lost', snapshot: stored } : product.applyWrite(stored, write),
  }),
  mutant('a late success closes an open breaker', scopes.plain, {
    eventOf: (call, end, { id, random }) =>
      end.kind === 'alive'
        ? {
            ...{ kind: 'probed', id, epoch: call.epoch, caller: call.caller },
            ...{ result: 'alive', random },
          }
        : product.eventOf(call, end, { id, random }),
    decide: (seen, event, now, settings): Decision =>
      event.kind === 'probed' && seen.state.kind === 'open' && seen.mode.kind === 'auto'
        ? writes('close', { ...seen, state: { kind: 'closed', since: now } }, event.id)
        : product.decide(seen, event, now, settings),
  }),
  mutant('a lease has no margin for clocks', scopes.apart, {
    decide: (seen, event, now, settings) =>
      product.decide(seen, event, now, { ...scopes.apart.settings, ...settings, clockMarginMs: 0 }),
  }),
  mutant('a person’s release closes at once', scopes.person, {
    decide: (seen, event, now, settings) => {
      const decision = product.decide(seen, event, now, settings);
      return event.kind === 'released' && decision.kind === 'write'
        ? changed(decision, { state: { kind: 'closed', since: now } })
        : decision;
    },
  }),
  mutant('the refused credential lifts its own isolation', scopes.credentials, {
    decide: (seen, event, now, settings) =>
      event.kind === 'asked' && seen.mode.kind === 'isolated'
        ? { kind: 'write', write: lift(seen, event.credentialVersion ?? '', event.id, now) }
        : product.decide(seen, event, now, settings),
    applyWrite: (stored, write) =>
      product.applyWrite(stored, without(write, 'refused-credential-is-not')),
  }),
  mutant('the governor lifts an isolation with the credential that was refused', scopes.governor, {
    decide: (seen, event, now, settings) =>
      event.kind === 'asked' && event.caller === '' && seen.mode.kind === 'isolated'
        ? { kind: 'write', write: lift(seen, event.credentialVersion ?? '', event.id, now) }
        : product.decide(seen, event, now, settings),
    applyWrite: (stored, write) =>
      product.applyWrite(stored, without(write, 'refused-credential-is-not')),
  }),
  mutant('what the governor decided a while ago wins over a person', scopes.governor, {
    applyWrite: (stored, write) =>
      write.transition === 'release'
        ? product.applyWrite(stored, without(write, 'epoch-is', 'mode-is'))
        : product.applyWrite(stored, write),
  }),
  mutant('an upstream’s wish to be left alone is cut short', scopes.throttled, {
    throttle: (snapshot, until) => ({ ...snapshot, throttledUntil: until }),
  }),
  mutant('a probe overrides a person', scopes.person, {
    decide: (seen, event, now, settings) => {
      if (event.kind !== 'tripped') return product.decide(seen, event, now, settings);
      const decision = product.decide({ ...seen, mode: { kind: 'auto' } }, event, now, settings);
      return decision;
    },
    applyWrite: (stored, write) => product.applyWrite(stored, without(write, 'mode-is')),
  }),
  mutant('an old read hides what is known', scopes.plain, {
    afterRead: (view, snapshot, now) => product.afterWrite(view, snapshot, now),
  }),
  mutant('one good probe is enough', scopes.plain, {
    decide: (seen, event, now, settings) =>
      product.decide(seen, event, now, { ...scopes.plain.settings, ...settings, probesToClose: 1 }),
  }),
  mutant('an opening never gets longer', scopes.plain, {
    decide: (seen, event, now, settings) => {
      const decision = product.decide(seen, event, now, settings);
      return decision.kind === 'write' && decision.write.facts.state.kind === 'open'
        ? changed(decision, { openings: 1 })
        : decision;
    },
  }),
  mutant('a winner does not tell of its change', scopes.plain, { wonChange: () => undefined }),
  mutant('a loser tells of the change that was not its own', scopes.plain, {
    wonChange: (write, { snapshot }) => product.wonChange(write, { kind: 'won', snapshot }),
  }),
  mutant('a close forgets how often it has opened', scopes.plain, {
    decide: (seen, event, now, settings) => {
      const decision = product.decide(seen, event, now, settings);
      return decision.kind === 'write' && decision.write.transition === 'close'
        ? changed(decision, { openings: 0 })
        : decision;
    },
  }),
  mutant('a change is not written into the history', scopes.plain, {
    decide: (seen, event, now, settings) => {
      const decision = product.decide(seen, event, now, settings);
      return decision.kind === 'write' ? changed(decision, { history: seen.history }) : decision;
    },
  }),
  mutant('it is tried before its time is over', scopes.plain, {
    decide: (seen, event, now, settings) =>
      event.kind === 'asked' && seen.state.kind === 'open'
        ? product.decide(seen, event, now + seen.state.openForMs, settings)
        : product.decide(seen, event, now, settings),
  }),
  mutant('a close is dated back, so that it is peace at once', scopes.plain, {
    decide: (seen, event, now, settings) => {
      const decision = product.decide(seen, event, now, settings);
      return decision.kind === 'write' && decision.write.transition === 'close'
        ? changed(decision, { state: { kind: 'closed', since: 0 } })
        : decision;
    },
  }),
  mutant('a transition forgets that the upstream asked to be left alone', scopes.throttled, {
    applyWrite: (stored, write) => {
      const result = product.applyWrite(stored, write);
      const { throttledUntil: _wish, ...snapshot } = result.snapshot;
      return result.snapshot === stored ? result : { ...result, snapshot };
    },
  }),
];

function mutant(name: string, scope: Scope, changes: Partial<Protocol>): Mutant {
  return { name, scope, protocol: { ...product, ...changes } };
}

function without(write: ConditionalWrite, ...kinds: readonly string[]): ConditionalWrite {
  return { ...write, clauses: write.clauses.filter(({ kind }) => !kinds.includes(kind)) };
}

function changed(
  { write }: Extract<Decision, { kind: 'write' }>,
  facts: Partial<EpochFacts>,
): Decision {
  return { kind: 'write', write: { ...write, facts: { ...write.facts, ...facts } } };
}

function writes(
  transition: ConditionalWrite['transition'],
  seen: EpochFacts,
  transitionId: string,
): Decision {
  const facts = { ...seen, epoch: seen.epoch + 1, transitionId };
  return { kind: 'write', write: { transition, clauses: [epochIs(seen.epoch)], facts } };
}

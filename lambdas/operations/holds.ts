import type { BreakerStatus, IntegrationReading } from './integration-status.ts';

/** A breaker, with what a person asks of one that is not closed. */
export interface BreakerRow extends BreakerStatus {
  /** When it left `closed`, or was forced or isolated: ISO 8601; null while it is closed. */
  readonly since: string | null;
  /** The person who forced it; null where it decided by itself. */
  readonly by: string | null;
  /** The rule that opened it, what the upstream answered, or the reason that the person gave. */
  readonly why: string | null;
}

/** An integration whose queue a person has stopped. */
export interface PauseRow {
  readonly integration: string;
  /** ISO 8601. */
  readonly since: string;
  readonly by: string;
  readonly why: string;
  /** ISO 8601; null where it has no end. */
  readonly until: string | null;
}

/** What keeps events from being worked on, and how a person changes that. */
export interface Holds {
  /** One row for each upstream. */
  breakers(upstreams: readonly string[]): Promise<readonly BreakerRow[]>;
  /** Takes a forced or isolated breaker back to deciding by itself; it tries the upstream first. */
  release(upstream: string, by: string, why: string): Promise<HoldChange>;
  /** Undefined where nothing carries a pause out. */
  readonly pauses: Pauses | undefined;
}

export interface Pauses {
  /** One row for each of these integrations that is paused. */
  of(integrations: readonly string[]): Promise<readonly PauseRow[]>;
  pause(integration: string, by: string, why: string): Promise<HoldChange>;
  resume(integration: string, by: string, why: string): Promise<HoldChange>;
}

/** `as-before`: there was nothing to change, or somebody else was faster. */
export type HoldChange = 'changed' | 'as-before';

/** What `status` says of an integration's breakers and of a pause. */
export function holdOf(
  integration: string,
  upstreams: readonly string[],
  breakers: readonly BreakerRow[],
  pauses: readonly PauseRow[],
): Pick<IntegrationReading, 'breakers' | 'held'> {
  const own = breakers.filter(({ upstream }) => upstreams.includes(upstream));
  const pause = pauses.find((row) => row.integration === integration);
  const stopping = own.find(({ state }) => state !== 'closed' && state !== 'forced-closed');
  return {
    breakers: own.map(({ upstream, state, until }) => ({ upstream, state, until })),
    held:
      pause !== undefined
        ? { by: 'person', why: pause.why }
        : stopping && { by: 'breaker', why: stopping.upstream },
  };
}

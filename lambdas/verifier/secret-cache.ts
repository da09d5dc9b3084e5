import type { Clock } from '../runtime/clock.ts';
import type { SecretReading, SigningSecrets } from './signing-secrets.ts';
import { OutOfTimeError, withinDeadline } from './time-budget.ts';

/** A removed secret stops working within this time. */
const freshMs = 60_000;
/** However many bad signatures come, Secrets Manager is asked because of them once in this time. */
const againMs = 5_000;
/** So long a missing secret, or an outage of Secrets Manager, is taken as still lasting. */
const lastingMs = 5_000;
/** So long a request waits for its first copy. */
const firstReadMs = 2_000;
/** So long a request waits for a newer copy while an older one is at hand. */
const renewalMs = 1_000;

/** Never throws but for its signal; not being reachable is a reading. */
export type FetchSecrets = (integration: string, signal: AbortSignal) => Promise<SecretReading>;

interface Memory {
  /** What Secrets Manager itself said last, and when it was asked. */
  copy?: { readonly reading: SecretReading; readonly at: number };
  /** Set while the last attempt to reach Secrets Manager failed. */
  outage: { readonly reading: SecretReading; readonly at: number } | undefined;
  askedAgainAt: number;
  underWay: Promise<SecretReading> | undefined;
}

/** Signing secrets with a memory; one reading at a time per integration, shared by all who wait. */
export function secretCache(fetch: FetchSecrets, clock: Clock): SigningSecrets {
  const memories = new Map<string, Memory>();

  const memoryOf = (integration: string): Memory => {
    const memory = memories.get(integration) ?? newMemory();
    memories.set(integration, memory);
    return memory;
  };

  const look = async (integration: string, memory: Memory): Promise<SecretReading> => {
    const at = clock.now();
    const patienceMs = holdsSecrets(memory) ? renewalMs : firstReadMs;
    const reading = await withinDeadline(clock, at + patienceMs, (signal) =>
      fetch(integration, signal),
    ).catch(unreachableIfOutOfTime);
    if (reading.kind === 'unreachable') {
      memory.outage = { reading, at: clock.now() };
    } else {
      memory.copy = { reading, at };
      memory.outage = undefined;
    }
    return reading;
  };

  const lookOnce = (integration: string, memory: Memory): Promise<SecretReading> => {
    memory.underWay ??= look(integration, memory).finally(() => {
      memory.underWay = undefined;
    });
    return memory.underWay;
  };

  return {
    async current(integration) {
      const memory = memoryOf(integration);
      const known = fresh(memory, clock.now());
      if (known !== undefined) return known;
      const reading = await lookOnce(integration, memory);
      return reading.kind === 'unreachable' ? (olderCopy(memory) ?? reading) : reading;
    },

    async again(integration, failed) {
      const memory = memoryOf(integration);
      if (memory.copy !== undefined && memory.copy.reading !== failed) return memory.copy.reading;
      if (memory.underWay === undefined) {
        if (clock.now() - memory.askedAgainAt < againMs) return memory.outage?.reading;
        memory.askedAgainAt = clock.now();
      }
      return lookOnce(integration, memory);
    },
  };
}

function newMemory(): Memory {
  return { outage: undefined, askedAgainAt: -Infinity, underWay: undefined };
}

/** What needs no asking at `now`. */
function fresh(memory: Memory, now: number): SecretReading | undefined {
  const { copy, outage } = memory;
  if (copy !== undefined && now - copy.at < (holdsSecrets(memory) ? freshMs : lastingMs)) {
    return copy.reading;
  }
  if (outage !== undefined && now - outage.at < lastingMs) {
    return olderCopy(memory) ?? outage.reading;
  }
  return undefined;
}

function holdsSecrets({ copy }: Memory): boolean {
  return copy?.reading.kind === 'secrets';
}

function olderCopy(memory: Memory): SecretReading | undefined {
  return holdsSecrets(memory) ? memory.copy?.reading : undefined;
}

function unreachableIfOutOfTime(error: unknown): SecretReading {
  if (error instanceof OutOfTimeError) return { kind: 'unreachable', detail: error.message };
  throw error;
}

import { setTimeout as wait } from 'node:timers/promises';

const lookEveryMs = 200;

/**
 * Looks until what is seen is what is waited for.
 *
 * @throws Error that shows what was seen last
 */
export async function eventually<Seen>(
  look: () => Promise<Seen>,
  isIt: (seen: Seen) => boolean,
  patienceMs = 60_000,
): Promise<Seen> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (isIt(seen)) return seen;
    if (performance.now() > giveUpAt) {
      throw new Error(`Not within ${patienceMs / 1_000} s; seen last: ${JSON.stringify(seen)}`);
    }
    await wait(lookEveryMs);
  }
}

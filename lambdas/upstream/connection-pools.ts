import { setImmediate as nextTurn } from 'node:timers/promises';
import { Pool } from 'undici';

/**
 * An idle connection is not used again after this: many servers close theirs after five seconds.
 * undici's own idle timer stands still while Lambda freezes the environment, so it cannot be asked.
 */
const longestIdleMs = 4_000;

interface Entry {
  readonly pool: Pool;
  inUse: number;
  lastUsedAt: number;
}

/** Connections that are kept between calls and between invocations. */
export interface ConnectionPools {
  /**
   * Lends the pool of an origin; give it back when the request is over.
   *
   * @param keepAlive false for a request that needs a connection of its own
   */
  borrow(origin: string, connectMs: number, keepAlive: boolean, now: number): BorrowedPool;
  /** Ends all connections, and what is under way on them. */
  destroy(): Promise<void>;
}

export interface BorrowedPool {
  readonly pool: Pick<Pool, 'dispatch'>;
  /** @returns when the next call can have the connection, if it is to be kept */
  giveBack(now: number): Promise<void>;
}

export function connectionPools(): ConnectionPools {
  const entries = new Map<string, Entry>();

  function fresh(origin: string, connectMs: number, keepAlive: boolean, now: number): Entry {
    // Connect timeouts belong to the pool, so endpoint classes that differ in it share none.
    const key = `${origin} ${connectMs} ${keepAlive}`;
    const stale = entries.get(key);
    if (stale !== undefined) {
      if (stale.inUse > 0 || now - stale.lastUsedAt <= longestIdleMs) return stale;
      void stale.pool.destroy();
    }
    const pool = new Pool(origin, {
      connect: { timeout: connectMs },
      keepAliveTimeout: longestIdleMs,
      keepAliveMaxTimeout: longestIdleMs,
      // 0 closes a connection after its request.
      pipelining: keepAlive ? 1 : 0,
    });
    const entry: Entry = { pool, inUse: 0, lastUsedAt: now };
    entries.set(key, entry);
    return entry;
  }

  return {
    borrow(origin, connectMs, keepAlive, now) {
      const entry = fresh(origin, connectMs, keepAlive, now);
      entry.inUse += 1;
      return {
        pool: entry.pool,
        async giveBack(then) {
          entry.lastUsedAt = then;
          // undici frees a connection one turn after its answer.
          await nextTurn();
          entry.inUse -= 1;
        },
      };
    },
    async destroy() {
      const pools = [...entries.values()].map(({ pool }) => pool);
      entries.clear();
      await Promise.all(pools.map((pool) => pool.destroy()));
    },
  };
}

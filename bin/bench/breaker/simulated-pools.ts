import type { Dispatcher, Pool } from 'undici';
import type { ConnectionPools } from '../../../lambdas/upstream/connection-pools.ts';
import type { Course } from './fault.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Connections to an upstream that is not there: each request goes the way that `next` says. */
export function simulatedPools(time: VirtualTime, next: () => Course): ConnectionPools {
  const dispatch = (
    _options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean => {
    const { result, afterMs } = next();
    let isOver = false;
    const controller = {
      abort(reason: Error) {
        isOver = true;
        handler.onResponseError?.(controller, reason);
      },
    } as Dispatcher.DispatchController;
    handler.onRequestStart?.(controller, {});
    void time.sleep(afterMs).then(() => {
      if (isOver) return;
      const headers = { 'content-type': 'application/json' };
      handler.onResponseStart?.(controller, result === 'alive' ? 200 : 500, headers);
      handler.onResponseData?.(controller, Buffer.from('{}'));
      handler.onResponseEnd?.(controller, {});
    });
    return true;
  };
  const pool = { dispatch } as Pool;
  return {
    borrow: () => ({ pool, giveBack: async () => undefined }),
    destroy: async () => undefined,
  };
}

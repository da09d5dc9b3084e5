import type { Dispatcher } from 'undici';
import type { ConnectionPools } from '../../../lambdas/upstream/connection-pools.ts';
import type { SimulatedProcess } from '../simulated-process.ts';
import type { SimulatedUpstream, UpstreamReaction } from './simulated-upstream.ts';

/** The connections of one process: undici's place, and its way of telling what comes. */
export function simulatedConnections(
  process: SimulatedProcess,
  upstreams: ReadonlyMap<string, SimulatedUpstream>,
): ConnectionPools {
  return {
    borrow(origin) {
      const upstream = upstreams.get(origin);
      if (upstream === undefined)
        throw new TypeError(`There is no simulated upstream at ${origin}.`);
      return {
        pool: {
          dispatch(options, handler) {
            answer(process, handler, () => upstream.react(requestOf(options)));
            return true;
          },
        },
        giveBack: () => Promise.resolve(),
      };
    },
    destroy: () => Promise.resolve(),
  };
}

function requestOf({ method, path, headers, body }: Dispatcher.DispatchOptions) {
  return {
    method,
    path,
    headers: headers as Record<string, string>,
    body: Buffer.isBuffer(body) ? body.toString('utf8') : '',
  };
}

/** Tells the handler what the upstream does, unless the request is given up first. */
function answer(
  process: SimulatedProcess,
  handler: Dispatcher.DispatchHandler,
  react: () => UpstreamReaction,
): void {
  const givingUp = new AbortController();
  const controller = {
    aborted: false,
    paused: false,
    reason: null as Error | null,
    rawHeaders: null,
    rawTrailers: null,
    abort(reason: Error) {
      if (controller.aborted) return;
      controller.aborted = true;
      controller.reason = reason;
      givingUp.abort();
      handler.onResponseError?.(controller, reason);
    },
    pause: () => undefined,
    resume: () => undefined,
  };
  const after = (durationMs: number, tell: () => void) => {
    process.clock.sleep(durationMs, givingUp.signal).then(tell, () => undefined);
  };
  const reaction = react();
  if (reaction.kind !== 'refuses') handler.onRequestStart?.(controller, {});
  switch (reaction.kind) {
    case 'refuses':
      return after(reaction.afterMs, () => {
        handler.onResponseError?.(controller, broken('ECONNREFUSED'));
      });
    case 'breaks-off':
      return after(reaction.afterMs, () => {
        handler.onResponseError?.(controller, broken('ECONNRESET'));
      });
    case 'answers':
      return after(reaction.afterMs, () => {
        const headers = { 'content-type': 'application/json' };
        handler.onResponseStart?.(controller, reaction.status, headers, '');
        handler.onResponseData?.(controller, Buffer.from(reaction.body));
        handler.onResponseEnd?.(controller, {});
      });
    case 'hangs':
  }
}

function broken(code: string): Error {
  return Object.assign(new Error('The connection broke'), { code });
}

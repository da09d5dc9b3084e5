import { setTimeout as wait } from 'node:timers/promises';
import { startUpstream, type Exchange, type UpstreamServer } from '../upstream-server.ts';
import type { Environment } from './environment.ts';

export const styles = ['keyed', 'looked', 'plain'] as const;
export type Style = (typeof styles)[number];

/** What befalls a request that could act. `commit` acts first; `die` and `freeze` befall its caller. */
export const faults = [
  ...['commit', 'commit', 'commit, hang', 'hang', 'commit, reset', 'reset', 'commit, drip'],
  ...['commit, garbage', 'garbage', 'commit, cut', 'commit, 500', '500', '503', '429', '422'],
  ...['commit, die', 'die', 'commit, freeze', 'freeze'],
] as const;
export type Fault = (typeof faults)[number];

export interface ThreeUpstreams {
  readonly server: UpstreamServer;
  /** How often a step's order was made, and how often it was taken back. */
  effects(event: string, style: Style): { readonly made: number; readonly takenBack: number };
}

interface Order {
  readonly id: string;
  readonly event: string;
  readonly style: Style;
  readonly reference: string;
  takenBack: boolean;
}

function isStyle(text: string): text is Style {
  return (styles as readonly string[]).includes(text);
}

/**
 * Three upstreams in one server: `keyed` keeps to idempotency keys, `looked` tells what it has done, `plain`
 * does neither. Each request that could act meets the next fault that its event has coming.
 */
export async function startThreeUpstreams(
  faultsOf: (event: string) => Fault[],
  named: (environment: unknown) => Environment | undefined,
  freezeMs: number,
): Promise<ThreeUpstreams> {
  const orders: Order[] = [];

  function act({ request }: Exchange, style: Style): Order {
    const { event, reference } = JSON.parse(request.body.toString()) as Order;
    const key = request.headers['idempotency-key'];
    const known = orders.find((order) => order.style === style && order.reference === key);
    if (style === 'keyed' && known !== undefined) return known;
    const order = { id: `${style}-${orders.length}`, event, style, reference, takenBack: false };
    orders.push(order);
    return order;
  }

  const server = await startUpstream(async (exchange) => {
    const { request, response, socket } = exchange;
    const answer = (status: number, body: unknown, headers = {}): void => {
      const head = { 'content-type': 'application/json', ...headers };
      response.writeHead(status, head).end(JSON.stringify(body));
    };
    const { pathname, searchParams } = new URL(request.url, server.url);
    const [, style = ''] = pathname.split('/');
    if (request.method === 'GET') {
      const reference = searchParams.get('reference');
      const found = orders.filter(
        (order) => order.style === style && order.reference === reference,
      );
      return answer(200, found);
    }
    if (!isStyle(style)) return answer(404, {});
    const doomed = orders.find(({ id }) => id === pathname.split('/').at(-1));
    const { event } = doomed ?? (JSON.parse(request.body.toString()) as Order);
    const fault: Fault = faultsOf(event).shift() ?? 'commit';
    const commits = fault.startsWith('commit');
    const order = doomed ?? (commits ? act(exchange, style) : undefined);
    // A page of HTML with 200 would be a lie that nobody could see through.
    if (doomed && fault === 'garbage') return answer(500, {});
    if (doomed && commits) doomed.takenBack = true;
    const caller = named(request.headers['x-environment']);
    switch (fault.replace('commit, ', '')) {
      case 'commit':
        return answer(201, order);
      case 'hang':
        return;
      case 'reset':
        return void socket.resetAndDestroy();
      case 'drip': {
        response.writeHead(201, { 'content-type': 'application/json' });
        const drip = setInterval(() => response.write(' '), 50);
        return void socket.once('close', () => clearInterval(drip));
      }
      case 'garbage':
        return void response.writeHead(200).end('<html>One moment please</html>');
      case 'cut':
        response.writeHead(201, { 'content-length': '100' });
        return void response.write('{"id":', () => socket.destroy());
      case '429':
        return answer(429, {}, { 'retry-after': '0' });
      case 'die':
        return caller?.signal('SIGKILL');
      case 'freeze':
        caller?.signal('SIGSTOP');
        answer(201, order);
        await wait(freezeMs, undefined, { ref: false });
        return caller?.signal('SIGCONT');
      default:
        return answer(Number(fault.slice(-3)), {});
    }
  });
  return {
    server,
    effects(event, style) {
      const own = orders.filter((order) => order.event === event && order.style === style);
      return { made: own.length, takenBack: own.filter(({ takenBack }) => takenBack).length };
    },
  };
}

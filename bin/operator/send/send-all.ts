import {
  post,
  signDelivery,
  type Delivery,
  type DeliveryTarget,
} from '../../local/demo/delivery.ts';

/** What one request was answered. */
export interface SentAnswer {
  /** Undefined where no answer came for as long as the provider waits, or no connection was made. */
  readonly status: number | undefined;
  readonly durationMs: number;
  /** What the answer says, or why there was none. */
  readonly body: string;
}

const atOnce = 10;

/** Signs each webhook when its turn comes, and sends it as its provider would, at most ten at once. */
export async function sendAll(
  target: DeliveryTarget,
  webhooks: readonly Delivery[],
  onAnswer: (done: number) => void,
): Promise<SentAnswer[]> {
  const answers: SentAnswer[] = [];
  const waiting = [...webhooks.entries()];
  let done = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [place, webhook] = next;
      answers[place] = await send(target, webhook);
      onAnswer((done += 1));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return answers;
}

async function send(target: DeliveryTarget, webhook: Delivery): Promise<SentAnswer> {
  const { name, patienceMs } = target.provider;
  const request = signDelivery(target, webhook);
  const startedAt = performance.now();
  const duration = (): number => Math.round(performance.now() - startedAt);
  try {
    const { status, body } = await post(target.url, request, AbortSignal.timeout(patienceMs));
    return { status, body, durationMs: duration() };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    const why = timedOut
      ? `no answer within ${String(patienceMs / 1_000)} s, which is as long as ${name} waits`
      : causeOf(error);
    return { status: undefined, body: why, durationMs: duration() };
  }
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? message;
}

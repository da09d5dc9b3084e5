import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { ExpireRequest } from '../processor/expire-waiting.ts';
import type { Expiry } from './ports.ts';

/** Orders to the processors themselves: they have the queue and know how an event is dead-lettered. */
export class LambdaExpiry implements Expiry {
  readonly #client: LambdaClient;
  readonly #processorPrefix: string;

  /** @param processorPrefix name of a processor without its integration */
  constructor(client: LambdaClient, processorPrefix: string) {
    this.#client = client;
    this.#processorPrefix = processorPrefix;
  }

  /** Not waited for: it takes as long as the processor has, and the next run gives the order again. */
  async begin(integration: string): Promise<void> {
    const request: ExpireRequest = { expire: true };
    await this.#client.send(
      new InvokeCommand({
        FunctionName: this.#processorPrefix + integration,
        InvocationType: 'Event',
        Payload: JSON.stringify(request),
      }),
    );
  }
}

import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { ProbeReport, ProbeRequest } from '../processor/probe-report.ts';
import { awsClientSettings } from '../runtime/aws-client-settings.ts';
import type { Probes } from './ports.ts';

/** A probe is waited for by `patienceMs`; asked again by itself, it would be made twice. */
export const probeClientSettings = {
  ...awsClientSettings,
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1_000 },
} as const;

/** Probes by the processors themselves: they have the code, the secrets and the queue. */
export class LambdaProbes implements Probes {
  readonly #client: LambdaClient;
  readonly #processorPrefix: string;

  /**
   * @param client with `probeClientSettings`
   * @param processorPrefix name of a processor without its integration
   */
  constructor(client: LambdaClient, processorPrefix: string) {
    this.#client = client;
    this.#processorPrefix = processorPrefix;
  }

  async probe(
    integration: string,
    upstream: string,
    patienceMs: number,
  ): Promise<ProbeReport | { readonly kind: 'unanswered' }> {
    const request: ProbeRequest = { probe: upstream };
    const patience = AbortSignal.timeout(patienceMs);
    try {
      const { FunctionError, Payload } = await this.#client.send(
        new InvokeCommand({
          FunctionName: this.#processorPrefix + integration,
          Payload: JSON.stringify(request),
        }),
        { abortSignal: patience },
      );
      if (FunctionError !== undefined) throw new ProbeFailedError(integration);
      return JSON.parse(Buffer.from(Payload ?? []).toString()) as ProbeReport;
    } catch (error) {
      if (patience.aborted) return { kind: 'unanswered' };
      throw error;
    }
  }
}

/** Its own log says why. */
export class ProbeFailedError extends Error {
  override readonly name = 'ProbeFailedError';
  constructor(integration: string) {
    super(`The processor of ${integration} ended with an error; its log says which.`);
  }
}

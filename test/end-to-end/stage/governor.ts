import {
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { ClientConfig } from '../../../bin/stage/client-config.ts';
import { integrationNames, stageNames } from '../../../lib/names.ts';
import { eventually } from './eventually.ts';

export interface MappingSeen {
  readonly state: string | undefined;
  readonly concurrency: number | undefined;
}

/** The governor of a deployed stage, which tests run more often than each minute. */
export class StageGovernor {
  readonly #lambda: LambdaClient;
  readonly #stage: string;

  constructor(config: ClientConfig, stage: string) {
    this.#lambda = new LambdaClient(config);
    this.#stage = stage;
  }

  /** One run; it does nothing where the schedule's own is under way. */
  async run(): Promise<void> {
    // Not waited for: while events wait for an upstream, a run lasts until the next one is scheduled.
    await this.#lambda.send(
      new InvokeCommand({
        FunctionName: stageNames(this.#stage).governorFunction,
        InvocationType: 'Event',
      }),
    );
  }

  async mapping(integration: string): Promise<MappingSeen> {
    const { State: state, ScalingConfig } = await this.#find(integration);
    return { state, concurrency: ScalingConfig?.MaximumConcurrency };
  }

  /** As people do it in the console. */
  async setByHand(integration: string, Enabled: boolean): Promise<void> {
    const { UUID } = await this.#find(integration);
    await this.#lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  }

  /** Runs until the mapping is as it should be. */
  runUntil(
    integration: string,
    isIt: (seen: MappingSeen) => boolean,
    patienceMs?: number,
  ): Promise<MappingSeen> {
    const look = async () => {
      await this.run();
      return this.mapping(integration);
    };
    return eventually(look, isIt, patienceMs);
  }

  async #find(integration: string) {
    const { EventSourceMappings: [mapping] = [] } = await this.#lambda.send(
      new ListEventSourceMappingsCommand({
        FunctionName: integrationNames(this.#stage, integration).processorFunction,
      }),
    );
    if (mapping === undefined) throw new Error(`There is no mapping of ${integration}.`);
    return mapping;
  }
}

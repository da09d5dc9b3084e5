import {
  paginateListEventSourceMappings,
  ResourceConflictException,
  ResourceInUseException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { EventSourceMappingConfiguration, LambdaClient } from '@aws-sdk/client-lambda';
import type { Mappings } from './ports.ts';
import type { Mapping, WantedMapping } from './mapping.ts';

/** The event source mappings of a stage's processors, by Lambda's API. */
export class LambdaMappings implements Mappings {
  readonly #client: LambdaClient;
  readonly #processorPrefix: string;

  /** @param processorPrefix name of a processor without its integration */
  constructor(client: LambdaClient, processorPrefix: string) {
    this.#client = client;
    this.#processorPrefix = processorPrefix;
  }

  /** All of the account in pages of a hundred: asking for each function would run into Lambda's limits. */
  async read(): Promise<ReadonlyMap<string, Mapping>> {
    const found = new Map<string, Mapping>();
    const pages = paginateListEventSourceMappings({ client: this.#client, pageSize: 100 }, {});
    for await (const { EventSourceMappings = [] } of pages) {
      for (const mapping of EventSourceMappings) {
        const integration = this.#integrationOf(mapping);
        if (integration !== undefined) found.set(integration, mappingOf(mapping));
      }
    }
    return found;
  }

  async set({ id }: Mapping, wanted: WantedMapping): Promise<'accepted' | 'busy'> {
    try {
      await this.#client.send(
        new UpdateEventSourceMappingCommand({
          UUID: id,
          Enabled: wanted.kind === 'enabled',
          ...(wanted.kind === 'enabled' && {
            ScalingConfig: { MaximumConcurrency: wanted.maximumConcurrency },
          }),
        }),
      );
      return 'accepted';
    } catch (error) {
      const isBusy =
        error instanceof ResourceConflictException || error instanceof ResourceInUseException;
      if (isBusy) return 'busy';
      throw error;
    }
  }

  #integrationOf({ FunctionArn = '' }: EventSourceMappingConfiguration): string | undefined {
    // arn:aws:lambda:<region>:<account>:function:<name>, with a version behind it where one is named.
    const name = FunctionArn.split(':')[6] ?? '';
    return name.startsWith(this.#processorPrefix)
      ? name.slice(this.#processorPrefix.length)
      : undefined;
  }
}

function mappingOf(mapping: EventSourceMappingConfiguration): Mapping {
  const { UUID = '', State, ScalingConfig } = mapping;
  return {
    id: UUID,
    state: State === 'Enabled' ? 'enabled' : State === 'Disabled' ? 'disabled' : 'changing',
    maximumConcurrency: ScalingConfig?.MaximumConcurrency,
  };
}

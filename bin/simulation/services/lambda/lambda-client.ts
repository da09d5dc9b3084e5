import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  type EventSourceMappingConfiguration,
} from '@aws-sdk/client-lambda';
import type { SimulatedProcess } from '../../simulated-process.ts';
import { simulatedClient, unknownCommand } from '../simulated-client.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';

/** By the name of their functions. */
export type SimulatedMappings = Readonly<Record<string, EventSourceMapping>>;

export function simulatedLambda(
  process: SimulatedProcess,
  mappings: SimulatedMappings,
  tries: number,
): LambdaClient {
  return simulatedClient(LambdaClient, process, tries, (command) => {
    if (command instanceof ListEventSourceMappingsCommand) {
      return { EventSourceMappings: Object.entries(mappings).map(configurationOf) };
    }
    if (command instanceof UpdateEventSourceMappingCommand) {
      const { UUID = '', Enabled, ScalingConfig } = command.input;
      const mapping = mappings[UUID];
      if (mapping === undefined) throw new TypeError(`There is no simulated mapping "${UUID}".`);
      mapping.update({
        enabled: Enabled,
        maximumConcurrency: ScalingConfig?.MaximumConcurrency,
      });
      return {};
    }
    throw unknownCommand(command);
  });
}

/** A mapping's id here is the name of its function. */
function configurationOf([name, mapping]: [
  string,
  EventSourceMapping,
]): EventSourceMappingConfiguration {
  return {
    UUID: name,
    FunctionArn: `arn:aws:lambda:eu-central-1:000000000000:function:${name}`,
    State: mapping.state,
    ScalingConfig: { MaximumConcurrency: mapping.maximumConcurrency },
  };
}

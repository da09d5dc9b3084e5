import {
  InvokeCommand,
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

/** By name. Begins an invocation that nobody waits for. */
export type InvokedFunctions = ReadonlyMap<string, (event: unknown) => void>;

export function simulatedLambda(
  process: SimulatedProcess,
  mappings: SimulatedMappings,
  functions: InvokedFunctions,
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
    if (command instanceof InvokeCommand && command.input.InvocationType === 'Event') {
      const { FunctionName = '', Payload = '' } = command.input;
      const invoke = functions.get(FunctionName);
      if (invoke === undefined) throw new TypeError(`There is no simulated "${FunctionName}".`);
      invoke(JSON.parse(String(Payload)));
      return { StatusCode: 202 };
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

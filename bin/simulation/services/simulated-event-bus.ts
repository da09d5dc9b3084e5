import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { SimulatedProcess } from '../simulated-process.ts';
import { simulatedClient, unknownCommand } from './simulated-client.ts';

/** The detail of every event that was put on the bus, as text. */
export type SimulatedEventBus = string[];

export function simulatedEventBridge(
  process: SimulatedProcess,
  bus: SimulatedEventBus,
  tries: number,
): EventBridgeClient {
  return simulatedClient(EventBridgeClient, process, tries, (command) => {
    if (!(command instanceof PutEventsCommand)) throw unknownCommand(command);
    bus.push(...(command.input.Entries ?? []).map(({ Detail = '' }) => Detail));
    return { FailedEntryCount: 0 };
  });
}

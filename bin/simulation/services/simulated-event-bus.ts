import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SimulatedProcess } from '../simulated-process.ts';

/** The detail of every event that was put on the bus, as text. */
export type SimulatedEventBus = string[];

/** An SDK client of one process, on one simulated event bus. */
export function simulatedEventBridge(
  process: SimulatedProcess,
  bus: SimulatedEventBus,
  tries: number,
): EventBridgeClient {
  const client = {
    send: (command: object) => process.ask(() => carryOut(command, bus), tries),
  };
  return client as unknown as EventBridgeClient;
}

function carryOut(command: object, bus: SimulatedEventBus): object {
  if (command instanceof PutEventsCommand) {
    bus.push(...(command.input.Entries ?? []).map(({ Detail = '' }) => Detail));
    return { FailedEntryCount: 0 };
  }
  throw new TypeError(`The simulated EventBridge does not know ${command.constructor.name}.`);
}

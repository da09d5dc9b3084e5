import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { SimulatedProcess } from '../simulated-process.ts';
import type { VirtualTime } from '../virtual-time.ts';
import { simulatedClient, unknownCommand } from './simulated-client.ts';

/** Delay from an event to the invocation of a rule's target. */
const deliveredAfterMs = 500;

/** The event bus of the account. */
export class SimulatedEventBus {
  readonly #time: VirtualTime;
  readonly #targets: ((detail: string) => void)[] = [];
  /** Number of events that were put on the bus so far. */
  events = 0;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** From now on, each event invokes `target` with its detail. */
  addTarget(target: (detail: string) => void): void {
    this.#targets.push(target);
  }

  put(detail: string): void {
    this.events += 1;
    for (const target of this.#targets) {
      this.#time.at(this.#time.now() + deliveredAfterMs, () => {
        target(detail);
      });
    }
  }
}

export function simulatedEventBridge(
  process: SimulatedProcess,
  bus: SimulatedEventBus,
  tries: number,
): EventBridgeClient {
  return simulatedClient(EventBridgeClient, process, tries, (command) => {
    if (!(command instanceof PutEventsCommand)) throw unknownCommand(command);
    for (const { Detail = '' } of command.input.Entries ?? []) bus.put(Detail);
    return { FailedEntryCount: 0 };
  });
}

import { callSiteOf } from '../call-site.ts';
import type { SimulatedProcess } from '../simulated-process.ts';

/**
 * An SDK client of one process. It is an instance of its class, because paginators ask for that; nothing
 * of the class is ever run.
 *
 * @param tries that the client makes of each command
 */
export function simulatedClient<Client extends object>(
  clientClass: { readonly prototype: Client },
  process: SimulatedProcess,
  tries: number,
  serve: (command: object) => object,
): Client {
  return Object.defineProperties(Object.create(clientClass.prototype) as Client, {
    send: {
      value: (command: object) =>
        process.ask(
          () => serve(command),
          tries,
          () => callSiteOf(command),
        ),
    },
    // Powertools looks for these before it takes a client for one.
    config: { value: {} },
    middlewareStack: {
      value: { identify: () => ['addPowertoolsToUserAgent'], addRelativeTo: () => undefined },
    },
  });
}

export function unknownCommand(command: object): TypeError {
  return new TypeError(`The simulation does not know ${command.constructor.name}.`);
}

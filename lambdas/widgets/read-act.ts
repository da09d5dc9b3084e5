import type { Fleet } from '../governor/fleet.ts';
import type { Act } from '../operations/act.ts';
import { deadLetterReasons } from '../processor/outcome.ts';
import type { DeadLetterReason } from '../processor/outcome.ts';

/**
 * What a call asks for. Whoever may invoke the function can send anything, so that nothing is taken that
 * no button could have sent.
 *
 * @returns undefined where it is none of what can be asked for
 */
export function readAct(
  parameter: (name: string) => string | undefined,
  { integrations, upstreams }: Fleet,
): Act | undefined {
  const integration = known(parameter('integration'), integrations.map(nameOf));
  const act = parameter('act');
  switch (act) {
    case 'replay': {
      const reason = known<DeadLetterReason>(parameter('reason'), deadLetterReasons);
      const type = parameter('type');
      return integration === undefined || reason === undefined || type === undefined
        ? undefined
        : { act, integration, reason, type };
    }
    case 'release': {
      const upstream = known(parameter('upstream'), upstreams.map(nameOf));
      return upstream === undefined ? undefined : { act, upstream };
    }
    case 'pause':
    case 'resume':
      return integration === undefined ? undefined : { act, integration };
    default:
      return undefined;
  }
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function known<Name extends string>(
  name: string | undefined,
  names: readonly Name[],
): Name | undefined {
  return names.find((one) => one === name);
}

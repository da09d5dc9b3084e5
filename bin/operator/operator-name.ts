import { hostname, userInfo } from 'node:os';
import type { CommandCall } from './command.ts';

/** Who operates: what `--by` says, else this machine's user. For records; AWS's own trail proves it. */
export function operatorName({ options }: CommandCall): string {
  const { by } = options;
  if (typeof by === 'string' && by !== '') return by;
  return `${userInfo().username}@${hostname()}`;
}

import type { Clock } from '../runtime/clock.ts';
import type { Holds } from './holds.ts';
import type { StageHandles } from './stage-handles.ts';

/** The one place where people's holds meet the stores of breakers and pauses. */
export function connectHolds(_stage: StageHandles, _clock: Clock): Holds {
  const nothing = () => Promise.resolve([]);
  const noChange = () => Promise.resolve('as-before' as const);
  return {
    breakers: nothing,
    pauses: nothing,
    release: noChange,
    pause: noChange,
    resume: noChange,
  };
}

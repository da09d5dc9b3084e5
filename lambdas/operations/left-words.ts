import type { LeftBecause } from './operation.ts';

/** Why a replay leaves a dead letter where it is; continues "1 event …". */
export const whyLeft: Readonly<Record<LeftBecause, string>> = {
  'came-back-twice': 'came back twice after a replay and would come back again',
  'outcome-unknown': 'may or may not have made an effect',
};

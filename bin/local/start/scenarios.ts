import { firstRun } from './first-run.ts';
import { outage } from './outage.ts';
import type { Scenario } from './scenario.ts';

/** In the order of the help; the first is what `npm start` shows. */
export const scenarios: readonly Scenario[] = [firstRun, outage];

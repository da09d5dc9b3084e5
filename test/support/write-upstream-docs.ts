/** `node test/support/write-upstream-docs.ts`, then `npm run format`: after a change that was meant. */
import { faultMatrix } from './fault-matrix.ts';
import { failurePolicyTable, writeTable } from './upstream-docs.ts';

writeTable('failure-policy', failurePolicyTable());
writeTable('fault-matrix', await faultMatrix());

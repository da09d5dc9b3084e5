import { writeFileSync } from 'node:fs';
import { requiredEnvironment } from '../../lambdas/runtime/environment.ts';

/*
 * Loaded before a program (`node --expose-gc --import …`): writes the most bytes that were alive in it,
 * as far as collecting now and then tells, into the file LIVE_HEAP_FILE.
 */
const lookEveryMs = 100;
const file = requiredEnvironment('LIVE_HEAP_FILE');
let most = 0;

function look(): void {
  globalThis.gc?.();
  most = Math.max(most, process.memoryUsage().heapUsed);
}

setInterval(look, lookEveryMs).unref();
process.once('exit', () => {
  look();
  writeFileSync(file, String(most));
});

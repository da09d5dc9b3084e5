import { commandTable } from './operator/command-table.ts';
import { runCall } from './operator/run-call.ts';

// Whoever reads has had enough (`| head`): nothing is wrong.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCall(process.argv.slice(2), commandTable, {
  out: process.stdout,
  err: process.stderr,
});

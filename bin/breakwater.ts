import { commandTable } from './operator/command-table.ts';
import { runCall } from './operator/run-call.ts';

process.exitCode = await runCall(process.argv.slice(2), commandTable, {
  out: process.stdout,
  err: process.stderr,
});

/**
 * Runs in a process of its own: loads a handler, has it answer one event, and prints the CPU time that
 * this took from the process's very start, in milliseconds.
 *
 * Arguments: the file of the handler, the event as JSON, the status to be answered.
 */
const [file = '', event = '', status = ''] = process.argv.slice(2);
const { handler } = (await import(file)) as {
  handler(event: unknown, context: object): Promise<{ statusCode: number }>;
};
const { statusCode } = await handler(JSON.parse(event), { getRemainingTimeInMillis: () => 28_000 });
const { user, system } = process.cpuUsage();
if (String(statusCode) !== status) throw new Error(`answered ${statusCode} instead of ${status}`);
process.stdout.write(`\ncpuMs=${(user + system) / 1_000}\n`);

import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';

/** `node run-environment.ts <bundle>`: one Lambda environment. Invocations come in, answers go out on fd 3. */
const [, , bundle = ''] = process.argv;
const { handler } = (await import(pathToFileURL(bundle).href)) as {
  handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
};
const answers = 3;

for await (const line of createInterface({ input: process.stdin })) {
  const { event, timeoutMs } = JSON.parse(line) as { event: SQSEvent; timeoutMs: number };
  const endsAt = Date.now() + timeoutMs;
  const context = { getRemainingTimeInMillis: () => endsAt - Date.now() } as Context;
  const response = await handler(event, context);
  writeSync(answers, `${JSON.stringify(response)}\n`);
}

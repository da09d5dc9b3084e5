import { once } from 'node:events';
import { explainAwsError } from '../stage/explain-aws-error.ts';
import { describeError, ExplainedError } from '../terminal/explained-error.ts';
import { safeText } from '../terminal/safe-text.ts';
import { createProgress } from '../terminal/progress.ts';
import { UsageError, type Command } from './command.ts';
import { helpOf, overview } from './help.ts';
import { parseCall } from './parse-call.ts';
import { awsSurroundings } from './stage-connection.ts';

export interface CallStreams {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WriteStream;
}

/**
 * Runs one call of `breakwater` and prints what came of it.
 *
 * @returns the exit status: 0 done, 1 failed or something needs a person, 2 the call is wrong
 */
export async function runCall(
  words: readonly string[],
  commands: readonly Command[],
  streams: CallStreams,
): Promise<0 | 1 | 2> {
  const asJson = words.includes('--json');
  const print = (text: string) => write(streams.out, `${text}\n`);
  let stage = '';
  try {
    const call = parseCall(words, commands);
    if (call.kind === 'help') {
      await print(call.command ? helpOf(call.command) : overview(commands, call.group));
      return 0;
    }
    stage = call.stage;
    const progress = createProgress(streams.err);
    const result = await call.command.run({ ...call, print, progress });
    const shown = call.json
      ? JSON.stringify(result.json, undefined, 2)
      : result.text && safeText(result.text);
    if (shown !== undefined) await print(shown);
    return result.needsAttention === true ? 1 : 0;
  } catch (thrown) {
    const error = explainAwsError(thrown, awsSurroundings(stage)) ?? thrown;
    const usage = error instanceof UsageError;
    if (asJson) await print(JSON.stringify(errorAsJson(error), undefined, 2));
    const hint = '\n  `npm run breakwater -- help` lists the commands.';
    streams.err.write(`${safeText(usage ? error.message + hint : describeError(error))}\n`);
    return usage ? 2 : 1;
  }
}

/** Resolves when there is room for more: what is printed need not fit into memory. */
async function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

function errorAsJson(error: unknown) {
  return {
    error: error instanceof Error ? error.message : String(error),
    nextStep: error instanceof ExplainedError ? error.nextStep : undefined,
  };
}

import { styleText } from 'node:util';
import type { Trace, TraceEntry } from '../../lambdas/operations/trace.ts';
import type { Refusal } from '../stage/event-finder.ts';
import { indent } from '../terminal/explained-error.ts';
import { fit, terminalWidth } from '../terminal/fit.ts';
import { stepTable } from './dlq/letter-text.ts';
import { localTime } from './time-words.ts';

function stateText({ state, until }: Trace): string {
  const at = until === undefined ? undefined : localTime(Date.parse(until));
  switch (state) {
    case 'running':
      return at === undefined
        ? 'running now, or its run died and its lease is not over'
        : `running now; if its run died, the event comes back after ${at}`;
    case 'waiting':
      return at === undefined ? 'waiting in its queue' : `waiting in its queue, due at ${at}`;
    case 'dead-letter':
      return 'a dead letter: `dlq show` says what to do with it';
    case 'unknown':
      return 'known from the log only';
    default:
      return state;
  }
}

/** The life of an event, one line for each thing that happened, with the time between them. */
export function traceText(trace: Trace, stream = process.stdout): string {
  const { eventId, integration, correlationIds, ignored, entries, steps } = trace;
  const width = terminalWidth(stream);
  const several = correlationIds.length > 1;
  let before: number | undefined;
  const lines = entries.map((entry) => {
    const at = Date.parse(entry.at);
    const gap = before === undefined ? '' : gapText(at - before);
    before = at;
    const of = several ? ` [${(entry.correlationId ?? '').slice(-4)}]` : '';
    const head = `${localTime(at)}.${entry.at.slice(20, 23)} ${gap.padStart(9)}  `;
    const what = entry.what.padEnd(13);
    const room = Math.max(40, width - head.length - what.length - 4);
    const summary = fit(entry.summary, room, stream);
    return `${head}${paint(entry, what, stream)}  ${summary}${of}`;
  });
  return [
    `${eventId} of ${integration}: ${stateText(trace)}${ignored === true ? ', ignored' : ''}`,
    indent(`correlation  ${correlationIds.join(', ') || '–'}`),
    '',
    indent(lines.length > 0 ? lines.join('\n') : 'No log line tells of it any more.'),
    ...(steps.length > 0 ? ['', 'Steps', '', indent(stepTable(steps))] : []),
  ].join('\n');
}

/** A webhook that did not become an event, in a sentence. */
export function refusalText({ at, integration, answered, reason, bytes }: Refusal): string {
  const whose = integration === undefined ? 'for no integration that exists' : `for ${integration}`;
  return (
    `No event: a webhook ${whose} (${String(bytes)} bytes, ${localTime(Date.parse(at))}) was answered with ` +
    `${answered}: ${reason}`
  );
}

function gapText(ms: number): string {
  if (ms < 1_000) return `+${String(ms)} ms`;
  if (ms < 100_000) return `+${(ms / 1_000).toFixed(1)} s`;
  return ms < 5_400_000
    ? `+${String(Math.round(ms / 60_000))} min`
    : `+${(ms / 3_600_000).toFixed(1)} h`;
}

function paint(entry: TraceEntry, text: string, stream: NodeJS.WriteStream): string {
  const { what, summary } = entry;
  if (what === 'dead-lettered') return styleText('red', text, { stream });
  if (what === 'outcome')
    return styleText(summary.startsWith('done') ? 'green' : 'yellow', text, { stream });
  return what === 'log' ? styleText('dim', text, { stream }) : text;
}

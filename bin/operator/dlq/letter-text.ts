import { wordsOfReason } from '../../../lambdas/operations/reason-words.ts';
import type { StepRecord } from '../../../lambdas/upstream/step-record.ts';
import type { UndoPlan } from '../../../lambdas/upstream/step-store.ts';
import { undoOrder } from '../../../lambdas/upstream/undo-order.ts';
import { indent } from '../../terminal/explained-error.ts';
import { formatFacts } from '../../terminal/facts.ts';
import { formatTable } from '../../terminal/table.ts';
import { ago, duration, localTime } from '../time-words.ts';
import type { LetterLook } from './letter-look.ts';
import { placeOf } from './letter-place.ts';
import type { MessageView } from './message-view.ts';

/** One dead letter, as somebody reads it who has to decide what to do with it. */
export function letterText(look: LetterLook, now: number, stage: string): string {
  const { letter, dossier, message } = look;
  const at = (moment: number): string => `${localTime(moment)} (${ago(moment, now)})`;
  const name = letter.eventId || letter.id;
  const facts = formatFacts({
    'died of': `${letter.reason}, after ${attempts(letter.attempts)}`,
    'that is': wordsOfReason(letter.reason) || undefined,
    died: at(letter.deadAt),
    'first error': withStack(letter.firstError, letter.firstStack),
    'last error': isSameError(letter) ? undefined : withStack(letter.lastError, letter.lastStack),
    upstream: letter.upstream,
    place: placeText(look, now),
    received: letter.receivedAt > 0 ? at(letter.receivedAt) : undefined,
    correlation: letter.correlationId,
    refused: refusedText(dossier?.undo),
    copies: letter.copies.length > 1 ? `${String(letter.copies.length)} in the queue` : undefined,
    'came back': letter.cameBack > 0 ? `${String(letter.cameBack)}× after a replay` : undefined,
  });
  const sections = [
    `${name}, ${letter.type || 'of unknown type'}, ${letter.integration}`,
    indent(facts),
  ];
  if (dossier !== undefined && dossier.steps.length > 0) {
    sections.push('Steps', indent(stepTable(dossier.steps)));
  }
  if (letter.history.length > 0) {
    const lines = letter.history.map(
      (entry) =>
        `${localTime(entry.at)}  ${entry.what} by ${entry.by}${entry.why ? `: ${entry.why}` : ''}`,
    );
    sections.push('What was done to it', indent(lines.join('\n')));
  }
  if (message !== undefined) sections.push('The webhook', indent(messageText(message)));
  sections.push(indent(nextStep(look, name, stage)));
  return sections.join('\n\n');
}

function withStack(error: string, stack: string): string {
  return stack === '' ? error : `${error}\n${indent(stack)}`;
}

function isSameError({
  firstError,
  firstStack,
  lastError,
  lastStack,
}: LetterLook['letter']): boolean {
  return firstError === lastError && firstStack === lastStack;
}

function placeText({ letter }: LetterLook, now: number): string {
  switch (placeOf(letter)) {
    case 'dead-letter-queue':
      return `in the dead-letter queue, for ${duration(letter.lostAt - now)} more`;
    case 'superseded':
      return 'in the dead-letter queue, but the event was completed after all: nothing is left to do';
    case 'replayed':
      return 'replayed: in its queue, or being worked on';
    case 'completed':
      return `replayed and completed ${ago(letter.doneAt ?? now, now)}`;
    case 'discarded':
      return 'discarded; the archive has it';
    case 'gone':
      return 'not in the queue any more; the archive has it';
  }
}

function refusedText(plan: UndoPlan | undefined): string | undefined {
  if (plan?.by === undefined) return undefined;
  return `for good, by ${plan.by}: a replay takes back what is left, and does not run its handler`;
}

export function stepTable(steps: readonly StepRecord[]): string {
  return formatTable(
    ['step', 'upstream', 'state', 'generation', 'requests', 'idempotency key'],
    steps.map(({ step, upstream, state, generation, requests, key }) => [
      step,
      upstream,
      state,
      generation,
      requests,
      key,
    ]),
  );
}

function messageText(message: MessageView): string {
  const { method, contentType, bytes, body, bodyIn, problem } = message;
  const summary = [method, contentType, `${String(bytes)} bytes`].filter(Boolean).join(', ');
  return [problem, summary, bodyIn, pretty(body)].filter(Boolean).join('\n');
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}

function nextStep({ letter, dossier }: LetterLook, name: string, stage: string): string {
  const call = (words: string): string => `npm run breakwater -- ${words} --stage ${stage}`;
  const lines = [`Its life:  ${call(`trace ${name}`)}`];
  if (letter.copies.length === 0) return lines.join('\n');
  const left = undoOrder(dossier?.steps ?? []).toUndo;
  const unknown = (dossier?.steps ?? []).filter(({ state }) => state === 'unknown');
  const which = unknown.length > 1 ? ' --step <step>' : '';
  const done = `dlq replay ${name} --resolve done --result '<json>'${which} --yes`;
  if (letter.reason === 'outcome-unknown' && !letter.resolved) {
    lines.push(
      `It happened:  ${call(done)}`,
      `It did not:   ${call(`dlq replay ${name} --resolve retry${which} --yes`)}`,
    );
  } else if (letter.reason === 'event-id-reused') {
    // It would end the same: the id is another webhook's.
    const words = `dlq discard ${name} --died-of event-id-reused --reason '<text>' --yes`;
    lines.push(`Discard:   ${call(words)}`);
  } else if (letter.reason === 'step-unreadable') {
    lines.push(`What it answered:  ${call(done)}`);
  } else {
    lines.push(`Replay:    ${call(`dlq replay ${name} --yes`)}`);
    if (left.length > 0 && dossier?.undo?.state !== 'undoing') {
      lines.push(`Take back: ${call(`dlq replay ${name} --undo --why '<text>'`)}`);
    }
  }
  return lines.join('\n');
}

function attempts(count: number): string {
  return count === 1 ? '1 attempt' : `${String(count)} attempts`;
}

import type { VerifierVerdict } from '../../stage/verifier-verdicts.ts';
import { indent } from '../../terminal/explained-error.ts';
import { formatFacts } from '../../terminal/facts.ts';
import { counted } from '../../../lambdas/operations/counted.ts';
import type { SentAnswer } from './send-all.ts';
import type { Sending, SentEvent } from './sending.ts';

const mostNamed = 10;

/** What would be sent to a stage that is sent to only when somebody says so twice. */
export function toBeSentText(
  sending: Sending,
  events: readonly SentEvent[],
  command: string,
): string {
  return [
    `Would be sent to ${sending.target.url}, ${signedHow(sending)}:`,
    indent(formatFacts(factsOf(sending, events))),
    `Stage ${sending.stage} keeps its data, and to the handler a test event is a real one: its effects happen.`,
    `Nothing was sent. To send it:\n  ${command}`,
  ].join('\n\n');
}

export function sentText(
  sending: Sending,
  events: readonly SentEvent[],
  answers: readonly SentAnswer[],
  logged: readonly VerifierVerdict[],
): string {
  const { stage, integration, webhooks, target } = sending;
  const missing = webhooks.length - logged.length;
  const facts = formatFacts({
    answered: answersText(answers),
    verifier: [
      ...tally(
        logged.map(({ kind, reason }) => (reason === undefined ? kind : `${kind}: ${reason}`)),
      ),
      ...(missing > 0 ? [`nothing in its log yet of ${counted(missing, 'request')}`] : []),
    ].join('\n'),
    ...factsOf(sending, events),
  });
  const [event] = events;
  const next = logged.some(({ kind }) => kind === 'accepted')
    ? [`Its life:  npm run breakwater -- trace ${event?.eventId ?? '<event>'} --stage ${stage}`]
    : [];
  return [
    `Sent to ${target.url}, ${signedHow(sending)}.`,
    indent(facts),
    ...[...unexpected(sending, answers), ...next].map(indent),
  ].join('\n\n');

  function unexpected({ forge }: Sending, all: readonly SentAnswer[]): string[] {
    const statuses = new Set(all.map(({ status }) => status));
    if (forge) {
      return statuses.has(200)
        ? ['A forged event was accepted: is the secret of this integration known to others?']
        : [];
    }
    return [...statuses].flatMap((status) => hints(status, integration, stage));
  }
}

/** What an answer that a good event should not get means, and where to look. */
function hints(status: number | undefined, integration: string, stage: string): string[] {
  switch (status) {
    case 401:
      return [
        `Not verified. If a secret was just changed, wait a minute. Else compare the provider in\n` +
          `lambdas/integrations/${integration}/index.ts with what is deployed, and this machine's clock.`,
      ];
    case 404:
      return [
        `The verifier does not know ${integration}: deploy the stage (\`npm run deploy -- -c stage=${stage}\`).`,
      ];
    case 429:
      return ['API Gateway turned it away: see requests-throttled in docs/runbook.md.'];
    case 502:
    case 503:
    case 504:
      return ['The fault is ours: see verifier-faults in docs/runbook.md.'];
    default:
      return [];
  }
}

function signedHow({ target, forge, webhooks }: Sending): string {
  const { name } = target.provider;
  const often = webhooks.length > 1 ? `, ${String(webhooks.length)} times` : '';
  return (
    (forge ? `signed as ${name} does, but with a wrong secret` : `signed as ${name} does`) + often
  );
}

function factsOf({ bodyFrom }: Sending, events: readonly SentEvent[]) {
  const named = events.slice(0, mostNamed);
  const more =
    events.length > named.length ? [`… and ${String(events.length - named.length)} more`] : [];
  return {
    event: [...named.map(eventText), ...more].join('\n'),
    body: `${bodyFrom}, ${counted(events[0]?.bytes ?? 0, 'byte')}`,
    correlation: [
      ...named.flatMap(({ correlationIds }) => correlationIds).slice(0, mostNamed),
    ].join('\n'),
  };
}

function eventText({ eventId, type }: SentEvent): string {
  return `${eventId ?? 'its id is made by the verifier'} (${type})`;
}

function answersText(answers: readonly SentAnswer[]): string {
  const durations = answers.map(({ durationMs }) => durationMs);
  const fastest = Math.min(...durations);
  const slowest = Math.max(...durations);
  const span =
    fastest === slowest ? `${String(slowest)} ms` : `${String(fastest)} to ${String(slowest)} ms`;
  const texts = answers.map(({ status, body }) => {
    const said = body.replaceAll(/\s+/g, ' ').trim();
    if (status === undefined) return said;
    return said === '' ? String(status) : `${String(status)}: ${said}`;
  });
  return [...tally(texts), `after ${span}`].join('\n');
}

/** `accepted`, or `accepted (3×)`. */
function tally(texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => (count === 1 ? text : `${text} (${String(count)}×)`));
}

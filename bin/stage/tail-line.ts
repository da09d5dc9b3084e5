import type { LogLine } from './log-follower.ts';

/** A log line as a person follows it; undefined for lines that are no outcome. */
export function tailLine({ at, fields }: LogLine): string | undefined {
  const time = new Date(at).toLocaleTimeString(undefined, { hour12: false });
  const integration = String(fields['integration'] ?? '?');
  const event = String(fields['eventId'] ?? '');
  const what = whatHappened(fields);
  return what && [time, integration.padEnd(18), what, event].join('  ').trimEnd();
}

function whatHappened(fields: LogLine['fields']): string | undefined {
  const message = String(fields['message']);
  switch (message.replace(/^Event /, '')) {
    case 'done':
      if (fields['ignored'] === true) return `ignored: type ${String(fields['type'])}`;
      return fields['duplicate'] === true ? 'done already' : `done${attempt(fields)}`;
    case 'retry':
      return `fails, comes back at ${String(fields['comesBackAt'])}${attempt(fields)}`;
    case 'park':
      return `waits until ${String(fields['comesBackAt'])}`;
    case 'dead-letter':
      return `dead letter: ${String(fields['reason'])}${attempt(fields)}`;
    case 'accepted':
      return `accepted (${String(fields['bytes'])} bytes)`;
    case 'rejected':
      return `rejected: ${String(fields['reason'])}`;
    case 'fault':
      return `503: ${String(fields['reason'])}`;
    case 'handshake':
      return 'handshake answered';
    default:
      return undefined;
  }
}

function attempt(fields: LogLine['fields']): string {
  const count = Number(fields['attempt'] ?? 1);
  return count > 1 ? ` (attempt ${count})` : '';
}

import type { HiddenEvents } from './hidden-events.ts';
import { counted } from './counted.ts';

/** How many events wait for a reason, why, and when they come back. */
export function waitingSentence(
  { count, reason, firstBackAt, lastBackAt }: HiddenEvents,
  isAtLeast: boolean,
): string {
  const events = `${isAtLeast ? 'at least ' : ''}${counted(count, 'event')}`;
  const first = iso(firstBackAt);
  const back =
    firstBackAt === lastBackAt ? `at ${first}` : `from ${first} on, the last at ${iso(lastBackAt)}`;
  return `${events} ${count === 1 ? 'waits' : 'wait'} ${causeOf(reason, count === 1 ? 'its' : 'their')}: back ${back}`;
}

function causeOf(reason: HiddenEvents['reason'], its: string): string {
  if (reason === undefined) return 'until later';
  const { error, upstream, cause } = reason;
  switch (error) {
    case 'RetryLaterError':
      return 'because the handler asked to wait';
    case 'StoreUnavailable':
      return 'because a table, bucket or secret of Breakwater did not answer';
    case 'EndpointNotReady':
      return (
        'because the endpoint answered 401 or 404, as a new one does; after an hour of that they are ' +
        'dead-lettered, so check its path and its key (`secret forward-key`)'
      );
    case 'NotYet':
      return 'because another message of the same event waits';
    case 'NewerVersion':
      return 'for the version that a deployment brings';
    default:
      return upstream === undefined
        ? `for ${its} next attempt after ${error}`
        : (causeAtUpstream(upstream, cause, its) ?? `for ${upstream} (${error})`);
  }
}

function causeAtUpstream(
  upstream: string,
  cause: string | undefined,
  its: string,
): string | undefined {
  switch (cause) {
    case 'asked-to-wait':
      return `because ${upstream} asked to be called later`;
    case 'breaker-open':
      return `because the breaker of ${upstream} was open`;
    case 'credential-refused':
      return `because ${upstream} refused its credential`;
    case 'credential-unavailable':
      return `because the token endpoint or the secret of ${upstream} did not answer`;
    case 'settling':
      return `until a lookup at ${upstream} can be believed`;
    case 'out-of-time':
      return `because ${its} last run had too little time left to call ${upstream}`;
    case 'not-sent':
      return `for ${its} next attempt, because ${upstream} could not be reached`;
    case 'unclear':
      return `for ${its} next attempt, because ${upstream} failed or did not answer`;
    case 'malformed':
      return `for ${its} next attempt, because an answer of ${upstream} could not be read`;
    default:
      return undefined;
  }
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}

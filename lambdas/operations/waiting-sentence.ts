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
  return `${events} ${count === 1 ? 'waits' : 'wait'} ${causeOf(reason)}: back ${back}`;
}

function causeOf(reason: HiddenEvents['reason']): string {
  if (reason === undefined) return 'until later';
  const { error, upstream } = reason;
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
        ? `for their next attempt after ${error}`
        : `for ${upstream} (${error})`;
  }
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}

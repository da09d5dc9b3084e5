import { headersToCarry } from '../verification/carry-along.ts';
import type { Provider } from '../verification/provider.ts';

/** Carried for every provider: handlers and forwards cannot read a body without them, or send these on. */
const alwaysCarried = [
  'content-type',
  'content-encoding',
  'user-agent',
  'webhook-id',
  'webhook-timestamp',
];

/** Never carried, whatever the catalog says: what looks like a proof, and what the way here added. */
const neverCarried =
  /signature|hmac|token|secret|password|api-?key|authorization|cookie|^proxy-|^x-amz|^x-forwarded-|^forwarded$|^host$/;

/** The headers that travel with an event. */
export function carriedHeaders(
  provider: Provider,
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  const ownHeaders = [...alwaysCarried, ...(provider.ownHeaders ?? [])];
  const wanted = headersToCarry({ ...provider, ownHeaders }, headers);
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => !neverCarried.test(name)));
}

import { platformMaxBodyBytes } from './bounds.ts';
import type { Provider } from './provider.ts';
import type { Ed25519Scheme, HmacScheme } from './scheme.ts';
import { simpleSources } from './source.ts';

/**
 * Refuses data that would verify too much or never. At synth and at start, so that no request meets
 * it first.
 * @throws TypeError that says what was expected and what came
 */
export function checkProvider(provider: Provider): void {
  const { scheme } = provider;
  const fail = (expected: string): never => {
    throw new TypeError(`Provider "${provider.id}": ${expected}`);
  };
  if (!/^[a-z][a-z0-9-]*$/.test(provider.id)) {
    fail('an id is lower-case letters, digits and dashes.');
  }
  for (const name of headerNames(provider)) {
    if (!/^[a-z0-9_-]+$/.test(name)) fail(`a header name is lower case; got "${name}".`);
  }
  for (const handshake of provider.handshakes ?? []) {
    if (handshake.proof === 'none' && handshake.reply.kind !== 'fixed') {
      fail(`a handshake without proof gets a fixed answer; got "${handshake.reply.kind}".`);
    }
    if (handshake.when.length === 0) fail('a handshake needs a condition; got none.');
  }
  if (provider.methods?.includes('HEAD')) fail('a HEAD request is a probe and never an event.');
  const { maxBodyBytes = platformMaxBodyBytes } = provider;
  if (!(maxBodyBytes > 0 && maxBodyBytes <= platformMaxBodyBytes)) {
    fail(`maxBodyBytes must be 1 to ${platformMaxBodyBytes}; got ${maxBodyBytes}.`);
  }
  if (scheme.kind !== 'token') checkMessage(scheme, fail);
}

function checkMessage(scheme: HmacScheme | Ed25519Scheme, fail: (why: string) => never): void {
  const count = (name: string) =>
    scheme.message.filter((part) => typeof part !== 'string' && part.part === name).length;
  const { syntax } = scheme.signature;
  const rule = scheme.timestamp;
  const covered = count('body') + count('sorted-form');
  if (covered > 1) fail(`a message contains the body once; got it ${covered} times.`);
  if (covered === 0) {
    fail(`a message covers the body; got ${JSON.stringify(scheme.message)}.`);
  }
  if (scheme.bodyHash !== undefined && count('url') === 0) {
    fail('a body hash in the query proves nothing unless the message covers the URL.');
  }
  const stamped = rule !== undefined && rule.in !== 'json';
  if (stamped !== count('timestamp') > 0) {
    fail('a timestamp outside the body and its place in the message come together.');
  }
  const inSignature = syntax.form === 'pairs' && syntax.timestampKey !== undefined;
  if (inSignature !== (rule?.in === 'signature')) {
    fail('a timestamp in the signature and its key in the syntax come together.');
  }
  if (rule !== undefined && !(rule.toleranceSeconds > 0)) {
    fail(`a tolerance is more than 0 seconds; got ${rule.toleranceSeconds}.`);
  }
}

function headerNames({ scheme, eventId = [], eventType = [], redelivery }: Provider): string[] {
  const sources = [...eventId, ...eventType, ...(redelivery?.changes ?? [])]
    .flatMap(simpleSources)
    .filter((source) => source.in === 'header');
  const named: { readonly name: string; readonly alias?: string }[] = [...sources];
  if (scheme.kind === 'token') {
    if (scheme.token.in === 'header') named.push(scheme.token);
  } else {
    named.push(scheme.signature.from);
    if (scheme.timestamp?.in === 'header') named.push(scheme.timestamp);
    for (const part of scheme.message) {
      if (typeof part !== 'string' && part.part === 'header') named.push(part);
    }
  }
  return named.flatMap(({ name, alias }) => (alias === undefined ? [name] : [name, alias]));
}

import { isDeepStrictEqual } from 'node:util';
import {
  reservedUpstreamNames,
  type Integration,
  type IntegrationLimits,
  type Upstreams,
} from '../lambdas/contract/define-integration.ts';
import { limitBounds, limitsOf } from '../lambdas/contract/integration-limits.ts';
import type { ProviderChoice } from '../lambdas/providers/provider-choice.ts';
import { isLoopback } from '../lambdas/upstream/loopback.ts';
import { eventTypeProblems } from './event-type-problems.ts';
import { integrationNamePattern } from './names.ts';
import { didYouMean } from './near-matches.ts';
import { shown } from './shown-value.ts';
import type { UpstreamProblem } from './upstream-checks/found-problems.ts';
import { upstreamProblems } from './upstream-problems.ts';

/**
 * Everything wrong with one integration's definition, each with what was expected, what came and how
 * to mend it. TypeScript catches most of it first; a definition can also come from JavaScript, or be
 * computed.
 */
export function integrationProblems(
  definition: Integration,
  knownProviders: readonly string[],
): string[] {
  return [
    ...nameProblems(definition.name),
    ...providerProblems(definition.provider, knownProviders),
    ...eventTypeProblems(definition),
    ...workProblems(definition),
    ...limitProblems(definition.limits ?? {}),
    ...reservedNameProblems(Object.keys(definition.upstreams ?? {})),
    ...sharedNameProblems(definition.upstreams),
    ...problemsOfUpstreams(definition, 'error'),
    ...verificationProblems(definition.verification?.replaySuspected),
    ...whenDownProblems(definition.whenUpstreamDown),
  ];
}

function nameProblems(name: unknown): string[] {
  if (typeof name === 'string' && integrationNamePattern.test(name)) return [];
  return [
    `name: expected a lower-case letter followed by at most 29 lower-case letters, digits or dashes ` +
      `(it is part of a URL and of names in AWS); got ${shown(name)}.`,
  ];
}

function providerProblems(provider: ProviderChoice | null, known: readonly string[]): string[] {
  if (typeof provider === 'string') {
    if (known.includes(provider)) return [];
    return [
      `provider: expected an id of the catalog or the data of a scheme of your own; got ` +
        `${shown(provider)}.${didYouMean(provider, known)} All ids: lambdas/providers/catalog.ts.`,
    ];
  }
  if (typeof provider !== 'object' || provider === null || typeof provider.id !== 'string') {
    return [
      `provider: expected an id of the catalog or a provider's data; got ${shown(provider)}.`,
    ];
  }
  if (isDeepStrictEqual(JSON.parse(JSON.stringify(provider)), provider)) return [];
  return [
    `provider: expected data that survives JSON, because the verifier gets it as JSON; "${provider.id}" ` +
      `holds something that does not, such as a function, a RegExp, a Date or undefined.`,
  ];
}

function workProblems(definition: Integration): string[] {
  const { handle, forward } = definition;
  if ((handle === undefined) === (forward === undefined)) {
    const came = handle === undefined ? 'neither' : 'both';
    return [`expected either "handle" or "forward"; got ${came}.`];
  }
  if (handle !== undefined) {
    return typeof handle === 'function'
      ? []
      : [`handle: expected a function; got ${shown(handle)}.`];
  }
  return forwardProblems(forward);
}

function forwardProblems(forward: unknown): string[] {
  const problem = (expected: string) => [`forward: expected ${expected}; got ${shown(forward)}.`];
  if (typeof forward !== 'string' || !URL.canParse(forward)) return problem('a URL');
  const url = new URL(forward);
  const { protocol, username, password, hash } = url;
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(url))) {
    return problem('an https URL (http only for loopback, such as "http://localhost:3000/…")');
  }
  if (username !== '' || password !== '') {
    return problem(
      'a URL without a user or password, which would show in logs; check its signature',
    );
  }
  return hash === '' ? [] : problem('a URL without a fragment, which is never sent');
}

function limitProblems(limits: IntegrationLimits): string[] {
  const known = Object.keys(limitBounds);
  return Object.entries(limits).flatMap(([key, value]: [string, unknown]) => {
    if (value === undefined) return [];
    if (!Object.hasOwn(limitBounds, key)) {
      return [
        `limits.${key}: not a limit.${didYouMean(key, known)} Known are: ${known.join(', ')}.`,
      ];
    }
    const { min, max } = limitBounds[key as keyof IntegrationLimits];
    if (Number.isInteger(value) && Number(value) >= min && Number(value) <= max) return [];
    return [
      `limits.${key}: expected a whole number from ${String(min)} to ${String(max)}; got ${shown(value)}.`,
    ];
  });
}

/** What an integration's upstreams can be deployed with, but hardly should. */
export function integrationWarnings(definition: Integration): string[] {
  return problemsOfUpstreams(definition, 'warning');
}

function problemsOfUpstreams(
  definition: Integration,
  severity: UpstreamProblem['severity'],
): string[] {
  const { timeoutSeconds } = limitsOf(definition);
  return Object.entries(definition.upstreams ?? {}).flatMap(([name, upstream]) =>
    upstreamProblems(upstream, { timeoutSeconds })
      .filter((problem) => problem.severity === severity)
      .map(({ text }) => `upstreams.${name}.${text}`),
  );
}

/** Step records, metrics and credentials go by an upstream's own name. */
function sharedNameProblems(upstreams: Upstreams = {}): string[] {
  const keys = Object.keys(upstreams);
  return keys.flatMap((key, index) => {
    const name = upstreams[key]?.name;
    const twin = keys.slice(0, index).find((other) => upstreams[other]?.name === name);
    return twin === undefined
      ? []
      : [`upstreams.${key}.name: expected a name of its own; got ${shown(name)}, as has ${twin}.`];
  });
}

function reservedNameProblems(names: readonly string[]): string[] {
  return names
    .filter((name) => (reservedUpstreamNames as readonly string[]).includes(name))
    .map(
      (name) =>
        `upstreams.${name}: expected a name that handlers are not given anyway ` +
        `(${reservedUpstreamNames.join(', ')}); rename the key.`,
    );
}

function whenDownProblems(whenUpstreamDown: unknown): string[] {
  if ([undefined, 'pause', 'continue'].includes(whenUpstreamDown as string | undefined)) return [];
  return [`whenUpstreamDown: expected "pause" or "continue"; got ${shown(whenUpstreamDown)}.`];
}

function verificationProblems(replaySuspected: unknown): string[] {
  if (replaySuspected === undefined) return [];
  if (replaySuspected === 'report' || replaySuspected === 'refuse') return [];
  return [
    `verification.replaySuspected: expected "report" or "refuse"; got ${shown(replaySuspected)}.`,
  ];
}

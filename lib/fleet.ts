import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { breakerSettings } from '../lambdas/breaker/breaker-settings.ts';
import type { Integration } from '../lambdas/contract/define-integration.ts';
import {
  defaultRecoveryCallsPerSecond,
  type UpstreamDefinition,
} from '../lambdas/contract/define-upstream.ts';
import { limitsOf } from '../lambdas/contract/integration-limits.ts';
import { upstreamNames } from '../lambdas/contract/upstream-names.ts';
import { upstreamsOf } from '../lambdas/contract/upstreams-of.ts';
import type { Fleet, FleetUpstream } from '../lambdas/governor/fleet.ts';
import { resolveProvider } from '../lambdas/providers/catalog.ts';

/** What the governor and the dashboard have to know of a stage. Sorted, so that the order of the list changes nothing. */
export function fleetOf(integrations: readonly Integration[]): Fleet {
  const upstreams = new Map(
    integrations.flatMap(upstreamsOf).map((one) => [one.name, fleetUpstream(one)]),
  );
  return {
    integrations: integrations
      .map((integration) => ({
        name: integration.name,
        provider: resolveProvider(integration.provider).id,
        upstreams: upstreamNames(integration).sort(),
        maxConcurrency: limitsOf(integration).maxConcurrency,
        whenUpstreamDown: integration.whenUpstreamDown ?? 'pause',
      }))
      .sort(byName),
    upstreams: [...upstreams.values()].sort(byName),
  };
}

/** Writes the fleet where the bundles take it from, and says where that is. */
export function writeFleet(directory: string, fleet: Fleet): string {
  mkdirSync(directory, { recursive: true });
  const file = resolve(directory, 'fleet.json');
  writeFileSync(file, JSON.stringify(fleet, undefined, 2));
  return file;
}

function fleetUpstream(definition: UpstreamDefinition): FleetUpstream {
  const { recoveryCallsPerSecond = defaultRecoveryCallsPerSecond, probe } =
    definition.breaker ?? {};
  return {
    name: definition.name,
    settings: breakerSettings(definition),
    recoveryCallsPerSecond,
    hasProbe: probe !== undefined,
  };
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1;
}

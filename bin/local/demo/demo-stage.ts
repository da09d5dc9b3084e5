import type { Provider } from '../../../lambdas/verification/provider.ts';
import type { ClientConfig } from '../../stage/client-config.ts';
import type { DeliveryTarget } from './delivery.ts';
import type { UpstreamControl } from './upstream-control.ts';

/** A deployed stage with everything that is needed to send to it and to see what it does. */
export interface DemoStage {
  readonly name: string;
  readonly config: ClientConfig;
  readonly targets: Readonly<Record<string, DeliveryTarget & { readonly provider: Provider }>>;
  readonly upstream: UpstreamControl;
}

export function targetOf(stage: DemoStage, integration: string): DeliveryTarget {
  const target = stage.targets[integration];
  if (target === undefined) throw new Error(`Stage ${stage.name} has no ${integration}.`);
  return target;
}

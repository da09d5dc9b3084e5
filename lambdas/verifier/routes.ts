import type { Provider } from '../verification/provider.ts';

/** What the verifier knows of one integration. */
export interface Route {
  readonly provider: Provider;
}

/**
 * By integration name. Written at synth and bundled as `#routes`, so that the verifier carries the
 * data of the providers in use and neither the catalog nor anybody's handler.
 */
export type Routes = Readonly<Record<string, Route>>;

const webhookPath = /\/webhooks\/([^/]+)$/;

/** The integration a path asks for, whether it exists or not; undefined if the path is none of ours. */
export function requestedIntegration(path: string): string | undefined {
  const segment = webhookPath.exec(path)?.[1];
  if (segment === undefined) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Names match exactly; `constructor` and its like are no integrations. */
export function routeOf(routes: Routes, integration: string | undefined): Route | undefined {
  return integration !== undefined && Object.hasOwn(routes, integration)
    ? routes[integration]
    : undefined;
}

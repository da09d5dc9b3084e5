import type { Integration } from '../contract/define-integration.ts';
import githubBuilds from './github-builds/index.ts';
import stripeOrders from './stripe-orders/index.ts';

/** Your integrations. Each is a stack of its own; their order means nothing. */
export const integrations: readonly Integration[] = [stripeOrders, githubBuilds];

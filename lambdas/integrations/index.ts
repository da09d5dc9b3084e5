import type { Integration } from '../contract/define-integration.ts';
import hello from './hello/index.ts';

/** Your integrations. Each is a stack of its own; their order means nothing. */
export const integrations: readonly Integration[] = [hello];

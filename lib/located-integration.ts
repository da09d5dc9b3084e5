import type { Integration } from '../lambdas/contract/define-integration.ts';

/** An integration together with the file that its processor is bundled from. */
export interface LocatedIntegration {
  readonly definition: Integration;
  /** Absolute path of the module whose default export is the definition. */
  readonly file: string;
}

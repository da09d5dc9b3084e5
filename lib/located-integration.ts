import type { Integration } from '../lambdas/contract/define-integration.ts';

/** An integration together with the file that its processor is bundled from. */
export interface LocatedIntegration {
  readonly definition: Integration;
  /** Absolute path. */
  readonly file: string;
  /** What the file exports by default: the definition, unless somebody made a mistake. */
  readonly exported: unknown;
}

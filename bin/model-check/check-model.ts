import { explore, type Exploration } from './explore.ts';
import { mutants, type Mutant } from './mutants.ts';
import { product } from './protocol.ts';
import { scopes } from './runs.ts';
import type { Scope } from './scope.ts';

/** One row of the report. An interface: `model-check --json`. */
export interface ModelRun {
  readonly environments: number;
  readonly ticks: number;
  readonly states: number;
  readonly complete: boolean;
  readonly violations: number;
  /** What of the protocol takes part. */
  readonly with: string;
}

export interface CaughtMutant {
  readonly name: string;
  readonly caught: boolean;
  /** What it broke. */
  readonly by: string;
}

/** Explores one scope of the product's own protocol. */
export function checkScope(scope: Scope): { readonly run: ModelRun; readonly found: Exploration } {
  const found = explore(scope, product);
  const { ticks, states, complete, violations } = found;
  const run = {
    ...{ environments: scope.clocks.length, ticks, states, complete },
    ...{ violations: violations.length, with: scope.title },
  };
  return { run, found };
}

export function catchMutant({ name, scope, protocol }: Mutant): CaughtMutant {
  const [violation] = explore(scope, protocol).violations;
  const by = violation === undefined ? 'nothing' : `${violation.invariant}: ${violation.text}`;
  return { name, caught: violation !== undefined, by };
}

export const allScopes: readonly Scope[] = Object.values(scopes);
export const allMutants = mutants;

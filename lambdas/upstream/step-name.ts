import type { UpstreamDefinition } from '../contract/define-upstream.ts';
import type { StepOptions } from '../contract/upstream-client.ts';

/** Stripe's maximum; no upstream in use here allows more. */
const maxKeyLength = 255;
const stepNamePattern = /^[a-z0-9][a-z0-9-]{0,59}$/;

/** A mistake in how a handler calls a step. Mend the handler; nothing was sent. */
export class StepUsageError extends TypeError {
  override readonly name = 'StepUsageError';
}

/** Names the step of a call once for its event. @throws StepUsageError where that cannot be. */
export function claimStep(
  claimed: Set<string>,
  { name: upstream, idempotency }: Pick<UpstreamDefinition, 'name' | 'idempotency'>,
  method: string,
  path: string,
  options: Pick<StepOptions, 'step' | 'key' | 'lookup' | 'repeatable' | 'undo'> | undefined,
): void {
  // A handler in JavaScript, or one with a cast, gets past the types.
  const step: unknown = options?.step;
  if (typeof step !== 'string' || !stepNamePattern.test(step)) {
    throw new StepUsageError(
      `${method} ${path} of ${upstream} may change something, so it needs a \`step\`: 1 to 60 lower-case ` +
        `letters, digits and dashes; got ${JSON.stringify(step)}.`,
    );
  }
  if (claimed.has(step)) {
    throw new StepUsageError(
      `This event has called a step "${step}" already. Two calls under one name would share one record and ` +
        'one key: give each its own name (in a loop, with what tells the rounds apart).',
    );
  }
  const key: unknown = options?.key;
  if (key !== undefined && !(typeof key === 'string' && key !== '' && key.length <= maxKeyLength)) {
    throw new StepUsageError(
      `The \`key\` of step "${step}" must be text of 1 to ${maxKeyLength} characters; got ` +
        `${typeof key === 'string' ? `${key.length} of them` : `a ${typeof key}`}.`,
    );
  }
  for (const name of ['lookup', 'undo'] as const) {
    const given: unknown = options?.[name];
    // Checked before the request: afterwards, the error would come too late.
    if (given !== undefined && typeof given !== 'function') {
      throw new StepUsageError(
        `The \`${name}\` of step "${step}" is a function; got ${given === null ? 'null' : typeof given}.`,
      );
    }
  }
  if (idempotency === 'lookup' && options?.lookup === undefined && options?.repeatable !== true) {
    throw new StepUsageError(
      `${upstream} is looked up to avoid acting twice (idempotency: 'lookup'), so the step "${step}" needs a ` +
        '`lookup`, or `repeatable: true` where doing it twice does no harm.',
    );
  }
  claimed.add(step);
}

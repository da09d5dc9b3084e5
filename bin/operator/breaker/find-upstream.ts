import { didYouMean } from '../../../lib/near-matches.ts';
import type { BreakerDesk } from '../../stage/breaker-desk.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';

/**
 * @returns names of the integrations that call the upstream
 * @throws ExplainedError where no integration of the stage calls it
 */
export async function findUpstream(desk: BreakerDesk, name: string): Promise<readonly string[]> {
  const upstreams = await desk.upstreams();
  const integrations = upstreams.get(name);
  if (integrations !== undefined) return integrations;
  const known = [...upstreams.keys()];
  throw new ExplainedError(
    `No integration calls an upstream "${name}".${didYouMean(name, known)}`,
    {
      nextStep: `Upstreams that are called: ${known.join(', ') || 'none'}.`,
    },
  );
}

import { stateName } from '../../lambdas/breaker/snapshot.ts';
import type { Violation } from './explore.ts';
import type { Move } from './moves.ts';

const inWords: Readonly<Record<Move['kind'], string>> = {
  tick: 'time passes',
  read: 'reads what stands there',
  'read-old': 'reads what stood there before',
  ask: 'wants to call',
  land: 'is answered that its write has landed or lost',
  'land-unheard': 'has its write landed, and the answer is lost',
  crash: 'dies',
  'crash-adrift': 'dies, its write still on its way',
  end: 'ends its call',
  'adrift-lands': 'the write of somebody who is gone lands',
  'adrift-sinks': 'the write of somebody who is gone is lost',
  order: 'a person gives an order',
  governor: 'the governor decides, and its write is on its way',
  'credential-changes': 'somebody puts another credential there',
  vanish: 'the item is gone',
};

/** The shortest way to something that must not be, a line for each step. */
export function storyOf({ invariant, text, story }: Violation): string {
  const steps = story.map((move, index) => {
    const who = move.by === undefined ? '' : `environment ${String(move.by + 1)} `;
    const { stored, time } = move.after;
    return `${String(index + 1).padStart(4)}. ${who}${inWords[move.kind]}${said(move)} · t=${String(time)}, ${stateName(stored)}, epoch ${String(stored.epoch)}`;
  });
  return [`${invariant}: ${text}`, ...steps].join('\n');
}

function said({ detail }: Move): string {
  if (detail === undefined || !('kind' in detail)) return '';
  return detail.kind === 'write' ? ` (${detail.write.transition})` : ` (${detail.kind})`;
}

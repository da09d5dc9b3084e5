import { Fingerprints } from './fingerprint.ts';
import type { Wrong } from './invariants.ts';
import { movesOf, type Move } from './moves.ts';
import type { Protocol } from './protocol.ts';
import { RecoveryGraph } from './recovery.ts';
import type { Scope } from './scope.ts';
import { Visited } from './visited.ts';
import { beginning, type World } from './world.ts';

export interface Exploration {
  readonly states: number;
  readonly moves: number;
  /** The latest time that was reached. */
  readonly ticks: number;
  /** Whether nothing was left to visit. */
  readonly complete: boolean;
  readonly violations: readonly Violation[];
}

export interface Violation extends Wrong {
  /** The shortest way to it. */
  readonly story: readonly Move[];
}

/** Visits every state that can be reached, nearest first, until something is wrong. */
export function explore(scope: Scope, protocol: Protocol): Exploration {
  const fingerprints = new Fingerprints(scope);
  const visited = new Visited();
  const recovery = new RecoveryGraph(scope.clocks.length);
  const way = new Way();
  const first = beginning(scope.clocks.length);
  const start = fingerprints.of(first);
  visited.number(start.high, start.low);
  recovery.addState(first);
  let [level, orders]: [World[], (readonly number[])[]] = [[first], [start.order]];
  let begun = 0;
  let moves = 0;
  let ticks = 0;
  const tell = (state: number, ordinal: number | undefined) =>
    way.story(scope, protocol, first, state, ordinal);

  while (level.length > 0) {
    const [nextLevel, nextOrders]: [World[], (readonly number[])[]] = [[], []];
    for (let place = 0; place < level.length; place += 1) {
      const world = level[place] as World;
      const order = orders[place] as readonly number[];
      const from = begun + place;
      const options = movesOf(world, scope, protocol);
      for (let ordinal = 0; ordinal < options.length; ordinal += 1) {
        const move = options[ordinal] as Move;
        moves += 1;
        if (move.wrong !== undefined) {
          const violation = { ...move.wrong, story: tell(from, ordinal) };
          return { states: visited.size, moves, ticks, complete: false, violations: [violation] };
        }
        const print = fingerprints.of(move.after);
        const to = visited.number(print.high, print.low);
        if (move.isHelpful) recovery.addMove(from, order, move.by, to, print.order);
        if (to <= way.last) continue;
        way.add(from, ordinal);
        recovery.addState(move.after);
        ticks = Math.max(ticks, move.after.time);
        nextLevel.push(move.after);
        nextOrders.push(print.order);
      }
      if (visited.size >= scope.mostStates) {
        return { states: visited.size, moves, ticks, complete: false, violations: [] };
      }
    }
    begun += level.length;
    [level, orders] = [nextLevel, nextOrders];
  }
  const stuck = recovery.firstStuck();
  const violations: Violation[] =
    stuck === undefined
      ? []
      : [{ invariant: 'I5', text: 'it can never close again', story: tell(stuck, undefined) }];
  return { states: visited.size, moves, ticks, complete: true, violations };
}

/** How each state was first reached: by which move of which state before it. */
class Way {
  readonly #from: number[] = [-1];
  readonly #ordinals: number[] = [0];

  /** Number of the latest state. */
  get last(): number {
    return this.#from.length - 1;
  }

  add(from: number, ordinal: number): void {
    this.#from.push(from);
    this.#ordinals.push(ordinal);
  }

  story(
    scope: Scope,
    protocol: Protocol,
    first: World,
    state: number,
    ordinal: number | undefined,
  ): Move[] {
    const ordinals = ordinal === undefined ? [] : [ordinal];
    for (let at = state; at > 0; at = this.#from[at] ?? 0)
      ordinals.unshift(this.#ordinals[at] ?? 0);
    let world = first;
    return ordinals.map((chosen) => {
      const move = movesOf(world, scope, protocol)[chosen] as Move;
      world = move.after;
      return move;
    });
  }
}

import type { ChangeLevel, Side } from '../change.ts';
import type { MessageKind } from './operations/compare.ts';
import type { Effect } from './schemas/difference.ts';

/** Says where something goes: `in` reaches us and must stay within what we know; `out` is sent and must stay allowed. */
export type Direction = 'in' | 'out';

/** Tells where events and responses go, seen from a side. */
export function directionOf(way: MessageKind, side: Side): Direction {
  return (way === 'event') === (side === 'receiver') ? 'in' : 'out';
}

const levels: Record<Direction, Record<Effect, ChangeLevel>> = {
  in: {
    widens: 'breaking',
    both: 'breaking',
    narrows: 'safe',
    vanishes: 'risky',
    ends: 'risky',
    unclear: 'risky',
    none: 'safe',
    prose: 'docs',
  },
  out: {
    widens: 'safe',
    both: 'breaking',
    narrows: 'breaking',
    vanishes: 'safe',
    ends: 'breaking',
    unclear: 'risky',
    none: 'safe',
    prose: 'docs',
  },
};

/** Holds levels where the effect alone does not decide. */
const exceptions: Record<string, Partial<Record<Direction, ChangeLevel>>> = {
  // Whoever still sends a value that is gone is refused.
  'enum-value-removed': { out: 'breaking' },
};

/** Gives the level of a difference for who is at this end. */
export function levelOf(rule: string, effect: Effect, direction: Direction): ChangeLevel {
  return exceptions[rule]?.[direction] ?? levels[direction][effect];
}

/** Says what follows from a level, as the end of a sentence. */
export function consequence(level: ChangeLevel, direction: Direction, way: MessageKind): string {
  const thing = way === 'event' ? 'event' : 'answer';
  if (level === 'docs') return 'nothing that is sent changes';
  if (level === 'safe')
    return direction === 'in' ? 'all that arrives was allowed before' : 'all that is sent stays allowed';
  if (level === 'risky') return 'nothing need be refused, but look whether something relies on it';
  return direction === 'in'
    ? `a program built to the old contract refuses or misreads such an ${thing}`
    : `the new contract refuses such an ${thing}, as is sent today`;
}

import type { Change, ChangeLevel, Side } from '../change.ts';
import type { Effect } from './schemas/difference.ts';

/** `in` is what reaches us and must stay within what we know; `out` is what we send and must stay within what is allowed. */
export type Direction = 'in' | 'out';

/** The way that events and answers go, seen from a side. */
export function directionOf(way: 'event' | 'answer', side: Side): Direction {
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

/** Told where the effect alone does not decide. */
const special: Record<string, Partial<Record<Direction, ChangeLevel>>> = {
  // Whoever still sends a value that is gone is refused.
  'enum-value-removed': { out: 'breaking' },
};

export function levelOf(rule: string, effect: Effect, direction: Direction): ChangeLevel {
  return special[rule]?.[direction] ?? levels[direction][effect];
}

const order: readonly ChangeLevel[] = ['breaking', 'risky', 'safe', 'docs'];

/** Changes in the order of their weight. */
export function worstFirst(changes: readonly Change[]): Change[] {
  return changes.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

/** What follows from a level, as the end of a sentence. */
export function consequence(level: ChangeLevel, direction: Direction, way: 'event' | 'answer'): string {
  const thing = way === 'event' ? 'event' : 'answer';
  if (level === 'docs') return 'nothing that is sent changes';
  if (level === 'safe')
    return direction === 'in' ? 'all that arrives was allowed before' : 'all that is sent stays allowed';
  if (level === 'risky') return 'nothing need be refused, but look whether something relies on it';
  return direction === 'in'
    ? `a program built to the old contract refuses or misreads such an ${thing}`
    : `the new contract refuses such an ${thing}, as is sent today`;
}

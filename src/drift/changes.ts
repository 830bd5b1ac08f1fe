import type { ChangeLevel, Side } from '../change.ts';
import { toPointer } from '../schema/pointer.ts';
import type { CompareOptions } from './compare-options.ts';
import {
  type BodyDifferences,
  compareOperations,
  type MessageKind,
  type OperationDifferences,
} from './operations/compare.ts';
import type { DescribedOperation } from './operations/find.ts';
import { definitionOf } from './schemas/definition.ts';
import type { Comparison, Difference, Effect } from './schemas/difference.ts';
import type { FoundChange, Together } from './together.ts';
import type { WitnessFinder } from './witness/witness.ts';

/** Holds two descriptions of one operation, and the comparison that they are part of. */
interface OperationPair {
  comparison: Comparison;
  /** Holds what was reported already: a schema may be met in many operations. */
  reported: Map<string, FoundChange | undefined>;
  /** Names the operation in what affects it; undefined where there is only one. */
  name: string | undefined;
  old: DescribedOperation;
  new: DescribedOperation;
}

/** Finds all changes between two descriptions of one operation, each as the side that is asked for sees it. */
export async function operationChanges(pair: OperationPair, options: CompareOptions): Promise<FoundChange[]> {
  const { head, bodies } = compareOperations(pair.comparison, pair.old, pair.new, options.scope === 'operation');
  const changes = head.map((each) => headChange(each, options));
  const named = pair.name === undefined ? [] : [pair.name];
  for (const change of changes) change.affects = named;
  for (const body of bodies) changes.push(...(await bodyChanges(pair, body, options)));
  return changes;
}

/** Gives what no comparison of documents can say yet. */
export function emptyChange({ source }: CompareOptions) {
  return { source, affects: [], cases: [], witness: null, proof: null };
}

function headChange(
  { what, way, effect, definition = '', ...stated }: OperationDifferences['head'][number],
  options: CompareOptions,
): FoundChange {
  const direction = directionOf(way, options.side);
  const level = levelOf(stated.rule, effect, direction);
  const why = `${what}: ${consequence(level, direction, way)}`;
  return { ...changeOf({ ...stated, level, why }, options), definition: `${way} ${definition}` };
}

function changeOf(
  {
    rule,
    level,
    pointer,
    before,
    after,
    why,
  }: Pick<FoundChange, 'rule' | 'level' | 'pointer' | 'before' | 'after' | 'why'>,
  options: CompareOptions,
): FoundChange {
  return { rule, level, ...emptyChange(options), pointer, before: before ?? null, after: after ?? null, why };
}

async function bodyChanges(
  pair: OperationPair,
  { way, bodies, subject, differences }: BodyDifferences,
  options: CompareOptions,
): Promise<FoundChange[]> {
  const direction = directionOf(way, options.side);
  const named = pair.name === undefined ? [] : [pair.name];
  let finder: WitnessFinder | undefined;
  const changes: FoundChange[] = [];
  for (const difference of mergeEqual(differences)) {
    const key = `${direction} ${differenceKey(difference)}`;
    const affects = [...named, ...(difference.types ?? [])];
    if (pair.reported.has(key)) {
      const same = pair.reported.get(key);
      if (same && pair.name !== undefined) same.affects = [...new Set([...same.affects, ...affects])];
      continue;
    }
    pair.reported.set(key, undefined);
    const level = levelOf(difference.rule, difference.effect, direction);
    const isOpen = level === 'breaking' || (level === 'risky' && difference.provable);
    const isSought = isOpen && bodies && options.witnesses !== false;
    if (difference.suspected && !(isSought && level === 'breaking')) continue;
    const change = { ...changeOf({ ...difference, level, why: '' }, options), affects };
    if (isSought) {
      const { witnessFinder } = await import('./witness/witness.ts');
      finder ??= witnessFinder({ ...pair, bodies, way, beside: options.beside });
      // What arrives is the new document's; what we send is the old one's.
      Object.assign(change, finder(difference, direction === 'in' ? 'new' : 'old'));
      if (!change.witness && level === 'breaking' && (options.beside || difference.suspected)) continue;
      // What breaks by its kind breaks whether or not an event was found.
      if (change.witness) change.level = 'breaking';
      else if (difference.provable) change.level = 'risky';
    }
    const end = (change.level === 'risky' && difference.risk) || consequence(change.level, direction, way);
    change.why = `${difference.what}: ${end}`;
    change.together = toldWith(difference, change, end);
    change.definition = `${way} ${definitionOf(difference, subject)}`;
    pair.reported.set(key, change);
    changes.push(change);
  }
  return changes;
}

/** Says how a change is told where more names or values of the same place changed alike. */
function toldWith(
  { alike, trail }: Difference,
  { rule, level, pointer: own, before, after }: FoundChange,
  end: string,
): Together | undefined {
  if (alike === undefined) return undefined;
  const name = toPointer(['properties', String(after ?? before)]);
  const [pointer, holder] = own.endsWith(name)
    ? [own.slice(0, own.lastIndexOf('/')), trail.at(-1)?.new.pointer]
    : [own, undefined];
  return { key: JSON.stringify([rule, level, pointer, holder]), pointer, why: `${alike}: ${end}` };
}

function differenceKey({ rule, pointer, before, after }: Difference): string {
  return JSON.stringify([rule, pointer, before, after]);
}

/** Merges what one schema that is met on many ways differs in: reported once, with all event types that it affects. */
function mergeEqual(differences: readonly Difference[]): Difference[] {
  const known = new Map<string, Difference>();
  for (const each of differences) {
    const key = differenceKey(each);
    const before = known.get(key);
    if (before?.types && each.types)
      known.set(key, { ...before, types: [...new Set([...before.types, ...each.types])] });
    else if (!before || before.types) known.set(key, each);
  }
  return [...known.values()];
}

/** Says where something goes: `in` reaches us and must stay within what we know; `out` is sent and must stay allowed. */
type Direction = 'in' | 'out';

function directionOf(way: MessageKind, side: Side): Direction {
  return (way === 'event') === (side === 'receiver') ? 'in' : 'out';
}

const levels: Record<Effect, Record<Direction, ChangeLevel>> = {
  widens: { in: 'breaking', out: 'safe' },
  both: { in: 'breaking', out: 'breaking' },
  narrows: { in: 'safe', out: 'breaking' },
  vanishes: { in: 'risky', out: 'safe' },
  ends: { in: 'risky', out: 'breaking' },
  unclear: { in: 'risky', out: 'risky' },
  none: { in: 'safe', out: 'safe' },
  prose: { in: 'docs', out: 'docs' },
};

function levelOf(rule: string, effect: Effect, direction: Direction): ChangeLevel {
  // Whoever still sends a value that is gone is refused, whatever became of what it chose, unless something else allows it.
  if (rule === 'enum-value-removed' && direction === 'out' && effect !== 'none') return 'breaking';
  // Whether a body that nobody describes any more is refused cannot be decided.
  if (rule === 'body-removed' && direction === 'out') return 'risky';
  return levels[effect][direction];
}

/** Says what follows from a level, as the end of a sentence. */
function consequence(level: ChangeLevel, direction: Direction, way: MessageKind): string {
  const thing = way === 'event' ? 'event' : 'answer';
  if (level === 'docs') return 'nothing that is sent changes';
  if (level === 'safe')
    return direction === 'in' ? 'all that arrives was allowed before' : 'all that is sent stays allowed';
  if (level === 'risky') return 'nothing need be refused, but look whether something relies on it';
  return direction === 'in'
    ? `a program built to the old contract refuses or misreads such an ${thing}`
    : `the new contract refuses such an ${thing}, as is sent today`;
}

/** Reports that an operation came or went; `beside`: one by which none of our events arrive. */
export function operationChange(
  rule: 'operation-removed' | 'operation-added',
  { method, address, pointer, group }: DescribedOperation,
  options: CompareOptions,
  scope: 'ours' | 'beside' = 'ours',
): FoundChange {
  const label = `${method.toUpperCase()} ${address}`;
  const harmless = 'which concerns nobody who does not use it';
  if (rule === 'operation-added') {
    const why = `${label} is described now, ${harmless}`;
    return changeOf({ rule, level: 'docs', pointer, before: null, after: `${group} ${label}`, why }, options);
  }
  const isOurs = scope === 'ours';
  const end = isOurs ? ': its events stop coming, or come some other way' : `, ${harmless}`;
  const why = `${label} is no longer described${end}`;
  return changeOf({ rule, level: isOurs ? 'breaking' : 'docs', pointer, before: label, after: null, why }, options);
}

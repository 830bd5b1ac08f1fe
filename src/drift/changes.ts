import type { Change } from '../change.ts';
import type { CompareOptions } from './compare-options.ts';
import { consequence, directionOf, levelOf } from './levels.ts';
import { type BodyDifferences, compareOperations } from './operations/compare.ts';
import type { OperationNode } from './operations/find.ts';
import type { HeadDifference } from './operations/told.ts';
import type { Difference } from './schemas/difference.ts';
import type { Walk } from './schemas/walk.ts';
import type { Detective } from './witness/witness.ts';

/** All that differs between two descriptions of one operation, each difference as the side that is asked for sees it. */
export async function operationChanges(
  { walk, told, old, new: now }: Operations,
  options: CompareOptions,
): Promise<Change[]> {
  const { head, bodies } = compareOperations(walk, old, now, options.scope === 'operation');
  const changes = head.map((each) => headChange(each, options));
  for (const body of bodies) changes.push(...(await bodyChanges({ walk, told, old, new: now }, body, options)));
  return changes;
}

/** What no comparison of documents can say yet. */
export function blank({ source }: CompareOptions): Pick<Change, 'source' | 'affects' | 'cases' | 'witness'> {
  return { source, affects: [], cases: [], witness: null };
}

function headChange({ rule, effect, before, after, at, what, way }: HeadDifference, options: CompareOptions): Change {
  const direction = directionOf(way, options.side);
  const level = levelOf(rule, effect, direction);
  return {
    rule,
    level,
    ...blank(options),
    pointer: at,
    before,
    after,
    why: `${what}: ${consequence(level, direction, way)}`,
  };
}

interface Operations {
  walk: Walk;
  /** What was told already: a schema may be met in many operations. */
  told: Set<string>;
  old: OperationNode;
  new: OperationNode;
}

async function bodyChanges(
  operations: Operations,
  { way, bodies, differences }: BodyDifferences,
  options: CompareOptions,
): Promise<Change[]> {
  const direction = directionOf(way, options.side);
  let found: Detective | undefined;
  const changes: Change[] = [];
  for (const difference of unlike(differences)) {
    const key = `${direction} ${keyOf(difference)}`;
    if (operations.told.has(key)) continue;
    operations.told.add(key);
    const level = levelOf(difference.rule, difference.effect, direction);
    const change = bodyChange(difference, level, options);
    if ((level === 'breaking' || difference.provable) && bodies && options.witnesses !== false) {
      const { detectiveFor } = await import('./witness/finder.ts');
      found ??= detectiveFor(operations, { old: bodies.old, new: bodies.new }, way, options.beside);
      // What arrives is the new document's; what we send is the old one's.
      change.witness = found.find(difference, direction === 'in' ? 'new' : 'old') ?? null;
      if (!change.witness && level === 'breaking' && options.beside?.strict) continue;
      change.level = change.witness ? 'breaking' : 'risky';
    }
    const undecided = 'no event was found that shows it, so it cannot be decided';
    const end =
      change.level === 'risky' && level === 'breaking' ? undecided : consequence(change.level, direction, way);
    changes.push({ ...change, why: `${difference.what}: ${end}` });
  }
  return changes;
}

function bodyChange(
  { rule, before, after, at, types, what }: Difference,
  level: Change['level'],
  options: CompareOptions,
): Change {
  return {
    rule,
    level,
    ...blank(options),
    pointer: at,
    before: before ?? null,
    after: after ?? null,
    why: what,
    affects: [...(types ?? [])],
  };
}

function keyOf({ rule, at, before, after }: Difference): string {
  return JSON.stringify([rule, at, before, after]);
}

/** One schema is met on many ways; what differs in it is told once, with all that it touches. */
function unlike(differences: readonly Difference[]): Difference[] {
  const known = new Map<string, Difference>();
  for (const each of differences) {
    const key = keyOf(each);
    const before = known.get(key);
    if (!before) known.set(key, each);
    else if (before.types && each.types)
      known.set(key, { ...before, types: [...new Set([...before.types, ...each.types])] });
    else if (before.types) known.set(key, each);
  }
  return [...known.values()];
}

/** An operation that came or went. */
export function operationChange(
  rule: 'operation-removed' | 'operation-added',
  { method, name, at, home }: OperationNode,
  options: CompareOptions,
  scope: 'ours' | 'beside' = 'ours',
): Change {
  const label = `${method.toUpperCase()} ${name}`;
  const removed = rule === 'operation-removed';
  const ours = scope === 'ours';
  const why =
    removed && !ours
      ? `${label} is no longer described, which concerns nobody who does not use it`
      : removed
        ? `${label} is no longer described: its events stop coming, or come some other way`
        : `${label} is described now, which concerns nobody who does not use it`;
  return {
    rule,
    level: removed && ours ? 'breaking' : 'docs',
    ...blank(options),
    pointer: at,
    before: removed ? label : null,
    after: removed ? null : `${home} ${label}`,
    why,
  };
}

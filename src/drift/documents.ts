import type { Change, ChangeSource, Side } from '../change.ts';
import type { OpenApiDocument } from '../contract/read.ts';
import { sameJson } from '../schema/json.ts';
import { walkOf } from './body.ts';
import type { Difference } from './difference.ts';
import { consequence, directionOf, levelOf } from './levels.ts';
import { authored } from './model/inheritance.ts';
import type { Part } from './model/parts.ts';
import { type World, worldOf } from './model/world.ts';
import { type BodyDifferences, compareOperations } from './operation/compare.ts';
import { contentOf } from './operation/content.ts';
import { match, nothingReceives, type OperationNode, operationsOf, receiving } from './operation/find.ts';
import type { HeadDifference } from './operation/told.ts';
import { compareProse } from './prose.ts';
import type { Walk } from './walk.ts';
import type { Body } from './witness/judges.ts';
import type { Detective } from './witness/witness.ts';

export interface CompareOptions {
  side: Side;
  source: Exclude<ChangeSource, 'traffic'>;
  /** `operation`: the URL is the receiver's own, and where the document puts it does not matter. */
  scope: 'operation' | 'document';
  /** Id or path, where a document has more than one operation that receives. */
  operation?: string | undefined;
  /** False where only whether something changed is asked: then no event is looked for. */
  witnesses?: boolean;
  /** Other readings of the same two documents, by which an event must show a change as well. */
  beside?: Beside;
}

/** Documents beside the compared ones. */
export interface Beside {
  /** Judges in place of the old document. */
  old?: Named;
  /** Must allow what the new one allows. */
  new?: Named;
  /** Drops a change of a body that no event shows, instead of calling it risky. */
  strict: boolean;
}

/** A document and what it is called. */
export interface Named {
  document: OpenApiDocument;
  source: string;
}

/**
 * All changes from one document to another, the worst first. Each breaking change of a body has a witness: an event that
 * the one document allows and the other refuses, both checked. Throws an input error for a document that cannot be read.
 */
export async function compareDocuments(old: Named, now: Named, options: CompareOptions): Promise<Change[]> {
  const walk = walkOf(worldOf(old.document, old.source), worldOf(now.document, now.source));
  const [allBefore, allAfter] = [operationsOf(walk.old), operationsOf(walk.new)];
  const ours = receiving(allBefore, options.operation);
  const theirs = receiving(allAfter, undefined);
  if (ours.length === 0) throw nothingReceives(walk.old, options.operation);
  if (allAfter.length === 0) throw nothingReceives(walk.new, undefined);
  // What was named is looked for everywhere; it may have been moved or renamed.
  const { pairs, removed, added } = matched(ours, theirs.length > 0 ? theirs : allAfter, allAfter);
  const changes: Change[] = [];
  const told = new Set<string>();
  for (const pair of pairs) changes.push(...(await operationChanges({ walk, told, ...pair }, options)));
  changes.push(...removed.map((each) => operationChange('operation-removed', each, options)));
  const known = new Set(allBefore.map(({ home, name, method }) => `${home} ${name} ${method}`));
  const fresh = allAfter.filter(
    (each) => !pairs.some((pair) => pair.new === each) && !known.has(`${each.home} ${each.name} ${each.method}`),
  );
  changes.push(
    ...(fresh.length > 200 ? added : fresh).map((each) => operationChange('operation-added', each, options)),
  );
  const prose = compareProse(walk.old, walk.new).map(
    (each): Change =>
      ({ ...blank(options), ...each, level: 'docs', pointer: each.at, why: 'nothing that is sent changes' }) as Change,
  );
  return merged([...changes, ...prose.map(withoutPlace)]);
}

function matched(ours: readonly OperationNode[], theirs: readonly OperationNode[], all: readonly OperationNode[]) {
  const first = match(ours, theirs);
  if (first.removed.length === 0) return first;
  const second = match(
    first.removed,
    all.filter((each) => !first.pairs.some((pair) => pair.new === each)),
  );
  // The last resort of matching is good among those that receive, and nowhere else.
  const sure = second.pairs.filter(
    ({ old, new: now }) =>
      (old.id !== undefined && old.id === now.id) || (old.home === now.home && old.name === now.name),
  );
  const found = new Set(sure.map((pair) => pair.old));
  return {
    pairs: [...first.pairs, ...sure],
    removed: first.removed.filter((each) => !found.has(each)),
    added: first.added,
  };
}

async function operationChanges({ walk, told, old, new: now }: Operations, options: CompareOptions): Promise<Change[]> {
  const { head, bodies } = compareOperations(walk, old, now, options.scope === 'operation');
  const changes = head.map((each) => headChange(each, options));
  for (const body of bodies) changes.push(...(await bodyChanges({ walk, told, old, new: now }, body, options)));
  return changes;
}

function blank({ source }: CompareOptions): Pick<Change, 'source' | 'affects' | 'cases' | 'witness'> {
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
      found ??= await detectiveFor(operations, { old: bodies.old, new: bodies.new }, way, options.beside);
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

async function detectiveFor(
  { walk, old, new: now }: Operations,
  parts: { old: Part; new: Part },
  way: 'event' | 'answer',
  beside: Beside | undefined,
): Promise<Detective> {
  const [{ detective }, { compileSchema }, { sentence }] = await Promise.all([
    import('./witness/witness.ts'),
    import('../schema/compile.ts'),
    import('../schema/describe.ts'),
  ]);
  const tools = {
    compile: (schema: Record<string, unknown>) => compileSchema(schema, '3.1', { written: true }),
    sentence,
  };
  const body = (world: World, part: Part): Body => ({ world, parts: [part] });
  const other = (named: Named | undefined, like: OperationNode): Body | undefined =>
    named && way === 'event' ? sameBody(named, like) : undefined;
  return detective(
    other(beside?.old, old) ?? body(walk.old, parts.old),
    body(walk.new, parts.new),
    tools,
    other(beside?.new, now),
  );
}

/** The body of the same operation in another document. */
function sameBody({ document, source }: Named, like: OperationNode): Body | undefined {
  const world = worldOf(document, source);
  const found = operationsOf(world).find(
    ({ home, name, method }) => home === like.home && name === like.name && method === like.method,
  );
  const content = found && contentOf(world, found.node.requestBody, `${found.at}/requestBody`);
  const [media] = content?.media.values() ?? [];
  return media && { world, parts: [media.part] };
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

function operationChange(
  rule: 'operation-removed' | 'operation-added',
  { method, name, at, home }: OperationNode,
  options: CompareOptions,
): Change {
  const label = `${method.toUpperCase()} ${name}`;
  const removed = rule === 'operation-removed';
  const why = removed
    ? `${label} is no longer described: its events stop coming, or come some other way`
    : `${label} is described now, which concerns nobody who does not use it`;
  return {
    rule,
    level: removed ? 'breaking' : 'docs',
    ...blank(options),
    pointer: at,
    before: removed ? label : null,
    after: removed ? null : `${home} ${label}`,
    why,
  };
}

function withoutPlace(change: Change): Change {
  const { at, ...rest } = change as Change & { at?: string };
  return rest;
}

const order = ['breaking', 'risky', 'safe', 'docs'];

function merged(changes: readonly Change[]): Change[] {
  const all: Change[] = [];
  const seen = new Map<string, Change>();
  for (const each of changes) {
    each.pointer = authored(each.pointer);
    const key = `${each.rule} ${each.pointer} ${JSON.stringify([each.before, each.after])}`;
    const known = seen.get(key);
    if (known && sameJson(known.why, each.why)) {
      known.affects = [...new Set([...known.affects, ...each.affects])];
      continue;
    }
    seen.set(key, each);
    all.push(each);
  }
  return all.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

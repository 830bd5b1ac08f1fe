import { hash } from 'node:crypto';
import type { Repair } from '../../diagnosis.ts';
import { type Json, sameJson } from '../../schema/json.ts';
import type { Schema } from '../../schema/types.ts';
import { type BranchSelection, misplacedSelection, namedSelection, outerSelection } from '../branch-selection.ts';
import { type LocalSchema, samplesOf, validatorOf } from '../local-schemas.ts';
import { removeAction, updateAction } from '../overlay-actions.ts';
import type { Defect, DoctorRule, Subject } from '../rule.ts';
import { followSchema, type SchemaNode, unionBranchName } from '../schema-nodes.ts';
import { splitActions } from '../split.ts';
import type { Steps } from '../steps.ts';

/** Finds a `oneOf` two of whose branches a value may fit: it is then refused; or it fits the wrong one, and is taken. */
export const oneofOverlap: DoctorRule = {
  id: 'oneof-overlap',
  level: 'error',
  find(subject) {
    const known = new Map<string, Overlap | undefined>();
    return subject.nodes.flatMap((node) => {
      if (!Array.isArray(node.schema.oneOf) || node.schema.oneOf.length < 2) return [];
      const key = JSON.stringify(node.schema);
      if (!known.has(key)) known.set(key, overlapIn(subject, node));
      const overlap = known.get(key);
      return overlap ? [overlapDefect(subject, node, overlap)] : [];
    });
  },
};

/** Holds two branches that a value fits, by their indexes, and such values. */
interface Overlap {
  both: [number, number];
  isNull: boolean;
  values: () => Json[];
}

function overlapDefect(subject: Subject, node: SchemaNode, { both, isNull, values }: Overlap): Defect {
  const { property, selection } = isNull ? {} : selectionFor(subject, node);
  const names = both.map((index) => unionBranchName(node.schema.oneOf?.[index]) ?? `alternative ${index + 1}`);
  const what = property ?? 'value';
  const common = { pointer: [...node.path, 'oneOf'], shows: 'refused' as const, values };
  if (selection)
    return {
      ...common,
      message: `a value may fit both ${names.join(' and ')}`,
      consequence: `A legal ${what} that fits both is refused; one that does not fit its ${selection.tag} is taken for the other kind.`,
      fix: splitActions(subject.document, selection),
      moves: true,
    };
  return {
    ...common,
    message: isNull ? `null fits both ${names.join(' and ')}` : `a value may fit both ${names.join(' and ')}`,
    consequence: isNull ? 'null, which each of them takes, is refused.' : `A legal ${what} that fits both is refused.`,
    fix: areAlike(node.schema.oneOf?.[both[0]], node.schema.oneOf?.[both[1]])
      ? [removeAction([...node.path, 'oneOf', String(both[1])], 'The same alternative stands here twice.')]
      : anyOfActions(node),
    oneWay: true,
  };
}

const mostBranches = 20;

/**
 * Finds two branches that one value fits: they are the same, or examples of each are tried on all. A discriminator that does
 * its work, beside the union or in a parent, is written out into the branches, and no value fits two of them.
 */
function overlapIn(
  { local, steps }: Subject,
  { path, schema: { oneOf = [], discriminator } }: SchemaNode,
): Overlap | undefined {
  const second = oneOf.findIndex((branch, index) => oneOf.slice(0, index).some((other) => areAlike(branch, other)));
  const twice = [oneOf.findIndex((each) => areAlike(each, oneOf[second])), second] as [number, number];
  if (second > 0 && !discriminator) {
    const samples = (): Json[] => {
      const union = local(path);
      return union ? samplesOf(union, union.schema.oneOf?.[second] ?? {}) : [];
    };
    return { both: twice, isNull: false, values: samples };
  }
  const union = local(path);
  if (!union) return undefined;
  const known = knownOverlaps.get(steps) ?? new Map<string, Overlap | undefined>();
  knownOverlaps.set(steps, known);
  const key = hash('sha256', JSON.stringify([union.schema, union.definitions]));
  if (!known.has(key)) known.set(key, overlapOf(union));
  return known.get(key);
}

/** Keeps what was found in one examination: after each repair most unions are looked at again. */
const knownOverlaps = new WeakMap<Steps, Map<string, Overlap | undefined>>();

function overlapOf(union: LocalSchema): Overlap | undefined {
  const branches = union.schema.oneOf?.slice(0, mostBranches) ?? [];
  const validators = branches.map((branch) => validatorOf(union, branch));
  const { oneOf, discriminator, ...beside } = union.schema;
  const allowed = validatorOf(union, beside);
  for (const value of overlapCandidates(union, branches, beside)) {
    if (allowed && allowed(value).length > 0) continue;
    const [one, other] = validators.flatMap((validate, index) => (validate?.(value).length === 0 ? [index] : []));
    if (one !== undefined && other !== undefined)
      return { both: [one, other], isNull: value === null, values: () => [value] };
  }
  return undefined;
}

/** Makes values that may fit two branches: such as one allows, null, and such as it allows together with what stands beside the union. */
function* overlapCandidates(union: LocalSchema, branches: readonly Schema[], beside: Schema): Generator<Json> {
  for (const branch of branches) yield* samplesOf(union, branch);
  yield null;
  for (const branch of branches) yield* samplesOf(union, { allOf: [beside, branch] });
}

/** Tells whether two branches are written in the same way. */
function areAlike(one: unknown, other: unknown): boolean {
  return one !== undefined && sameJson(one, other);
}

/** Finds what selects the branch, where the union is a property of something, written there or referred to. */
function selectionFor(
  { document, nodes }: Subject,
  { schema: union }: SchemaNode,
): { property?: string; selection?: BranchSelection } {
  const holders = nodes.flatMap((holder) =>
    Object.entries(holder.schema.properties ?? {})
      .filter(([, schema]) => followSchema(document, { path: [], schema })?.schema === union)
      .map(([property]) => ({ holder, property })),
  );
  for (const { holder, property } of holders) {
    const above = misplacedSelection(document, holder);
    const selection =
      above?.property === property
        ? above
        : (outerSelection(document, holder, property) ?? namedSelection(document, holder, property));
    if (selection) return { property, selection };
  }
  return holders[0] ? { property: holders[0].property } : {};
}

function anyOfActions({ path, schema: { oneOf } }: SchemaNode): Repair[] {
  const description = 'Nothing in the document tells the alternatives apart, so fitting any of them is enough.';
  return [
    removeAction([...path, 'oneOf'], 'What fits two alternatives is refused by oneOf.'),
    updateAction(path, description, { anyOf: oneOf }),
  ];
}

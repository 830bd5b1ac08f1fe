import type { Repair } from '../../diagnosis.ts';
import { dereferenceSchema } from '../../openapi/dereference/dereference.ts';
import { withInheritedUnions } from '../../openapi/discriminator.ts';
import type { OpenApiDocument } from '../../openapi/read/read.ts';
import { valueAt } from '../../schema/pointer.ts';
import { exampleOf } from '../../schema/samples/example.ts';
import type { Schema } from '../../schema/types.ts';
import { compileSchema } from '../../schema/validate/compile.ts';
import { variantsOf } from '../../schema/variants.ts';
import { type BranchSelection, misplacedSelection, namedSelection, outerSelection } from '../branch-selection.ts';
import { removeAction, updateAction } from '../overlay-actions.ts';
import type { Defect, DoctorRule, Subject } from '../rule.ts';
import { followSchema, listedTexts, propertyOf, type SchemaNode, unionBranchName } from '../schema-nodes.ts';
import { splitActions } from '../split.ts';

/** Finds a `oneOf` two of whose branches a value may fit: it is then refused; or it fits the wrong one, and is taken. */
export const oneofOverlap: DoctorRule = {
  id: 'oneof-overlap',
  level: 'error',
  find(subject) {
    const defects: Defect[] = [];
    const inherited = withInheritedUnions(subject.document);
    for (const node of subject.nodes) {
      if (performance.now() > subject.deadline) break;
      if ((node.schema.oneOf?.length ?? 0) < 2) continue;
      const both = overlappingBranches(inherited, node.path);
      if (both) defects.push(overlapDefect(subject, node, both));
    }
    return defects;
  },
};

function overlapDefect(subject: Subject, node: SchemaNode, both: readonly number[]): Defect {
  const { property, selection } = selectionFor(subject, node);
  const names = both.map((index) => unionBranchName(node.schema.oneOf?.[index]) ?? `alternative ${index + 1}`);
  const what = property ?? 'the value';
  return {
    pointer: [...node.path, 'oneOf'],
    message: `a value may fit both ${names.join(' and ')}`,
    consequence: selection
      ? `A legal ${what} that fits both is refused; one that does not fit its ${selection.tag} is taken for the other kind.`
      : `A legal ${what} that fits both is refused.`,
    fix: selection ? splitActions(subject.document, selection) : (tagActions(subject, node) ?? anyOfActions(node)),
    shows: 'refused',
  };
}

const mostBranches = 20;
/** Unions that come to more are not tried: a document may hold many of them, each inside the last. */
const mostNodes = 20_000;
const mostVariantsTried = 10;

/**
 * Finds two branches that one value fits, by trying examples of each on all. A discriminator that does its work, beside the
 * union or in a parent, is written out into the branches, and no value fits two of them. Gives their indexes.
 */
function overlappingBranches(document: OpenApiDocument, path: readonly string[]): number[] | undefined {
  try {
    const union = valueAt(document, path) as Schema;
    const { schema, definitions } = dereferenceSchema(document, union, mostNodes);
    const branches = schema.oneOf?.slice(0, mostBranches) ?? [];
    const validators = branches.map((branch) => compileSchema(branch, { definitions }));
    const examples = branches
      .flatMap((branch) => variantsOf(branch, definitions).slice(0, mostVariantsTried))
      .flatMap((variant) => [exampleOf(variant, 'minimal'), exampleOf(variant, 'maximal')]);
    return examples
      .map((example) => validators.flatMap((validate, index) => (validate(example).length === 0 ? [index] : [])))
      .find((fitting) => fitting.length >= 2)
      ?.slice(0, 2);
  } catch {
    // What cannot be written out or compiled is no receiver's contract; whoever reads the operation says so.
    return undefined;
  }
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

/** Tells branches apart by a property for which each lists other values, once it is required. */
function tagActions({ document }: Subject, node: SchemaNode): Repair[] | undefined {
  const branches = (node.schema.oneOf ?? []).flatMap(
    (schema, index) => followSchema(document, { path: [...node.path, 'oneOf', String(index)], schema }) ?? [],
  );
  const tag = Object.keys(branches[0]?.schema.properties ?? {}).find((name) => {
    const lists = branches.map(({ schema }) => listedTexts(document, propertyOf(schema, name)) ?? []);
    const all = lists.flat();
    return lists.every((list) => list.length > 0) && new Set(all).size === all.length;
  });
  if (tag === undefined) return undefined;
  const lacking = branches.filter(({ schema }) => !schema.required?.includes(tag));
  return [
    ...lacking.map(({ path }) =>
      updateAction(path, `${tag} tells the alternatives apart, so it must be there.`, { required: [tag] }),
    ),
    updateAction(node.path, `${tag} chooses the alternative.`, {
      type: 'object',
      discriminator: { propertyName: tag },
    }),
  ];
}

function anyOfActions({ path, schema: { oneOf } }: SchemaNode): Repair[] {
  const description = 'Nothing in the document tells the alternatives apart, so fitting any of them is enough.';
  return [
    removeAction([...path, 'oneOf'], 'What fits two alternatives is refused by oneOf.'),
    updateAction(path, description, { anyOf: oneOf }),
  ];
}

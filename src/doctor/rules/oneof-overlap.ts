import type { Repair } from '../../diagnosis.ts';
import { dereferenceSchema } from '../../openapi/dereference.ts';
import { compileSchema } from '../../schema/compile.ts';
import { exampleOf } from '../../schema/example.ts';
import type { Schema } from '../../schema/types.ts';
import { variantsOf } from '../../schema/variants.ts';
import { toJsonPath } from '../jsonpath.ts';
import { listedValues, resolved, type SchemaNode } from '../nodes.ts';
import type { Defect, Rule, Subject } from '../rule.ts';
import { misplacedSelection, namedSelection, outerSelection, type Selection } from '../select.ts';
import { removal, splitActions } from '../split.ts';

/** A value may fit two branches of a `oneOf`, and is then refused; or fits the wrong one, and is taken. */
export const oneofOverlap: Rule = {
  id: 'oneof-overlap',
  level: 'error',
  async find(subject) {
    const defects: Defect[] = [];
    for (const node of subject.nodes) {
      if (performance.now() > subject.deadline) break;
      const branches = node.schema.oneOf;
      if (!Array.isArray(branches) || branches.length < 2) continue;
      const both = await overlap(subject, node.schema).catch(() => undefined);
      if (both)
        defects.push(
          defect(
            subject,
            node,
            both.map((index) => nameOf(branches[index], index)),
          ),
        );
    }
    return defects;
  },
};

function defect(subject: Subject, node: SchemaNode, names: string[]): Defect {
  const { property, selection } = selectionFor(subject, node);
  const what = property ?? 'the value';
  return {
    pointer: [...node.path, 'oneOf'],
    message: `a value may fit both ${names.join(' and ')}`,
    consequence: selection
      ? `A legal ${what} that fits both is refused; one that does not fit its ${selection.tag} is taken for the other kind.`
      : `A legal ${what} that fits both is refused.`,
    fix: selection ? splitActions(subject.document, selection) : (tagActions(subject, node) ?? anyActions(node)),
    shows: 'refused',
  };
}

const fewest = 2;
const mostBranches = 20;

/**
 * Two branches that one value fits, by trying examples of each on all. A discriminator that does its work is written out
 * into the branches, and no value fits two of them.
 */
async function overlap({ document, dialect }: Subject, union: Schema): Promise<number[] | undefined> {
  const { schema: whole, definitions } = dereferenceSchema(document, union, dialect);
  const written = whole.oneOf?.slice(0, mostBranches) ?? [];
  const judges = written.map((schema) => compileSchema(schema, { definitions }));
  const examples = written.flatMap((schema) =>
    variantsOf(schema, definitions)
      .slice(0, 10)
      .flatMap((variant) => [exampleOf(variant, 'minimal'), exampleOf(variant, 'maximal')]),
  );
  for (const example of examples) {
    const fitting = judges.flatMap((judge, index) => (judge(example).length === 0 ? [index] : []));
    if (fitting.length >= fewest) return fitting.slice(0, fewest);
  }
  return undefined;
}

/** What is to choose the branch, where the union is a property of something, written there or referred to. */
function selectionFor(
  { document, nodes }: Subject,
  { path }: SchemaNode,
): { property: string | undefined; selection: Selection | undefined } {
  const holders = nodes.flatMap((holder) =>
    Object.entries(holder.schema.properties ?? {})
      .filter(([name, schema]) => {
        const at = resolved(document, { path: [...holder.path, 'properties', name], schema });
        return at !== undefined && same(at.path, path);
      })
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
  return { property: holders[0]?.property, selection: undefined };
}

/** Branches that each list other values of one property are told apart by it, once it is required. */
function tagActions({ document }: Subject, node: SchemaNode): Repair[] | undefined {
  const branches = (node.schema.oneOf ?? []).map((schema, index) =>
    resolved(document, { path: [...node.path, 'oneOf', String(index)], schema }),
  );
  const names = Object.keys(branches[0]?.schema.properties ?? {});
  const tag = names.find((name) => {
    const lists = branches.map((branch) => listedValues(document, branch?.schema.properties?.[name]) ?? []);
    const all = lists.flat();
    return lists.every((list) => list.length > 0) && new Set(all).size === all.length;
  });
  if (tag === undefined) return undefined;
  const lacking = branches.filter((branch) => branch && !branch.schema.required?.includes(tag)) as SchemaNode[];
  return [
    ...lacking.map((branch) => ({
      target: toJsonPath(branch.path),
      description: `${tag} tells the alternatives apart, so it must be there.`,
      update: { required: [tag] },
    })),
    {
      target: toJsonPath(node.path),
      description: `${tag} chooses the alternative.`,
      update: { type: 'object', discriminator: { propertyName: tag } },
    },
  ];
}

function anyActions(node: SchemaNode): Repair[] {
  return [
    removal(toJsonPath([...node.path, 'oneOf']), 'What fits two alternatives is refused by oneOf.'),
    {
      target: toJsonPath(node.path),
      description: 'Nothing in the document tells the alternatives apart, so fitting any of them is enough.',
      update: { anyOf: node.schema.oneOf },
    },
  ];
}

function nameOf(branch: Schema | undefined, index: number): string {
  return branch?.$ref?.split('/').at(-1) ?? branch?.title ?? `alternative ${index + 1}`;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((token, index) => token === b[index]);
}

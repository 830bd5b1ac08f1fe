import { misplacedSelection, namedSelection, outerSelection } from '../../../doctor/branch-selection.ts';
import { unionBranchName } from '../../../doctor/schema-nodes.ts';
import { type DiscriminatedUnion, readDiscriminator } from '../../../openapi/discriminator.ts';
import { isObject } from '../../../schema/json.ts';
import { fromPointer, toPointer } from '../../../schema/pointer.ts';
import type { Schema } from '../../../schema/types.ts';
import { type Member, readInner } from './conjunction.ts';
import { type DocumentContext, follow } from './context.ts';
import type { ResolvedSchema } from './resolved-schema.ts';

/** Holds one way through a union: what holds at its location if it is the one. */
export interface UnionBranch {
  members: Member[];
  /** Says what it is called: the last token of its reference, or its title. */
  name: string | undefined;
  /** Says where it is written in the union. */
  pointer: string;
  /** The branch alone, without what holds beside the union; undefined where there is no union, and one way only. */
  own?: Member;
}

/** Holds the property that chooses a branch, where that is written, and which schemas a mapping names for its values. */
export interface NamedDiscriminator {
  name: string;
  pointer: string;
  mapping?: Readonly<Record<string, unknown>>;
}

/** Holds a union and its branches. */
export interface ResolvedUnion {
  context: DocumentContext;
  kind: 'oneOf' | 'anyOf';
  /** Says where it is written. */
  pointer: string;
  branches: UnionBranch[];
  /** The property that a discriminator names, and where. */
  discriminator: NamedDiscriminator | undefined;
}

/** Holds the union of one leaf as it is written. */
export interface WrittenUnion extends Omit<ResolvedUnion, 'branches' | 'context'> {
  /** The leaf without its union. */
  rest: Member;
  /** `selector` asks for the property values that choose a branch. */
  branches: { own: Member; selector: Member | undefined; name: string | undefined }[];
}

/**
 * Finds the first union of a location, with branches that hold all else of the location too; undefined where there is none.
 * A discriminator that stands beside another property's union, or names a property of the union's holder, is read as meant.
 */
export function resolveUnion({ context, leaves }: ResolvedSchema): ResolvedUnion | undefined {
  for (const [index, leaf] of leaves.entries()) {
    const found = leafUnion(context, leaf);
    if (!found) continue;
    const { rest, branches, ...union } = found;
    const others = leaves.filter((_, other) => other !== index);
    const within = [...(leaf.within ?? []), leaf.pointer];
    const whole = branches.map(({ own, selector, name }) => ({
      name,
      pointer: own.pointer,
      own,
      // What chooses the branch comes last, so that the branch's own list of values is the one that is shown.
      members: [...others, rest, { ...own, within }, ...(selector ? [selector] : [])],
    }));
    return { ...union, context, branches: whole };
  }
  return undefined;
}

/** Reads the union of one leaf, as it is meant; undefined where it has none. `own`: only what stands in the leaf itself. */
export function leafUnion(context: DocumentContext, leaf: Member, only?: 'own'): WrittenUnion | undefined {
  return ownUnion(context, leaf) ?? (only ? undefined : tiedUnion(context, leaf));
}

function ownUnion(context: DocumentContext, leaf: Member): WrittenUnion | undefined {
  const { schema, pointer, ...origin } = leaf;
  const kind = Array.isArray(schema.oneOf) ? 'oneOf' : Array.isArray(schema.anyOf) ? 'anyOf' : undefined;
  if (!kind) return undefined;
  // A second union of the same location stays in the rest, and is the next one.
  const { [kind]: list, discriminator: _, ...rest } = schema;
  const chosen = readDiscriminator((leaf.home ?? context).document, schema);
  return {
    kind,
    pointer: `${pointer}/${kind}`,
    rest: { schema: rest, pointer, ...origin },
    branches: (list as unknown[]).map((branch, index) => {
      const own = readInner(context, leaf, branch, `${pointer}/${kind}/${index}`);
      const selector = chosen && branchSelector(chosen, index, `${pointer}/discriminator`);
      return { own, selector, name: unionBranchName(branch) };
    }),
    discriminator: chosen && {
      name: chosen.property,
      pointer: `${pointer}/discriminator`,
      mapping: isObject(schema.discriminator?.mapping) ? schema.discriminator.mapping : {},
    },
  };
}

/** Asks for the values that choose a branch; the default branch is for all values but those of the others. */
function branchSelector(
  { property, branches }: DiscriminatedUnion,
  index: number,
  pointer: string,
): Member | undefined {
  const branch = branches[index];
  if (!branch) return undefined;
  const { values, from, isDefault } = branch;
  const asked = isDefault ? branches.flatMap((each) => each.values).filter((value) => !values.includes(value)) : values;
  const schema = selectorSchema(property, asked);
  return {
    schema: isDefault ? { not: schema } : schema,
    pointer: from === 'mapping' ? `${pointer}/mapping` : pointer,
  };
}

function selectorSchema(property: string, values: readonly unknown[]): Schema {
  return { type: 'object', required: [property], properties: { [property]: { enum: [...values] } } };
}

/** Reads a union in a property that another property chooses from. */
function tiedUnion(context: DocumentContext, leaf: Member): WrittenUnion | undefined {
  const { home = context } = leaf;
  const selection = selectionOf(home, leaf);
  if (!selection) return undefined;
  const { schema, pointer, ...origin } = leaf;
  const { tag, property, groups, beside, nullable } = selection;
  const { [property]: union, ...properties } = schema.properties ?? {};
  const { discriminator, ...own } = schema;
  const unionPointer = follow(home, union, pointer + toPointer(['properties', property])).pointer;
  return {
    kind: 'oneOf',
    pointer: unionPointer,
    rest: { schema: { ...own, properties: { ...properties, [property]: {} } }, pointer, ...origin },
    discriminator: {
      name: tag,
      pointer: discriminator ? `${pointer}/discriminator` : pointer + toPointer(['properties', tag]),
    },
    branches: groups.map(({ values, branch }, index) => {
      const whole = nullable ? { anyOf: [branch, { enum: [null] }] } : branch;
      const held: Schema =
        Object.keys(beside).length > 0 ? { ...beside, allOf: [...(beside.allOf ?? []), whole] } : whole;
      return {
        own: {
          schema: { properties: { [property]: held } },
          pointer: `${unionPointer}/${index}`,
          ...(leaf.home && { home }),
        },
        selector: { schema: selectorSchema(tag, values), pointer: `${pointer}/discriminator/mapping` },
        name: unionBranchName(branch),
      };
    }),
  };
}

const selections = new WeakMap<Schema, Pick<Member, 'pointer' | 'home'> & { selection: Selection }>();
type Selection = ReturnType<typeof findSelection>;

/** Finds, once for a schema, the property that chooses from a union in another one. */
function selectionOf(home: DocumentContext, { schema, pointer }: Member): Selection {
  const known = selections.get(schema);
  if (known?.home === home && known.pointer === pointer) return known.selection;
  const selection = findSelection(home, { schema, pointer });
  selections.set(schema, { home, pointer, selection });
  return selection;
}

/** Finds a selection. Holders without a union in a property need no second look. */
function findSelection(context: DocumentContext, { schema, pointer }: Member) {
  const { document } = context;
  const unions = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const node = isObject(property) ? follow(context, property, '').node : undefined;
    return isObject(node) && (Array.isArray(node.oneOf) || Array.isArray(node.anyOf)) ? [{ name, node }] : [];
  });
  if (unions.length === 0) return undefined;
  const holder = { path: fromPointer(pointer), schema };
  const first = <T>(find: (union: (typeof unions)[number]) => T | undefined): T | undefined =>
    unions.map(find).find((each) => each !== undefined);
  return (
    misplacedSelection(document, holder) ??
    first(({ name }) => outerSelection(document, holder, name)) ??
    // A union with a discriminator of its own needs no help by names.
    first(({ name, node }) =>
      isObject(node.discriminator) ? undefined : namedSelection(document, holder, name, { partly: true }),
    )
  );
}

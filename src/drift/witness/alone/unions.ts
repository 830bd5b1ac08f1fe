import { isObject } from '../../../schema/json.ts';
import type { Schema } from '../../../schema/types.ts';
import type { ComparedBranch, Difference, TrailStep } from '../../schemas/difference.ts';
import { type Member, quoted } from '../../schemas/model/conjunction.ts';
import { resolveUnion } from '../../schemas/model/unions.ts';
import { editPlace, type Patch, type SchemaEdit, together, withMore } from './patch.ts';
import { withValue } from './values.ts';

const unionWords = ['oneOf', 'anyOf', 'discriminator'] as const;

/** Adds an alternative to the old document's union. */
export function withBranch({ branch }: Difference, { old }: TrailStep): Patch | undefined {
  if (!branch) return undefined;
  const own = quoted(branch.own, branch.context);
  return (
    onUnion(branch, (schema, reading) => {
      const { oneOf, anyOf, discriminator, ...rest } = schema;
      const kind = oneOf ? 'oneOf' : 'anyOf';
      const list = oneOf ?? anyOf;
      if (!list) return { anyOf: [schema, own] };
      if (reading === 'letter') return { ...rest, ...other(schema, kind), [kind]: [...list, own] };
      return withMore(rest, [{ anyOf: [{ [kind]: list, ...(discriminator && { discriminator }) }, own] }]);
    }) ?? editPlace({ old }, (schema) => ({ anyOf: [schema, own] }))
  );
}

/** Gives a second union of the same schema, which stays as it is. */
function other({ anyOf }: Schema, kind: 'oneOf' | 'anyOf'): Schema {
  return kind === 'oneOf' && anyOf ? { anyOf } : {};
}

/** Lets a value choose an alternative that another one chose already, or a new one. */
export function withChoice(difference: Difference, place: TrailStep): Patch | undefined {
  // The place is that of the property that chooses, in what it chooses.
  const joined = withBranch(difference, difference.trail.at(-2) ?? place);
  // In a branch that was there its list is longer; what reads by the discriminator goes by the mapping besides.
  return difference.branch?.isOld ? together(withValue(place, difference.after), meantOnly(joined)) : joined;
}

function meantOnly(patch: Patch | undefined): Patch | undefined {
  return (
    patch &&
    new Map(
      [...patch].map(([pointer, edit]): [string, SchemaEdit] => [
        pointer,
        (schema, reading) => (reading === 'meaning' ? edit(schema, reading) : schema),
      ]),
    )
  );
}

/** Takes an alternative from the old document's union. */
export function withoutBranch({ branch, pointer }: Difference): Patch | undefined {
  const index = Number(pointer.split('/').at(-1));
  if (!branch || !Number.isInteger(index)) return undefined;
  return onUnion(branch, (schema) => {
    const kind = schema.oneOf ? 'oneOf' : 'anyOf';
    return { ...schema, [kind]: schema[kind]?.toSpliced(index, 1) };
  });
}

/** Reads the old document's union as the new one is read: `oneOf` or `anyOf`. */
export function ofKind({ branch, after }: Difference): Patch | undefined {
  return branch && onUnion(branch, ({ oneOf, anyOf, ...rest }) => ({ ...rest, [String(after)]: oneOf ?? anyOf }));
}

/** Asks for what the new document asks, all of it: its union is the change. */
export function asInNew({ old, new: now }: TrailStep): Patch | undefined {
  return editPlace({ old }, (schema) => schema, [quoted(now.members, now.context)]);
}

/** Puts the new union in place of the old one. */
export function exchangedUnion({ old, new: now }: TrailStep): Patch | undefined {
  const union = resolveUnion(now);
  const holder = union && now.leaves.find(({ pointer }) => `${pointer}/${union.kind}` === union.pointer);
  const members: Member[] = holder ? [{ ...holder, schema: pick(holder.schema) }] : [...now.members];
  const has = (schema: Schema) => isObject(schema) && unionWords.some((word) => schema[word] !== undefined);
  return editPlace({ old }, (schema) => (has(schema) ? drop(schema) : schema), [quoted(members, now.context)]);
}

function pick({ oneOf, anyOf, discriminator }: Schema): Schema {
  return { ...(oneOf && { oneOf }), ...(anyOf && { anyOf }), ...(discriminator && { discriminator }) };
}

function drop({ oneOf: _, anyOf: __, discriminator: ___, ...rest }: Schema): Schema {
  return rest;
}

function onUnion({ union }: ComparedBranch, edit: SchemaEdit): Patch | undefined {
  const end = `/${union.kind}`;
  return union.pointer.endsWith(end) ? new Map([[union.pointer.slice(0, -end.length), edit]]) : undefined;
}

import { fromPointer, valueAt } from '../../../schema/pointer.ts';
import type { Schema } from '../../../schema/types.ts';
import type { TrailStep } from '../../schemas/difference.ts';
import { quoted } from '../../schemas/model/conjunction.ts';
import type { ResolvedSchema } from '../../schemas/model/resolved-schema.ts';
import type { UnionReading } from '../reading.ts';

/** Says what is written in place of the schema at a pointer of the old document, so that one change alone is made in it. */
export type Patch = ReadonlyMap<string, SchemaEdit>;

/** Writes a schema otherwise, as one reading of unions wants it. */
export type SchemaEdit = (schema: Schema, reading: UnionReading) => Schema;

/** Takes keywords out of a schema. */
export function withoutKeywords(schema: Schema, keywords: readonly string[]): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keywords.includes(keyword)));
}

/** Asks for something more of what a schema allows. */
export function withMore(schema: Schema, more: readonly Schema[]): Schema {
  return more.length === 0 ? schema : { ...schema, allOf: [...(schema.allOf ?? []), ...more] };
}

/** Writes a schema of 2020-12 so that it can stand in a document of any version. */
export function plain(schema: Schema, { context }: ResolvedSchema): Schema {
  return quoted([{ schema, pointer: '' }], { ...context, dialect: '3.1' });
}

/**
 * Edits all that a location says in the old document, and asks for more there. Undefined where nothing is said, so that there
 * is nothing to be written otherwise.
 */
export function editPlace(
  { old }: { old: Pick<ResolvedSchema, 'context' | 'leaves'> },
  edit: SchemaEdit,
  more: readonly Schema[] = [],
): Patch | undefined {
  const pointers = [...new Set(old.leaves.map(({ pointer }) => pointer))];
  // Some parts stand for how a union chooses, and are written nowhere.
  const isWritten = (pointer: string) => valueAt(old.context.document, fromPointer(pointer)) !== undefined;
  const main = pointers.find(isWritten) ?? pointers[0];
  if (main === undefined) return undefined;
  return new Map(
    pointers.map((pointer): [string, SchemaEdit] => [
      pointer,
      (schema, reading) => withMore(edit(schema, reading), pointer === main ? more : []),
    ]),
  );
}

/** Puts what the new document says by some keywords in place of what the old one says by them. */
export function transplant({ old, new: now }: TrailStep, keywords: readonly string[]): Patch | undefined {
  const said = now.leaves.flatMap((leaf) => {
    const own = Object.fromEntries(Object.entries(leaf.schema).filter(([keyword]) => keywords.includes(keyword)));
    return Object.keys(own).length > 0 ? [{ schema: own, pointer: leaf.pointer, home: leaf.home }] : [];
  });
  const more = said.length > 0 ? [quoted(said, now.context)] : [];
  return editPlace({ old }, (schema) => withoutKeywords(schema, keywords), more);
}

/** Puts what the new document says in place of all that the old one says. */
export function replaced({ old, new: now }: TrailStep): Patch | undefined {
  return editPlace({ old }, () => ({}), [quoted(now.members, now.context)]);
}

/** Adds something to what a place asks for. */
export function addTo({ old }: TrailStep, more: Schema): Patch | undefined {
  return editPlace({ old }, (schema) => schema, [plain(more, old)]);
}

/** Makes several patches one. */
export function together(...patches: (Patch | undefined)[]): Patch | undefined {
  const all = new Map<string, SchemaEdit>();
  for (const patch of patches)
    for (const [pointer, edit] of patch ?? []) {
      const before = all.get(pointer);
      all.set(pointer, before ? (schema, reading) => edit(before(schema, reading), reading) : edit);
    }
  return all.size > 0 ? all : undefined;
}

import type { Json } from '../../../schema/json.ts';
import { toPointer } from '../../../schema/pointer.ts';
import type { Schema } from '../../../schema/types.ts';
import { type Fact, isNever, leavesOf, type Member, readInner } from './conjunction.ts';
import type { DocumentContext } from './context.ts';
import { emptyTypes } from './empty-types.ts';
import { isListed, meetsLimits } from './listed-values.ts';
import { matches } from './name-patterns.ts';
import { allowedTypes, fits, typeOf } from './types.ts';

/** Holds all that a location asks of a value; a fact is undefined where nothing is asked. Unions are kept in the leaves. */
export interface ResolvedSchema {
  context: DocumentContext;
  /** Says where the location itself is written. */
  pointer: string;
  /** The conjunction that it was made of. */
  members: readonly Member[];
  /** The members with their references and `allOf` followed. */
  leaves: readonly Member[];
  /** JSON types and `integer`; null has `takesNull`. */
  types: Fact<string[]> | undefined;
  takesNull: boolean;
  /** The only values, null left out. */
  values: Fact<Json[]> | undefined;
  required: ReadonlyMap<string, string>;
  /** The names of declared properties, and where each is declared first. */
  names: ReadonlyMap<string, string>;
}

/** Keeps what a single schema comes to: each is looked at several times, by several rules. */
const resolvedAlone = new WeakMap<Schema, ResolvedSchema>();

/** Resolves a conjunction of schemas: what holds of a value that all of them allow. */
export function resolveMembers(context: DocumentContext, members: readonly Member[]): ResolvedSchema {
  const [only, another] = members;
  if (!only || another || only.via !== undefined || only.within || only.home)
    return new ResolvedMembers(context, members);
  const known = resolvedAlone.get(only.schema);
  if (known?.pointer === only.pointer && known.context === context) return known;
  const resolved = new ResolvedMembers(context, members);
  resolvedAlone.set(only.schema, resolved);
  return resolved;
}

type AskedOfValue = Pick<ResolvedSchema, 'types' | 'takesNull' | 'values'>;

/** Works out what is asked when somebody wants to know: most locations are looked at for one thing only. */
class ResolvedMembers implements ResolvedSchema {
  readonly context: DocumentContext;
  readonly pointer: string;
  readonly members: readonly Member[];
  readonly leaves: readonly Member[];
  #asked: AskedOfValue | undefined;
  #required: ReadonlyMap<string, string> | undefined;
  #names: ReadonlyMap<string, string> | undefined;

  constructor(context: DocumentContext, members: readonly Member[]) {
    this.context = context;
    this.pointer = members[0]?.pointer ?? '';
    this.members = members;
    this.leaves = leavesOf(context, members);
  }

  get types(): Fact<string[]> | undefined {
    this.#asked ??= askedOfValue(this);
    return this.#asked.types;
  }

  get takesNull(): boolean {
    this.#asked ??= askedOfValue(this);
    return this.#asked.takesNull;
  }

  get values(): Fact<Json[]> | undefined {
    this.#asked ??= askedOfValue(this);
    return this.#asked.values;
  }

  get required(): ReadonlyMap<string, string> {
    this.#required ??= new Map(
      facts<string[]>(this, 'required').flatMap(({ value, pointer }) => value.map((name) => [name, pointer])),
    );
    return this.#required;
  }

  get names(): ReadonlyMap<string, string> {
    this.#names ??= new Map(
      facts<object>(this, 'properties')
        .flatMap(({ value, pointer }) => Object.keys(value).map((name) => [name, pointer + toPointer([name])] as const))
        .toReversed(),
    );
    return this.#names;
  }
}

function askedOfValue({ context, leaves }: Pick<ResolvedSchema, 'context' | 'leaves'>): AskedOfValue {
  const named = allowedTypes(context, leaves);
  const empty = named ? emptyTypes(leaves) : [];
  const types = named && { ...named, value: named.value.filter((type) => !empty.includes(type)) };
  const values = listedValues(leaves, types?.value);
  return {
    types: types && { ...types, value: types.value.filter((type) => type !== 'null') },
    takesNull:
      leaves.every(({ schema }) => !isNever(schema)) &&
      (!types || types.value.includes('null')) &&
      (!values || values.value.includes(null)),
    values: values && {
      ...values,
      value: values.value.filter(
        (value) => value !== null && (!types || fits(value, types.value)) && meetsLimits(value, leaves),
      ),
    },
  };
}

/** Resolves what must hold for a property. */
export function resolveProperty(resolved: ResolvedSchema, name: string): ResolvedSchema {
  return resolveMembers(resolved.context, propertyMembers(resolved, name));
}

/** Tells whether a value of one of these types can stand here; unknown types count as possible. */
export function takesType({ types, values }: ResolvedSchema, ...wanted: string[]): boolean {
  if (values) return values.value.some((value) => wanted.includes(typeOf(value)));
  return types === undefined || types.value.some((type) => wanted.includes(type));
}

/** Tells whether all numbers that can stand here are whole ones, by their type or as multiples of a whole number. */
export function hasWholeNumbers(resolved: ResolvedSchema): boolean {
  return (
    (resolved.types !== undefined && !resolved.types.value.includes('number')) ||
    facts<number>(resolved, 'multipleOf').some(({ value }) => Number.isInteger(value))
  );
}

/** Tells whether a value of one of these types can stand at a location in both documents. */
export function bothTake(sides: { old: ResolvedSchema; new: ResolvedSchema }, ...wanted: string[]): boolean {
  return takesType(sides.old, ...wanted) && takesType(sides.new, ...wanted);
}

/** Tells whether nothing at all is allowed here. */
export function isImpossible({ leaves, types, values, takesNull }: ResolvedSchema): boolean {
  if (leaves.some(({ schema }) => isNever(schema))) return true;
  return !takesNull && (types?.value.length === 0 || values?.value.length === 0);
}

/** Tells whether nothing at all can meet what is asked here: not the location itself, nor what it must have. */
export function isUnmeetable(resolved: ResolvedSchema): boolean {
  if (isImpossible(resolved)) return true;
  const isObject = resolved.types?.value.join() === 'object' && !resolved.takesNull;
  return isObject && [...resolved.required.keys()].some((name) => isImpossible(resolveProperty(resolved, name)));
}

/** Finds what must hold for a property: what is declared for it, and else what is asked of undeclared ones. */
export function propertyMembers(resolved: ResolvedSchema, name: string): Member[] {
  return declaredMembers(resolved, ({ properties = {}, patternProperties = {} }) => [
    ...(Object.hasOwn(properties, name) ? [['properties', name] as const] : []),
    ...Object.keys(patternProperties)
      .filter((pattern) => matches(pattern, name))
      .map((pattern) => ['patternProperties', pattern] as const),
  ]);
}

/** Finds what must hold for properties whose names match a pattern: what is said by it, and else of undeclared ones. */
export function patternMembers(resolved: ResolvedSchema, pattern: string): Member[] {
  const keysIn = ({ patternProperties = {} }: Schema) =>
    Object.hasOwn(patternProperties, pattern) ? [['patternProperties', pattern] as const] : [];
  return declaredMembers(resolved, keysIn, { unevaluated: false });
}

/** Finds what is asked of properties that nobody declares; nothing where the object is open. */
export function undeclaredMembers(resolved: ResolvedSchema): Member[] {
  return declaredMembers(resolved, () => []);
}

/** Finds what each leaf says by these keys, and else of additional properties; of unevaluated ones where no leaf says either. */
function declaredMembers(
  { context, leaves }: ResolvedSchema,
  keysIn: (schema: Schema) => (readonly [keyword: 'properties' | 'patternProperties', name: string])[],
  { unevaluated = true } = {},
): Member[] {
  let isMentioned = false;
  const members = leaves.flatMap((leaf) => {
    const { schema, pointer, via } = leaf;
    const { additionalProperties: others } = schema;
    const keys = keysIn(schema);
    isMentioned ||= keys.length > 0 || others !== undefined;
    if (keys.length > 0)
      return keys.map(([keyword, name]) => ({
        ...readInner(context, leaf, schema[keyword]?.[name], pointer + toPointer([keyword, name])),
        via,
      }));
    if (others === undefined || others === true) return [];
    return [readInner(context, leaf, others, `${pointer}/additionalProperties`)];
  });
  if (isMentioned || !unevaluated) return members;
  return leaves.flatMap((leaf) => {
    const { unevaluatedProperties: value } = leaf.schema;
    if (value === undefined || value === true) return [];
    return [readInner(context, leaf, value, `${leaf.pointer}/unevaluatedProperties`)];
  });
}

/**
 * Finds what is asked of each item of a list, or of the one at an index in front; of unevaluated ones where nothing else may
 * tell of them.
 */
export function itemMembers({ context, leaves }: ResolvedSchema, index?: number): Member[] {
  let isMentioned = false;
  const members = leaves.flatMap((leaf) => {
    const { prefixItems, items, contains } = leaf.schema;
    const isInFront = index !== undefined && Array.isArray(prefixItems) && index < prefixItems.length;
    isMentioned ||= isInFront || items !== undefined || contains !== undefined;
    if (isInFront) return [readInner(context, leaf, prefixItems[index], `${leaf.pointer}/prefixItems/${index}`)];
    return items === undefined || Array.isArray(items)
      ? []
      : [readInner(context, leaf, items, `${leaf.pointer}/items`)];
  });
  if (isMentioned) return members;
  return leaves.flatMap((leaf) => {
    const { unevaluatedItems: value } = leaf.schema;
    if (value === undefined || value === true) return [];
    return [readInner(context, leaf, value, `${leaf.pointer}/unevaluatedItems`)];
  });
}

/** Counts the items in front that have a schema of their own. */
export function frontLength(resolved: ResolvedSchema): number {
  return Math.max(0, ...facts(resolved, 'prefixItems').map(({ value }) => (Array.isArray(value) ? value.length : 0)));
}

/** Lists what all leaves say by one keyword. */
export function facts<T = unknown>({ leaves }: Pick<ResolvedSchema, 'leaves'>, keyword: string): Fact<T>[] {
  return leaves.flatMap(({ schema, pointer }) =>
    schema[keyword] === undefined ? [] : [{ value: schema[keyword] as T, pointer: `${pointer}/${keyword}` }],
  );
}

function listedValues(leaves: readonly Member[], types: readonly string[] | undefined): Fact<Json[]> | undefined {
  const [first, ...others] = leaves.flatMap((leaf) => [
    ...facts<Json[]>({ leaves: [leaf] }, 'enum'),
    ...facts<Json>({ leaves: [leaf] }, 'const').map(({ value, pointer }) => ({ value: [value], pointer })),
  ]);
  const values = first?.value.filter((value) => others.every((list) => isListed(list.value, value)));
  // A list of both truth values says no more than their type does.
  const isAnyBoolean = types?.join() === 'boolean' && values?.includes(true) && values.includes(false);
  return first && values && !isAnyBoolean ? { ...first, value: values } : undefined;
}

import type { Level } from '../../../../report.ts';
import { includesJson, isObject, type Json, sameJson } from '../../../../schema/json.ts';
import { valueAt, withValueAt } from '../../../../schema/pointer.ts';
import { formatValues } from '../../../../schema/samples/format-values.ts';
import { allowsNull, typesOf } from '../../../../schema/types.ts';
import { type GeneratedEvent, invalidEvent, invalidEvents } from '../generated-event.ts';
import { type CaseSite, isNamed } from '../sites.ts';

/** Makes values that are wrong at one place: left out, of another type, not listed, or not in the form that is asked for. */
export function invalidValues(site: CaseSite): GeneratedEvent[] {
  return [
    ...missingValue(site),
    ...wrongTypes(site),
    ...unlistedValues(site),
    ...malformedValues(site),
    ...undeclaredProperty(site),
    ...forbiddenMembers(site),
    ...unevaluatedMembers(site),
    ...wrongItems(site),
  ];
}

function missingValue(site: CaseSite): GeneratedEvent[] {
  const { required, path, place, words } = site;
  if (!required || !isNamed(path)) return [];
  const breach = { kind: 'required', title: `${words} is required`, blamed: [place.slice(0, -1)] };
  return [invalidEvent(site, { ...breach, value: undefined })];
}

const valueOfType = { string: 'text', number: 12.5, boolean: true, object: { a: 1 }, array: ['text'] };

function wrongTypes(site: CaseSite): GeneratedEvent[] {
  const { schema, event, place, words } = site;
  const allowed = typesOf(schema);
  if (!allowed) return [];
  const isInteger = allowed.includes('integer');
  const others = Object.entries(valueOfType).filter(
    ([type]) => !allowed.includes(type) && !(type === 'number' && isInteger),
  );
  const present = valueAt(event, place);
  const whole = typeof present === 'number' ? present : 12;
  // For readers that cut off what stands behind the point.
  const fractions = { fraction: whole + 0.5, 'fraction-below': whole - 0.5 };
  const must = `${words} must be ${allowed.join(' or ')}, not`;
  const coercible = { kind: 'coercible', title: `${must} something that could be read as one`, keyword: 'type' };
  return [
    ...others.map(([name, value]) => invalidEvent(site, { kind: 'type', name, title: `${must} ${name}`, value })),
    ...(isInteger && !allowed.includes('number')
      ? invalidEvents(site, { kind: 'type', title: `${words} must be whole` }, fractions)
      : []),
    ...(allowsNull(schema)
      ? []
      : [invalidEvent(site, { kind: 'null', title: `${words} must not be null`, keyword: 'type', value: null })]),
    ...invalidEvents(site, coercible, valuesReadAs(allowed, site)),
  ];
}

/** Makes values that lenient readers turn into the right type. */
function valuesReadAs(types: readonly string[], { schema, event, place }: CaseSite): Record<string, Json> {
  const present = valueAt(event, place);
  // What is read as another number than the one that is there might be refused for that.
  if (types.includes('number') || types.includes('integer'))
    return { digits: typeof present === 'number' ? String(present) : '45', empty: '' };
  if (types.includes('boolean')) return { word: 'true', one: 1, yes: 'yes' };
  if (types.includes('array')) return { single: 'text' };
  if (!types.includes('string')) return {};
  const member = schema.enum?.find((value) => typeof value === 'string');
  const isNumber = typeof present === 'string' && String(Number(present)) === present;
  return { ...(member === undefined ? {} : { list: [member] }), ...(isNumber ? { number: Number(present) } : {}) };
}

function unlistedValues(site: CaseSite): GeneratedEvent[] {
  const { schema, words, path, contract } = site;
  const keyword = schema.const === undefined ? 'enum' : 'const';
  const listed = keyword === 'enum' ? (schema.enum ?? []) : [schema.const];
  const member = listed.find((value) => typeof value === 'string');
  const title = `${words} must be one of the listed values`;
  if (member === undefined) {
    const value = othersLike(listed[0]).find((each) => !includesJson(listed, each));
    return value === undefined ? [] : [invalidEvent(site, { kind: 'enum', title, keyword, value })];
  }
  // Whether an event type that nobody knows yet is refused or acknowledged is the receiver's choice.
  const level: Level = sameJson(path, contract.typePath) ? 'OBSERVE' : 'MUST';
  const allowed = contract.variants.flatMap(({ tags }) => tags.find((tag) => sameJson(tag.path, path))?.values ?? []);
  const near = {
    unknown: `${member}-unknown`,
    'upper-case': member.toUpperCase(),
    empty: '',
    padded: ` ${member} `,
    suffix: `${member}s`,
    underscores: respelt(listed, '-', '_'),
    dashes: respelt(listed, '_', '-'),
  };
  return Object.entries(near)
    .filter(([, value]) => value !== undefined && !listed.includes(value) && !allowed.includes(value))
    .map(([each, value]) => {
      const name = each === 'unknown' ? undefined : each;
      return invalidEvent(site, { kind: 'enum', name, title: `${title} (${each})`, keyword, level, value });
    });
}

/** Gives the first member that has one sign, with the other in its place. */
function respelt(listed: readonly unknown[], sign: string, other: string): string | undefined {
  const member = listed.find((value): value is string => typeof value === 'string' && value.includes(sign));
  return member?.replaceAll(sign, other);
}

/** Makes values of the same type as a member that is no text. */
function othersLike(member: unknown): Json[] {
  if (typeof member === 'number') return [member + 1, member + 1000];
  if (typeof member === 'boolean') return [!member];
  if (Array.isArray(member)) return [[...member, 'more'], []];
  return isObject(member) ? [{ ...member, more: 1 } as Json, {}] : member === null ? ['text', 1] : [];
}

function malformedValues(site: CaseSite): GeneratedEvent[] {
  const { format } = site.schema;
  const { invalid = [] } = formatValues(format);
  return invalid.map(([name, value]) => {
    const title = `${site.words} must be a valid ${format} (${name})`;
    return invalidEvent(site, { kind: 'format', name, title, level: 'SHOULD', value });
  });
}

function undeclaredProperty(site: CaseSite): GeneratedEvent[] {
  const { schema, event, place, words } = site;
  if (schema.additionalProperties !== false) return [];
  const { maxProperties = Number.POSITIVE_INFINITY, required = [] } = schema;
  const names = Object.keys(valueAt(event, place) ?? {});
  // Where the object is full already, what it need not have makes room.
  const optional = names.filter((name) => !required.includes(name));
  const spare = optional.slice(0, Math.max(names.length + 1 - maxProperties, 0));
  const roomy = spare.reduce((rest, name) => withValueAt(rest, [...place, name], undefined), event);
  const breach = { kind: 'additional', title: `${words} is closed`, keyword: 'additionalProperties' };
  return [invalidEvent({ ...site, event: roomy }, { ...breach, value: 1, at: [...place, 'hookproofUnknownField'] })];
}

/** Fills places where a schema that is `false` allows nothing: a property, or an item after those that are declared. */
function forbiddenMembers(site: CaseSite): GeneratedEvent[] {
  const { schema, event, place, words } = site;
  const closed = Object.entries(schema.properties ?? {}).filter(([, child]) => (child as unknown) === false);
  const properties = closed.map(([name]) => {
    const at = [...place, name];
    const breach = { kind: 'forbidden', name, title: `${words} must not have ${name}`, keyword: 'properties' };
    return invalidEvent(site, { ...breach, value: 'sample', at, blamed: [at] });
  });
  const items = valueAt(event, place);
  if ((schema.items as unknown) !== false || !Array.isArray(items)) return properties;
  const blamed = [place, [...place, String(items.length)]];
  const breach = { kind: 'more', title: `${words} is closed`, keyword: 'items', blamed };
  return [...properties, invalidEvent(site, { ...breach, value: [...items, 'sample'] })];
}

/** Adds what none of the schemas at a place speaks of. */
function unevaluatedMembers(site: CaseSite): GeneratedEvent[] {
  const { schema, event, place, words } = site;
  const items = valueAt(event, place);
  const title = `${words} may have nothing else that does not fit`;
  const additions = (keyword: string, token: string): GeneratedEvent[] => {
    const at = [...place, token];
    return invalidEvents(site, { kind: 'unevaluated', title, keyword, at, blamed: [place, at] }, [1, 'text', null]);
  };
  return [
    ...(schema.unevaluatedProperties === undefined ? [] : additions('unevaluatedProperties', 'hookproofUnknownField')),
    ...(schema.unevaluatedItems === undefined || !Array.isArray(items)
      ? []
      : additions('unevaluatedItems', String(items.length))),
  ];
}

/** Makes one item wrong, for readers that look at the first one only, or that take one item for none. */
function wrongItems(site: CaseSite): GeneratedEvent[] {
  const { schema, event, place, words, path } = site;
  const at = place.slice(0, -1);
  const items = valueAt(event, at);
  const types = typesOf(schema);
  if (path.at(-1) !== '*' || !Array.isArray(items) || items.length < 2 || !types) return [];
  const wrong = types.includes('string') ? 7 : 'text';
  const last = items.length - 1;
  const lists: [name: string, says: string, value: Json[], index: number][] = [
    ['last', 'the last item counts too', items.with(last, wrong), last],
    ['only', 'the only item counts too', [wrong], 0],
    ['middle', 'an item in the middle counts too', [items[0], wrong, items[1]], 1],
    ['null-item', 'null is no item', items.with(last, null), last],
  ];
  return lists
    .filter(([name]) => name !== 'null-item' || !allowsNull(schema))
    .map(([name, says, value, index]) => {
      const blamed = [[...at, String(index)]];
      return invalidEvent(site, { kind: 'type', name, title: `${words}: ${says}`, value, at, blamed });
    });
}

import type { Contract } from '../../../../contract/load.ts';
import type { Level } from '../../../../report.ts';
import { isObject, type Json, sameJson } from '../../../../schema/json.ts';
import { toPointer, valueAt, withValueAt } from '../../../../schema/pointer.ts';
import { formatValues } from '../../../../schema/samples/format-values.ts';
import { allowsNull, typesOf } from '../../../../schema/types.ts';
import { type InvalidChange, invalidChange } from '../generated-event.ts';
import { type CaseSite, isNamed } from '../sites.ts';
import { wrongItems } from './items.ts';

/** Makes values that are wrong at one place: left out, of another type, not listed, or not in the form that is asked for. */
export function invalidValues(site: CaseSite, contract: Contract): InvalidChange[] {
  return [
    ...missingValue(site),
    ...wrongTypes(site),
    ...fractionsOfIntegers(site),
    ...forbiddenNull(site),
    ...coercibleValues(site),
    ...unlistedValues(site, contract),
    ...malformedValues(site),
    ...undeclaredProperty(site),
    ...forbiddenMembers(site),
    ...unevaluatedMembers(site),
    ...wrongItems(site),
  ];
}

function missingValue(site: CaseSite): InvalidChange[] {
  const { required, path, place, words } = site;
  if (!required || !isNamed(path)) return [];
  const change = { id: `required.${words}`, title: `${words} is required`, keyword: 'required' };
  return [invalidChange(site, { ...change, value: undefined, blamed: [toPointer(place.slice(0, -1))] })];
}

const valueOfType: Record<string, Json> = {
  string: 'text',
  number: 12.5,
  boolean: true,
  object: { a: 1 },
  array: ['text'],
};

function wrongTypes(site: CaseSite): InvalidChange[] {
  const { schema, words } = site;
  const allowed = typesOf(schema);
  if (!allowed) return [];
  const wrong = Object.keys(valueOfType).filter(
    (type) => !allowed.includes(type) && !(type === 'number' && allowed.includes('integer')),
  );
  return wrong.map((type) => {
    const title = `${words} must be ${allowed.join(' or ')}, not ${type}`;
    return invalidChange(site, { id: `type.${words}.${type}`, title, keyword: 'type', value: valueOfType[type] });
  });
}

/** Finds out readers that cut off what stands behind the point. */
function fractionsOfIntegers(site: CaseSite): InvalidChange[] {
  const { schema, event, place, words } = site;
  const allowed = typesOf(schema) ?? [];
  if (!allowed.includes('integer') || allowed.includes('number')) return [];
  const present = valueAt(event, place);
  const whole = typeof present === 'number' ? present : 12;
  const near: [string, number][] = [
    ['fraction', whole + 0.5],
    ['fraction-below', whole - 0.5],
  ];
  return near.map(([name, value]) =>
    invalidChange(site, { id: `type.${words}.${name}`, title: `${words} must be whole`, keyword: 'type', value }),
  );
}

function forbiddenNull(site: CaseSite): InvalidChange[] {
  const { schema, words } = site;
  if (typesOf(schema) === undefined || allowsNull(schema)) return [];
  const change = { id: `null.${words}`, title: `${words} must not be null`, keyword: 'type' };
  return [invalidChange(site, { ...change, value: null })];
}

/** Makes values that lenient readers turn into the right type. */
function coercibleValues(site: CaseSite): InvalidChange[] {
  const { schema, event, place, words } = site;
  const allowed = typesOf(schema) ?? [];
  const member = schema.enum?.find((value) => typeof value === 'string');
  // What is read as another number than the one that is there might be refused for that.
  const present = valueAt(event, place);
  const digits = typeof present === 'number' ? String(present) : '45';
  const title = `${words} must be ${allowed.join(' or ')}, not something that could be read as one`;
  const change = (name: string, value: Json): InvalidChange =>
    invalidChange(site, { id: `coercible.${words}.${name}`, title, keyword: 'type', value });
  if (allowed.includes('number') || allowed.includes('integer')) return [change('digits', digits), change('empty', '')];
  if (allowed.includes('boolean')) return [change('word', 'true'), change('one', 1), change('yes', 'yes')];
  if (allowed.includes('array')) return [change('single', 'text')];
  if (!allowed.includes('string')) return [];
  const isNumber = typeof present === 'string' && String(Number(present)) === present;
  return [
    ...(member === undefined ? [] : [change('list', [member as Json])]),
    ...(isNumber ? [change('number', Number(present))] : []),
  ];
}

function unlistedValues(site: CaseSite, contract: Contract): InvalidChange[] {
  const { schema, words, path } = site;
  const keyword = schema.const === undefined ? 'enum' : 'const';
  const listed = keyword === 'enum' ? schema.enum : [schema.const];
  const member = listed?.find((value) => typeof value === 'string');
  if (typeof member !== 'string') return unlistedOthers(site, listed ?? [], keyword);
  // Whether an event type that nobody knows yet is refused or acknowledged is the receiver's choice.
  const level: Level = sameJson(path, contract.typePath) ? 'OBSERVE' : 'MUST';
  const allowed = contract.variants.flatMap(({ tags }) => tags.find((tag) => sameJson(tag.path, path))?.values ?? []);
  const near: [string, string][] = [
    ['unknown', `${member}-unknown`],
    ['upper-case', member.toUpperCase()],
    ['empty', ''],
    ['padded', ` ${member} `],
    ['suffix', `${member}s`],
    ...respelt(listed ?? [], 'underscores', '-', '_'),
    ...respelt(listed ?? [], 'dashes', '_', '-'),
  ];
  return near
    .filter(([, value]) => !listed?.includes(value) && !allowed.includes(value))
    .map(([name, value]) => {
      const id = `enum.${words}${name === 'unknown' ? '' : `.${name}`}`;
      const title = `${words} must be one of the listed values (${name})`;
      return invalidChange(site, { id, title, keyword, level, value });
    });
}

/** Gives the first member that has one sign, with the other in its place. */
function respelt(listed: readonly unknown[], name: string, sign: string, other: string): [string, string][] {
  const member = listed.find((value) => typeof value === 'string' && value.includes(sign));
  return typeof member === 'string' ? [[name, member.replaceAll(sign, other)]] : [];
}

/** Makes a value of the same type that is not listed, where other things than texts are. */
function unlistedOthers(site: CaseSite, listed: readonly unknown[], keyword: string): InvalidChange[] {
  const value = othersLike(listed[0]).find((each) => !listed.some((other) => sameJson(each, other)));
  const title = `${site.words} must be one of the listed values`;
  return value === undefined ? [] : [invalidChange(site, { id: `enum.${site.words}`, title, keyword, value })];
}

function othersLike(member: unknown): Json[] {
  if (typeof member === 'number') return [member + 1, member + 1000];
  if (typeof member === 'boolean') return [!member];
  if (Array.isArray(member)) return [[...member, 'more'] as Json, []];
  return isObject(member) ? [{ ...member, more: 1 } as Json, {}] : member === null ? ['text', 1] : [];
}

function malformedValues(site: CaseSite): InvalidChange[] {
  const { schema, words } = site;
  const { invalid = [] } = formatValues(schema.format);
  return invalid.map(([name, value]) => {
    const title = `${words} must be a valid ${schema.format} (${name})`;
    return invalidChange(site, { id: `format.${words}.${name}`, title, keyword: 'format', level: 'SHOULD', value });
  });
}

function undeclaredProperty({ schema, event, place, words }: CaseSite): InvalidChange[] {
  if (schema.additionalProperties !== false) return [];
  const { maxProperties = Number.POSITIVE_INFINITY, required = [] } = schema;
  const whole = valueAt(event, place);
  const names = isObject(whole) ? Object.keys(whole) : [];
  // Where the object is full already, what it need not have makes room.
  const spare = names
    .filter((name) => !required.includes(name))
    .slice(0, Math.max(names.length + 1 - maxProperties, 0));
  const roomy = spare.reduce((rest, name) => withValueAt(rest, [...place, name], undefined), event);
  const change = { id: `additional.${words}`, title: `${words} is closed`, keyword: 'additionalProperties', value: 1 };
  return [invalidChange({ event: roomy, place }, { ...change, at: [...place, 'hookproofUnknownField'] })];
}

/** Fills places where a schema that is `false` allows nothing: a property, or an item after those that are declared. */
function forbiddenMembers(site: CaseSite): InvalidChange[] {
  const { schema, event, place, words } = site;
  const closed = Object.entries(schema.properties ?? {}).filter(([, child]) => (child as unknown) === false);
  const properties = closed.map(([name]) => {
    const at = [...place, name];
    const change = { id: `forbidden.${words}.${name}`, title: `${words} must not have ${name}`, keyword: 'properties' };
    return invalidChange(site, { ...change, value: 'sample', at, blamed: [toPointer(at)] });
  });
  const items = valueAt(event, place);
  if ((schema.items as unknown) !== false || !Array.isArray(items)) return properties;
  const change = { id: `more.${words}`, title: `${words} is closed`, keyword: 'items', value: [...items, 'sample'] };
  const blamed = [toPointer(place), toPointer([...place, String(items.length)])];
  return [...properties, invalidChange(site, { ...change, blamed })];
}

/** Adds what none of the schemas at a place speaks of. */
function unevaluatedMembers(site: CaseSite): InvalidChange[] {
  const { schema, event, place, words } = site;
  const items = valueAt(event, place);
  const values: [string, Json][] = [
    ['', 1],
    ['.2', 'text'],
    ['.3', null],
  ];
  const changes = (keyword: string, at: string[]): InvalidChange[] =>
    values.map(([name, value]) => {
      const title = `${words} may have nothing else that does not fit`;
      const blamed = [toPointer(place), toPointer(at)];
      return invalidChange(site, { id: `unevaluated.${words}${name}`, title, keyword, value, at, blamed });
    });
  const property = schema.unevaluatedProperties === undefined ? [] : [...place, 'hookproofUnknownField'];
  const item = schema.unevaluatedItems === undefined || !Array.isArray(items) ? [] : [...place, String(items.length)];
  return [
    ...(property.length > 0 ? changes('unevaluatedProperties', property) : []),
    ...(item.length > 0 ? changes('unevaluatedItems', item) : []),
  ];
}

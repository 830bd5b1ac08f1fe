import type { Contract } from '../../../../contract/load.ts';
import type { Level } from '../../../../report.ts';
import { formatValues } from '../../../../schema/format-values.ts';
import { isObject, type Json, sameJson } from '../../../../schema/json.ts';
import { toPointer, valueAt, withValueAt } from '../../../../schema/pointer.ts';
import { allowsNull, type Schema, typesOf } from '../../../../schema/types.ts';
import { blame, type Edit } from '../generated-event.ts';
import type { CaseSite } from '../sites.ts';
import { someItem } from './items.ts';

/** Values that are wrong at one place: left out, of another type, not listed, or not in the form that is asked for. */
export function badValues(site: CaseSite, contract: Contract): Edit[] {
  return [
    ...missing(site),
    ...wrongTypes(site),
    ...fractions(site),
    ...nulls(site),
    ...coercible(site),
    ...outsiders(site, contract),
    ...formats(site),
    ...extra(site),
    ...forbidden(site),
    ...unevaluated(site),
    ...someItem(site),
  ];
}

function missing({ required, path, event, place, words }: CaseSite): Edit[] {
  if (!required || path.length === 0 || ['*', '+'].includes(path.at(-1) ?? '')) return [];
  return [
    {
      id: `required.${words}`,
      title: `${words} is required`,
      event: withValueAt(event, place, undefined),
      blamed: blame(place, true),
      keyword: 'required',
    },
  ];
}

const ofType: Record<string, Json> = { string: 'text', number: 12.5, boolean: true, object: { a: 1 }, array: ['text'] };

function wrongTypes({ schema, event, place, words }: CaseSite): Edit[] {
  const allowed = typesOf(schema);
  if (!allowed) return [];
  const wrong = Object.keys(ofType).filter(
    (type) => !allowed.includes(type) && !(type === 'number' && allowed.includes('integer')),
  );
  return wrong.map((type) => ({
    id: `type.${words}.${type}`,
    title: `${words} must be ${allowed.join(' or ')}, not ${type}`,
    event: withValueAt(event, place, ofType[type]),
    blamed: blame(place),
    keyword: 'type',
  }));
}

/** Readers that cut off what stands behind the point. */
function fractions({ schema, event, place, words }: CaseSite): Edit[] {
  const allowed = typesOf(schema) ?? [];
  if (!allowed.includes('integer') || allowed.includes('number')) return [];
  const present = valueAt(event, place);
  const whole = typeof present === 'number' ? present : 12;
  const near: [string, number][] = [
    ['fraction', whole + 0.5],
    ['fraction-below', whole - 0.5],
  ];
  return near.map(([name, value]) => ({
    id: `type.${words}.${name}`,
    title: `${words} must be whole`,
    event: withValueAt(event, place, value),
    blamed: blame(place),
    keyword: 'type',
  }));
}

function nulls({ schema, event, place, words }: CaseSite): Edit[] {
  if (typesOf(schema) === undefined || allowsNull(schema)) return [];
  return [
    {
      id: `null.${words}`,
      title: `${words} must not be null`,
      event: withValueAt(event, place, null),
      blamed: blame(place),
      keyword: 'type',
    },
  ];
}

/** Values that lenient readers turn into the right type. */
function coercible({ schema, event, place, words }: CaseSite): Edit[] {
  const allowed = typesOf(schema) ?? [];
  const member = schema.enum?.find((value) => typeof value === 'string');
  // What is read as another number than the one that is there might be refused for that.
  const present = valueAt(event, place);
  const digits = typeof present === 'number' ? String(present) : '45';
  const edit = (name: string, value: Json): Edit => ({
    id: `coercible.${words}.${name}`,
    title: `${words} must be ${allowed.join(' or ')}, not something that could be read as one`,
    event: withValueAt(event, place, value),
    blamed: blame(place),
    keyword: 'type',
  });
  if (allowed.includes('number') || allowed.includes('integer')) return [edit('digits', digits), edit('empty', '')];
  if (allowed.includes('boolean')) return [edit('word', 'true'), edit('one', 1), edit('yes', 'yes')];
  if (allowed.includes('array')) return [edit('single', 'text')];
  if (!allowed.includes('string')) return [];
  const number = typeof present === 'string' && String(Number(present)) === present ? [Number(present)] : [];
  return [
    ...(member === undefined ? [] : [edit('list', [member as Json])]),
    ...number.map((value) => edit('number', value)),
  ];
}

function outsiders({ schema, event, place, words, path }: CaseSite, contract: Contract): Edit[] {
  const listed = schema.const === undefined ? schema.enum : [schema.const];
  const member = listed?.find((value) => typeof value === 'string');
  if (typeof member !== 'string') return outsideNumbers(schema, event, place, words);
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
    .map(([name, value]) => ({
      id: `enum.${words}${name === 'unknown' ? '' : `.${name}`}`,
      title: `${words} must be one of the listed values (${name})`,
      event: withValueAt(event, place, value),
      blamed: blame(place),
      keyword: schema.const === undefined ? 'enum' : 'const',
      level,
    }));
}

/** The first member that has one sign, with the other in its place. */
function respelt(listed: readonly unknown[], name: string, sign: string, other: string): [string, string][] {
  const member = listed.find((value) => typeof value === 'string' && value.includes(sign));
  return typeof member === 'string' ? [[name, member.replaceAll(sign, other)]] : [];
}

/** Lists of other things than texts: a value of the same type that is not listed. */
function outsideNumbers(schema: Schema, event: Json, place: string[], words: string): Edit[] {
  const keyword = schema.const === undefined ? 'enum' : 'const';
  const listed = schema.const === undefined ? (schema.enum ?? []) : [schema.const];
  const value = unlike(listed[0]).find((each) => !listed.some((other) => sameJson(each, other)));
  if (value === undefined) return [];
  const title = `${words} must be one of the listed values`;
  return [{ id: `enum.${words}`, title, event: withValueAt(event, place, value), blamed: blame(place), keyword }];
}

function unlike(member: unknown): Json[] {
  if (typeof member === 'number') return [member + 1, member + 1000];
  if (typeof member === 'boolean') return [!member];
  if (Array.isArray(member)) return [[...member, 'more'] as Json, []];
  return isObject(member) ? [{ ...member, more: 1 } as Json, {}] : member === null ? ['text', 1] : [];
}

function formats({ schema, event, place, words }: CaseSite): Edit[] {
  const { invalid = [] } = formatValues(schema.format);
  return invalid.map(([name, value]) => ({
    id: `format.${words}.${name}`,
    title: `${words} must be a valid ${schema.format} (${name})`,
    event: withValueAt(event, place, value),
    blamed: blame(place),
    keyword: 'format',
    level: 'SHOULD',
  }));
}

function extra({ schema, event, place, words }: CaseSite): Edit[] {
  if (schema.additionalProperties !== false) return [];
  const { maxProperties = Number.POSITIVE_INFINITY, required = [] } = schema;
  const whole = valueAt(event, place);
  const names = isObject(whole) ? Object.keys(whole) : [];
  // Where the object is full already, what it need not have makes room.
  const spare = names
    .filter((name) => !required.includes(name))
    .slice(0, Math.max(names.length + 1 - maxProperties, 0));
  const roomy = spare.reduce((rest, name) => withValueAt(rest, [...place, name], undefined), event);
  return [
    {
      id: `additional.${words}`,
      title: `${words} is closed`,
      event: withValueAt(roomy, [...place, 'hookproofUnknownField'], 1),
      blamed: blame(place),
      keyword: 'additionalProperties',
    },
  ];
}

/** Places where a schema that is `false` allows nothing: a property, or an item after those that are declared. */
function forbidden({ schema, event, place, words }: CaseSite): Edit[] {
  const closed = Object.entries(schema.properties ?? {}).filter(([, child]) => (child as unknown) === false);
  const properties = closed.map(
    ([name]): Edit => ({
      id: `forbidden.${words}.${name}`,
      title: `${words} must not have ${name}`,
      event: withValueAt(event, [...place, name], 'sample'),
      blamed: [toPointer([...place, name])],
      keyword: 'properties',
    }),
  );
  const items = valueAt(event, place);
  if ((schema.items as unknown) !== false || !Array.isArray(items)) return properties;
  const longer = withValueAt(event, place, [...items, 'sample']);
  const blamed = [toPointer(place), toPointer([...place, String(items.length)])];
  return [...properties, { id: `more.${words}`, title: `${words} is closed`, event: longer, blamed, keyword: 'items' }];
}

/** What none of the schemas at a place speaks of. */
function unevaluated({ schema, event, place, words }: CaseSite): Edit[] {
  const items = valueAt(event, place);
  const values: [string, Json][] = [
    ['', 1],
    ['.2', 'text'],
    ['.3', null],
  ];
  const edits = (keyword: string, at: string[]): Edit[] =>
    values.map(([name, value]) => ({
      id: `unevaluated.${words}${name}`,
      title: `${words} may have nothing else that does not fit`,
      event: withValueAt(event, at, value),
      blamed: [toPointer(place), toPointer(at)],
      keyword,
    }));
  return [
    ...(schema.unevaluatedProperties === undefined
      ? []
      : edits('unevaluatedProperties', [...place, 'hookproofUnknownField'])),
    ...(schema.unevaluatedItems === undefined || !Array.isArray(items)
      ? []
      : edits('unevaluatedItems', [...place, String(items.length)])),
  ];
}

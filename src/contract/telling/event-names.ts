import { once } from '../../once.ts';
import type { Parameter } from '../../openapi/parameters.ts';
import { fromPointer } from '../../schema/pointer.ts';
import type { Schema } from '../../schema/types.ts';
import type { Variant } from '../../schema/variants.ts';
import type { Contract, EventNaming } from '../contract.ts';
import { plainText, type UnknownName } from './narrowing.ts';
import { eventHeader, type OperationTraits, traitsOf } from './traits.ts';

/**
 * Puts the name of its event where an operation's header, or a place of its body, names it: senders send what stands first there.
 * An example that another operation has as well names neither.
 */
export function eventNaming(contracts: readonly Contract[], eventFrom: string | undefined): EventNaming {
  const traits = once(() => new Map(contracts.map((contract) => [contract, traitsOf(contract)])));
  const parameters = once(() => {
    const header = eventHeader([...traits().values()], eventFrom);
    return header === undefined ? (declared: Parameter[]) => declared : inHeader(traits(), header);
  });
  return {
    parameters: (declared, contract) => parameters()(declared, contract),
    variants: (made, contract) =>
      eventFrom?.startsWith('/') ? inBody(traits(), fromPointer(eventFrom), made, contract) : made,
  };
}

type Traits = ReadonlyMap<Contract, OperationTraits>;

function inBody(traits: Traits, path: readonly string[], made: Variant[], contract: Contract): Variant[] {
  const own = traits.get(contract);
  if (!own || own.body.has(path.join('/'))) return made;
  const others = [...traits.values()].filter((each) => each !== own);
  return made.map((each) => ({ ...each, schema: naming(each.schema, path, eventNameOf(own, others)) }));
}

/** Hints at the name of an event at a place that a schema declares. */
function naming(schema: Schema, [first, ...rest]: readonly string[], name: string): Schema {
  if (first === undefined) return { ...schema, hints: { ...schema.hints, values: [name], there: true } };
  const child = schema.properties?.[first];
  if (!child) return schema;
  const hints = { ...schema.hints, there: true };
  return { ...schema, hints, properties: { ...schema.properties, [first]: naming(child, rest, name) } };
}

function inHeader(traits: Traits, header: string): EventNaming['parameters'] {
  const namesOf = headerNames([...traits.values()], header);
  return (parameters, contract) => {
    const own = traits.get(contract);
    if (!own || own.headers.get(header)?.listed) return parameters;
    const names = namesOf(own);
    return parameters.map((each) =>
      each.in === 'header' && each.name.toLowerCase() === header
        ? { ...each, examples: [...names, ...each.examples] }
        : each,
    );
  };
}

/** Makes what gives the values by which a header names an operation's events: the examples that it alone has, then its own name. */
function headerNames(all: readonly OperationTraits[], header: string): (own: OperationTraits) => string[] {
  const examplesOf = (each: OperationTraits): string[] => [...(each.headers.get(header)?.examples ?? [])];
  const writesUnderscores = all.some((each) => examplesOf(each).some((example) => example.includes('_')));
  return (own) => {
    const others = all.filter((each) => each !== own);
    const alone = examplesOf(own).filter((example) => !others.some((each) => examplesOf(each).includes(example)));
    const name = eventNameOf(own, others);
    return [...alone, writesUnderscores ? name.replaceAll('-', '_') : name];
  };
}

/** Lists the names of the events of several operations, as a header, or a place of the body, has them: of each the first. */
export function knownNames(
  all: readonly OperationTraits[],
  { in: where, at }: Pick<UnknownName, 'in' | 'at'>,
): string[] {
  const place = fromPointer(where === 'body' ? at : '').join('/');
  const inHeader = headerNames(all, at);
  const namesOf = (own: OperationTraits): string[] => {
    if (where === 'header') return [...(own.headers.get(at)?.listed ?? inHeader(own).slice(0, 1))];
    const listed = own.body.get(place);
    if (listed) return [...listed].map(plainText);
    return [
      eventNameOf(
        own,
        all.filter((each) => each !== own),
      ),
    ];
  };
  return [...new Set(all.flatMap(namesOf))];
}

/** Gives the name of an operation's events: its first part where others have it, too, and their bodies tell them apart. */
function eventNameOf(own: OperationTraits, others: readonly OperationTraits[]): string {
  const id = own.names.find((each) => each.includes('/')) ?? own.names[0] ?? '';
  const first = id.split('/', 1)[0] ?? id;
  const kin = others.filter(({ names }) => names.some((each) => each.startsWith(`${first}/`)));
  const differs = (each: OperationTraits): boolean =>
    [...own.body].some(([place, values]) => each.body.has(place) && each.body.get(place)?.isDisjointFrom(values));
  return kin.length > 0 && kin.every(differs) ? first : id;
}

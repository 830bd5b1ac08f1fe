import type { Contract } from '../../../contract/load.ts';
import { type Carried, carrying } from '../../../delivery/carried.ts';
import { carriedParameter, parameterValue, sentParameters } from '../../../delivery/parameters.ts';
import type { Parameter } from '../../../openapi/parameters.ts';
import { pathItemOf } from '../../../openapi/path-item.ts';
import { nodeAt } from '../../../openapi/resolve.ts';
import type { Requirement } from '../../../report.ts';
import { type Json, parseJson } from '../../../schema/json.ts';
import { toPointer, valueAt } from '../../../schema/pointer.ts';
import type { Schema } from '../../../schema/types.ts';
import { compileSchema } from '../../../schema/validate/compile.ts';
import { variantsOf } from '../../../schema/variants.ts';
import { parameterValidator } from '../../../validator/parameters.ts';
import { type Case, eventStep, type Step, sourceAt } from '../case.ts';
import { generateCases } from './generate.ts';
import { placeInWords } from './sites.ts';

/**
 * Makes the cases of the parameters that a contract declares for headers, the query and cookies: deliveries with all of them are
 * accepted, and so are those without an optional one; one that lacks a required one, or has it wrong, is refused.
 */
export function parameterCases(contract: Contract, body: Buffer, seed: number): Case[] {
  const declared = sentParameters(contract);
  if (declared.length === 0) return [];
  const suite: ParameterSuite = { contract, declared, good: eventStep({ body, isValid: true }, contract) };
  return [
    ...presenceCases(suite),
    ...declared.flatMap((parameter) => wrongCases(parameter, suite, seed)),
    ...undeclaredCases(suite),
  ];
}

interface ParameterSuite {
  contract: Contract;
  declared: readonly Parameter[];
  /** Delivers a valid event. */
  good: Step;
}

type CaseNames = Pick<Case, 'id' | 'title' | 'level' | 'requirement'>;

function madeCase(names: CaseNames, step: Step): Case {
  return { ...names, group: 'headers', steps: [step], together: [], effects: false, alone: false };
}

/** Writes what a delivery carries, but for one parameter: nothing of it, or other values. */
function carriedBut(
  { contract, declared, good }: ParameterSuite,
  changed?: Parameter,
  values: readonly Carried[] = [],
) {
  return declared.flatMap((parameter) =>
    parameter === changed ? values : carriedParameter(parameter, parameterValue(parameter, contract, good.send.body)),
  );
}

/** Makes the cases of what is there: everything, all but one, and only what is required. */
function presenceCases(suite: ParameterSuite): Case[] {
  const { contract, declared, good } = suite;
  const { location } = contract.operation;
  const quote = JSON.stringify(declared.map(({ in: place, name, required }) => ({ in: place, name, required })));
  const requirement = { source: sourceAt(contract, toPointer(location)), quote: quote.slice(0, 300) };
  const whole = { id: 'headers.all', title: 'A delivery with all declared parameters is accepted', requirement };
  const bare = {
    id: 'headers.required-only',
    title: 'A delivery with the required parameters alone is accepted',
    requirement,
  };
  const needed = { ...suite, declared: declared.filter(({ required }) => required) };
  const isMixed = needed.declared.length < declared.length;
  return [
    madeCase({ ...whole, level: 'MUST' }, good),
    ...(isMixed ? [madeCase({ ...bare, level: 'MUST' }, withParameters(good, carriedBut(needed)))] : []),
    ...declared.map((parameter) => {
      const step = withParameters(good, carriedBut(suite, parameter));
      const own = { requirement: requirementOf(parameter, contract) };
      const named = `the ${parameter.in} parameter ${parameter.name}`;
      return parameter.required
        ? madeCase(
            {
              ...own,
              id: idOf('required', parameter),
              title: `A delivery without ${named} is refused`,
              level: 'SHOULD',
            },
            { ...step, expect: 'refused' },
          )
        : madeCase(
            { ...own, id: idOf('absent', parameter), title: `A delivery without ${named} is accepted`, level: 'MUST' },
            step,
          );
    }),
  ];
}

function withParameters(step: Step, parameters: readonly Carried[]): Step {
  return { ...step, send: { ...step.send, parameters } };
}

function idOf(kind: string, { in: place, name }: Parameter): string {
  return `headers.${kind}.${placeInWords([place, name])}`;
}

function requirementOf({ location, schema }: Parameter, contract: Contract): Requirement {
  const { path } = nodeAt(contract.effective, [...pathItemOf(contract.operation), ...location]);
  return { source: sourceAt(contract, toPointer(path)), quote: JSON.stringify(schema).slice(0, 300) };
}

/** Makes a case for each way in which the value of a parameter is wrong, as the invalid events of a contract are made. */
function wrongCases(parameter: Parameter, suite: ParameterSuite, seed: number): Case[] {
  const { contract, good } = suite;
  const validate = parameterValidator({ parameters: [parameter], definitions: contract.definitions });
  const seen = new Set<string>();
  return wrongValues(parameter, contract, seed).flatMap(({ id, title, value }) => {
    const values = carriedParameter(parameter, value);
    const spelt = JSON.stringify(values);
    const rules = validate?.(sourcesOf(values)).map(({ rule }) => rule) ?? [];
    // What travels as a text has no type of its own: only as a number, say, can it be of the wrong one.
    const isMeant = !id.startsWith('headers.type.') || rules.some((rule) => ['type', 'anyOf', 'oneOf'].includes(rule));
    if (values.length === 0 || seen.has(spelt) || !values.every(isPlain) || rules.length === 0 || !isMeant) return [];
    seen.add(spelt);
    const names = { id, title: `A delivery is refused: ${title}`, level: 'SHOULD' as const };
    const step = withParameters(good, carriedBut(suite, parameter, values));
    return [madeCase({ ...names, requirement: requirementOf(parameter, contract) }, { ...step, expect: 'refused' })];
  });
}

interface WrongValue {
  id: string;
  title: string;
  value: Json;
}

/** Has the generator of events make wrong ones of a contract whose events hold nothing but the parameter. */
function wrongValues(parameter: Parameter, contract: Contract, seed: number): WrongValue[] {
  const { in: place, name } = parameter;
  const object = (property: string, child: Schema): Schema => ({
    type: 'object',
    required: [property],
    properties: { [property]: child },
  });
  const { definitions } = contract;
  const schema = object(place, object(name, parameter.schema));
  const own: Contract = {
    ...contract,
    body: { ...contract.body, schema },
    variants: variantsOf(schema, definitions),
    identity: undefined,
    typePath: undefined,
    eventTypes: [],
  };
  const { cases } = generateCases(own, seed, compileSchema(schema, { definitions, every: true }));
  return cases.flatMap(({ id, title, group, steps }) => {
    const event = parseJson(String(steps[0]?.send.body));
    const value = valueAt(event, [place, name]) as Json | undefined;
    if (group !== 'schema.bad' || value === undefined) return [];
    const wrong = { id: id.replace('schema.bad', 'headers'), title, value };
    return parameter.style === 'json' ? [wrong] : wrongAsText(wrong, parameter);
  });
}

/**
 * Leaves out what shows in JSON alone: that something is no object or list, holds null or an empty item, or could be read as the
 * right type, which each framework reads as it likes. By itself null is an empty text; where that is optional, many take it for none.
 */
function wrongAsText({ id, title, value }: WrongValue, { required }: Parameter): WrongValue[] {
  if (value === null)
    return required ? [{ id: id.replace('.null.', '.empty.'), title: title.replace(/null$/, 'empty'), value }] : [];
  const isOfJson = /^headers\.(coercible|null|type\..*\.(object|array|null-item)$)/.test(id);
  return isOfJson || (Array.isArray(value) && value.includes('')) ? [] : [{ id, title, value }];
}

/** Tells whether a value is certain to arrive as it was sent, or as nothing. */
function isPlain({ value }: Carried): boolean {
  return value.length <= 2_000 && /^([!-~]([ -~]*[!-~])?)?$/.test(value);
}

/** Gives the sources of a request that carries no more than these values. */
function sourcesOf(values: readonly Carried[]) {
  const { headers, target } = carrying({ method: 'POST', target: '/', headers: [], body: null }, values);
  const named = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
  return { path: {}, headers: named, search: () => new URLSearchParams(target.split('?')[1]) };
}

/** Makes cases that look at what a receiver does with parameters that nobody declares. */
function undeclaredCases({ contract, good, ...suite }: ParameterSuite): Case[] {
  const own = carriedBut({ contract, good, ...suite });
  const source = sourceAt(contract, toPointer(contract.operation.location));
  return (['header', 'query', 'cookie'] as const).map((place) => {
    const extra: Carried = { in: place, name: 'x-undeclared', value: '1' };
    const title = `Whether a ${place} parameter that is not declared is accepted`;
    const requirement = { source, quote: 'The contract says nothing of other parameters' };
    return madeCase(
      { id: `headers.undeclared.${place}`, title, level: 'OBSERVE', requirement },
      { ...withParameters(good, [...own, extra]), expect: 'observed' },
    );
  });
}

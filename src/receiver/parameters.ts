import type { IncomingHttpHeaders } from 'node:http';
import type { Contract } from '../contract/load.ts';
import type { Finding } from '../finding.ts';
import { compileSchema } from '../schema/compile.ts';
import { isObject } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';
import type { Schema } from '../schema/types.ts';

/** Holds where the parameters of one request stand. */
export interface ParameterSources {
  path: Record<string, string>;
  headers: IncomingHttpHeaders;
  search(): URLSearchParams;
}

interface Parameter {
  in: 'path' | 'query' | 'header' | 'cookie';
  name: string;
  required: boolean;
  schema: Schema;
}

/**
 * Makes a validator of the parameters that an operation declares (OpenAPI 3.1.0, 4.8.12): their texts are read as the types
 * that their schemas ask for. Undefined for an operation without parameters.
 */
export function parameterValidator(contract: Contract): ((sources: ParameterSources) => Finding[]) | undefined {
  const parameters = declaredParameters(contract);
  if (parameters.length === 0) return undefined;
  const validate = compileSchema(parametersSchema(parameters), { definitions: contract.definitions, coerce: true });
  return (sources) => validate(givenValues(parameters, sources));
}

/** Lists the parameters of an operation and of its path item; those of the operation win. */
function declaredParameters({ document, operation: { path, method } }: Contract): Parameter[] {
  const item = valueAt(document.paths, [path]);
  const declared = [valueAt(item, ['parameters']), valueAt(item, [method, 'parameters'])].flat().filter(isObject);
  const parameters = declared.map(
    ({ in: place, name, required, schema, content }): Parameter => ({
      in: place as Parameter['in'],
      name: place === 'header' ? String(name).toLowerCase() : String(name),
      required: required === true,
      schema: (isObject(content) ? {} : (schema ?? {})) as Schema,
    }),
  );
  return [...new Map(parameters.map((each) => [`${each.in} ${each.name}`, each])).values()];
}

function parametersSchema(parameters: readonly Parameter[]): Schema {
  const groups = Object.entries(Object.groupBy(parameters, (each) => each.in)).map(([place, group = []]) => {
    const properties = Object.fromEntries(group.map(({ name, schema }) => [name, schema]));
    const required = group.filter((each) => each.required).map(({ name }) => name);
    return [place, { type: 'object', properties, required }] as const;
  });
  return { type: 'object', properties: Object.fromEntries(groups) };
}

function givenValues(parameters: readonly Parameter[], { path, headers, search }: ParameterSources) {
  const given: Record<Parameter['in'], Record<string, unknown>> = { path: {}, query: {}, header: {}, cookie: {} };
  for (const { in: place, name } of parameters) {
    const value =
      place === 'path'
        ? path[name]
        : place === 'header'
          ? headers[name]
          : place === 'query'
            ? severalOrOne(search().getAll(name))
            : cookieOf(headers, name);
    if (value !== undefined) given[place][name] = value;
  }
  return given;
}

function severalOrOne(values: readonly string[]): unknown {
  return values.length > 1 ? values : values[0];
}

function cookieOf({ cookie = '' }: IncomingHttpHeaders, name: string): string | undefined {
  const pair = cookie.split(/; */).find((each) => each.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}

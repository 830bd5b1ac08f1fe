import type { IncomingHttpHeaders } from 'node:http';
import type { Contract } from '../contract/load.ts';
import type { Offered } from '../edge/authenticator.ts';
import type { Finding } from '../finding.ts';
import { declaredParameters, type Parameter } from '../openapi/parameters.ts';
import type { Schema } from '../schema/types.ts';
import { compileSchema } from '../schema/validate/compile.ts';

interface ParameterSources extends Offered {
  path: Record<string, string>;
}

/** Makes a validator of declared parameters, read as the types of their schemas; undefined where there are none. */
export function parameterValidator(contract: Contract): ((sources: ParameterSources) => Finding[]) | undefined {
  const parameters = declaredParameters(contract.document, contract.operation).map((each) =>
    each.in === 'header' ? { ...each, name: each.name.toLowerCase() } : each,
  );
  if (parameters.length === 0) return undefined;
  const validate = compileSchema(parametersSchema(parameters), { definitions: contract.definitions, coerce: true });
  return (sources) => validate(givenValues(parameters, sources));
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
  const read: Record<Parameter['in'], (name: string) => unknown> = {
    path: (name) => path[name],
    header: (name) => headers[name],
    query: (name) => (search().getAll(name).length > 1 ? search().getAll(name) : search().getAll(name)[0]),
    cookie: (name) => cookieOf(headers, name),
  };
  const given: Record<Parameter['in'], Record<string, unknown>> = { path: {}, query: {}, header: {}, cookie: {} };
  for (const { in: place, name } of parameters) {
    const value = read[place](name);
    if (value !== undefined) given[place][name] = value;
  }
  return given;
}

function cookieOf({ cookie = '' }: IncomingHttpHeaders, name: string): string | undefined {
  const pair = cookie.split(/; */).find((each) => each.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}

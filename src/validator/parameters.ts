import type { IncomingHttpHeaders } from 'node:http';
import type { Contract } from '../contract/load.ts';
import type { Finding } from '../finding.ts';
import { cookiesIn } from '../http-client/cookies.ts';
import { type NamedText, readParameter } from '../openapi/parameter-values.ts';
import type { Parameter } from '../openapi/parameters.ts';
import { toPointer } from '../schema/pointer.ts';
import { compileSchema } from '../schema/validate/compile.ts';
import { variantsOf } from '../schema/variants.ts';

/** Holds where parameters stand in a request. */
export interface ParameterSources {
  path: Record<string, string>;
  headers: IncomingHttpHeaders;
  search(): URLSearchParams;
}

/** Makes a validator of the declared parameters of a contract, read as the types of their schemas; undefined where there are none. */
export function parameterValidator({
  parameters,
  definitions,
}: Pick<Contract, 'parameters' | 'definitions'>): ((sources: ParameterSources) => Finding[]) | undefined {
  if (parameters.length === 0) return undefined;
  const places = new Set(parameters.map((each) => each.in));
  const checks = parameters.map((each) => ({ place: each.in, check: parameterCheck(each, definitions) }));
  return (sources) => {
    const given = new Map([...places].map((place) => [place, textsIn[place](sources)]));
    return checks.flatMap(({ place, check }) => check(given.get(place) ?? []));
  };
}

/** Lists what stands in each place; headers by their names in lower case. */
const textsIn: Record<Parameter['in'], (sources: ParameterSources) => readonly NamedText[]> = {
  path: ({ path }) => Object.entries(path),
  header: ({ headers }) =>
    Object.entries(headers).flatMap(([name, text]) => (text === undefined ? [] : [[name, [text].flat().join(', ')]])),
  query: ({ search }) => [...search()],
  cookie: ({ headers }) => cookiesIn(headers.cookie ?? ''),
};

function parameterCheck(declared: Parameter, definitions: Contract['definitions']) {
  const parameter = declared.in === 'header' ? { ...declared, name: declared.name.toLowerCase() } : declared;
  const { in: place, name, required, schema } = parameter;
  const missing: Finding = { rule: 'required', pointer: `/${place}`, message: `must have required property '${name}'` };
  const validate = compileSchema(schema, { definitions });
  // What a text is read as depends on the branch that it is for.
  const readings = variantsOf(schema, definitions).map((variant) => variant.schema);
  return (given: readonly NamedText[]): Finding[] => {
    let told: { findings: Finding[]; isText: boolean } | undefined;
    for (const reading of readings) {
      const value = readParameter(parameter, reading, given);
      if (value === undefined) continue;
      const findings = validate(value);
      if (findings.length === 0) return [];
      // Every text can be read as one: what it can be read as besides is what was meant.
      const isText = typeof value === 'string';
      if (!told || (told.isText && !isText)) told = { findings, isText };
    }
    if (told === undefined) return required ? [missing] : [];
    return told.findings.map((finding) => ({ ...finding, pointer: toPointer([place, name]) + finding.pointer }));
  };
}

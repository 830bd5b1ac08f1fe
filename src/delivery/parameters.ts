import { createHash } from 'node:crypto';
import type { Contract } from '../contract/load.ts';
import type { ExchangeRequest } from '../exchange.ts';
import { writtenParameter } from '../openapi/parameter-values.ts';
import type { Parameter } from '../openapi/parameters.ts';
import type { Json } from '../schema/json.ts';
import { exampleOf } from '../schema/samples/example.ts';
import { mended } from '../schema/samples/mended.ts';
import { uuidFromHex } from '../schema/uuid.ts';
import { compileSchema } from '../schema/validate/compile.ts';
import { variantsOf } from '../schema/variants.ts';
import { type Carried, carrying, valuesAt } from './carried.ts';

/** Holds what is asked of a contract about the parameters of its deliveries. */
export type ParameterContract = Pick<Contract, 'parameters' | 'definitions' | 'security' | 'headers'>;

/** Adds the declared parameters to a delivery, but for those that it has already. */
export function withDeclaredParameters(request: ExchangeRequest, contract: ParameterContract): ExchangeRequest {
  if (contract.parameters.length === 0) return request;
  const values = sentParameters(contract).flatMap((parameter) =>
    carriedParameter(parameter, parameterValue(parameter, contract, request.body)),
  );
  return withParameters(request, values);
}

type PathContract = Pick<Contract, 'operation'> & ParameterContract;

/**
 * Gives where one of several operations is received, where their paths differ: an address may be that of any of them, or
 * of what their paths stand below.
 */
export function firstAddress(url: URL, first: PathContract, all: readonly PathContract[]): URL {
  if (new Set(all.map(({ operation }) => operation.path)).size === 1) return url;
  const own = all.map(deliveryPath).find((path) => url.pathname.endsWith(path)) ?? /\/*$/.exec(url.pathname)?.[0] ?? '';
  const base = url.pathname.slice(0, url.pathname.length - own.length);
  return new URL(base + deliveryPath(first) + url.search, url);
}

/** Gives where an operation is received: a further one of the paths beside the first, below the same base. */
export function addressOf(url: URL, contract: PathContract, main: PathContract): URL {
  const [path, first] = [deliveryPath(contract), deliveryPath(main)];
  if (path === first) return url;
  const base = url.pathname.endsWith(first) ? url.pathname.slice(0, -first.length) : '';
  return new URL(base + path + url.search, url);
}

/** Gives where deliveries go: the path of the operation, its parameters filled in. */
export function deliveryPath(contract: PathContract): string {
  const textOf = (name: string): string | undefined => {
    const parameter = contract.parameters.find((each) => each.in === 'path' && each.name === name);
    const value = parameter && parameterValue(parameter, contract);
    return value === undefined ? undefined : writtenParameter(parameter as Parameter, value)[0]?.[1];
  };
  return contract.operation.path.replace(/\{([^{}]+)\}/g, (_, name) => encodeURIComponent(textOf(name) ?? name));
}

/** Adds values to a delivery in places where it has none yet. */
export function withParameters(request: ExchangeRequest, values: readonly Carried[]): ExchangeRequest {
  return carrying(
    request,
    values.filter((each) => valuesAt(request, [each]).length === 0),
  );
}

/** Names headers that say how a message travels; whoever sends it writes them. */
const ofTransport = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'content-encoding', 'connection', 'keep-alive'],
  ...['expect', 'te', 'trailer', 'upgrade', 'cookie'],
]);

/** Lists the parameters that a delivery carries beside its credentials and what the user has it carry, in headers, query and cookies. */
export function sentParameters({ parameters, security, headers }: ParameterContract): Parameter[] {
  const taken = security.flat().flatMap(({ in: place, name, source }) => {
    const beside = source.kind === 'signature' ? [source.scheme.id?.header, source.scheme.timestamp?.header] : [];
    return [placeOf(place, name), ...beside.flatMap((header) => (header ? [placeOf('header', header)] : []))];
  });
  taken.push(...headers.map(([name]) => placeOf('header', name)));
  return parameters.filter(
    ({ in: place, name }) =>
      place !== 'path' &&
      !taken.includes(placeOf(place, name)) &&
      !(place === 'header' && ofTransport.has(name.toLowerCase())),
  );
}

function placeOf(place: Parameter['in'], name: string): string {
  return `${place} ${place === 'header' ? name.toLowerCase() : name}`;
}

/** Writes a value of a parameter where it travels. */
export function carriedParameter(parameter: Parameter, value: Json | undefined): Carried[] {
  if (parameter.in === 'path' || value === undefined) return [];
  const place = parameter.in;
  return writtenParameter(parameter, value).map(([name, text]) => ({ in: place, name, value: text }));
}

const usualValues = new WeakMap<Parameter, Json | undefined>();

/**
 * Gives the value that deliveries send: one that the document shows, else one that is made from the schema; undefined where
 * none can be sent. A UUID that nothing says more of is that of the body, as ids of deliveries are.
 */
export function parameterValue(
  parameter: Parameter,
  { definitions }: Pick<Contract, 'definitions'>,
  body?: Buffer | null,
): Json | undefined {
  const { schema, examples } = parameter;
  const isOpen = Object.keys(schema).every((keyword) => ['type', 'format', 'description', 'title'].includes(keyword));
  if (body && schema.format === 'uuid' && isOpen && examples.length === 0)
    return uuidFromHex(createHash('sha256').update(body).digest('hex'));
  if (!usualValues.has(parameter)) usualValues.set(parameter, usualValue(parameter, definitions));
  return usualValues.get(parameter);
}

function usualValue(parameter: Parameter, definitions: Contract['definitions']): Json | undefined {
  const { schema, examples, required } = parameter;
  const validate = compileSchema(schema, { definitions, every: true });
  const shown = [...examples, schema.example, ...(schema.examples ?? []), schema.default] as (Json | undefined)[];
  const made = variantsOf(schema, definitions).map((variant) => mended(exampleOf(variant, 'maximal'), validate));
  const all = [...shown, ...made].filter((value) => value !== undefined);
  const fit = all.find((value) => validate(value).length === 0 && isSendable(parameter, value));
  return fit ?? (required ? made[0] : undefined);
}

/** Tells whether a value can be sent where the parameter stands, and comes out as it went in. */
function isSendable(parameter: Parameter, value: Json): boolean {
  const written = writtenParameter(parameter, value);
  // What goes into a URL or a cookie is encoded.
  const fits = (text: string): boolean =>
    parameter.in === 'header' ? /^[!-~]([ -~]*[!-~])?$/.test(text) : text !== '' && text.isWellFormed();
  return written.length > 0 && written.every(([, text]) => fits(text));
}

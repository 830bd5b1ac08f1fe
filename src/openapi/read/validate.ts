import { messageOf, userError } from '../../errors.ts';
import { isObject } from '../../schema/json.ts';
import { refuseMultiplied } from '../dereference/written-size.ts';
import { mapFields, type NodeKind } from '../keywords.ts';
import type { OpenApiDocument } from './read.ts';
import { newest, standardOf } from './standards.ts';

/** Checks a document against the OpenAPI standard; throws an input error with the first violation, or where it is beyond all measure. */
export async function validateDocument(document: OpenApiDocument, source: string): Promise<void> {
  const plain = withoutValues(document, 'Document') as OpenApiDocument;
  refuseMultiplied(plain, source);
  const fault = await violationOf(plain);
  if (fault === undefined) return;
  throw userError('input', `${source}: not valid OpenAPI ${document.openapi}: ${fault}`, {
    hint: 'hookproof doctor tells what is wrong with a contract and how to repair it.',
  });
}

/** Gives the first violation in words. Either library takes long to load. */
async function violationOf(document: OpenApiDocument): Promise<string | undefined> {
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

function deepestOf(errors: unknown): string | undefined {
  const all: unknown[] = Array.isArray(errors) ? errors : [];
  const place = (error: unknown): string => String(isObject(error) ? error.instancePath : '');
  const [deepest] = all.toSorted((a, b) => place(b).length - place(a).length);
  return isObject(deepest) ? `${deepest.instancePath} ${deepest.message}` : undefined;
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

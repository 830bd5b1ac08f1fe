import { compileEvents } from '../../src/contract/compile-events.ts';
import { prepareContract } from '../../src/contract/load.ts';
import { runDoctor } from '../../src/doctor/run.ts';
import { applyOverlay } from '../../src/openapi/overlay.ts';
import type { OpenApiDocument } from '../../src/openapi/read/read.ts';

type Schemas = Record<string, object>;

export const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

/** A contract of another trade. `Notice` is the body. */
export function documentOf(schemas: Schemas, more: object = {}): OpenApiDocument {
  return {
    openapi: '3.0.3',
    info: { title: 'Parcels', version: '1' },
    paths: {
      "/it's/notices": {
        post: {
          requestBody: { required: true, content: { 'application/json': { schema: ref('Notice') } } },
          responses: { '202': { description: 'Taken' } },
        },
      },
    },
    components: { schemas },
    ...more,
  } as OpenApiDocument;
}

export async function examine(document: OpenApiDocument) {
  return runDoctor({ source: 'parcels.yaml', document, original: document, mended: [] });
}

const levelsOf = (diagnoses: { rule: string; level: string }[]): string[] =>
  diagnoses.filter(({ level }) => level !== 'note').map(({ rule }) => rule);

/** Examines, repairs, examines again: nothing may be left. Gives the rules found and a judge of the repaired document. */
export async function cured(document: OpenApiDocument) {
  const before = await examine(document);
  const { document: repaired, unmatched } = applyOverlay(document, { actions: before.actions });
  const after = await examine(repaired);
  expect(unmatched).toEqual([]);
  expect(levelsOf(after.diagnoses)).toEqual([]);
  const contract = await prepareContract(
    {
      source: 'parcels.yaml',
      document: repaired,
      original: repaired,
      mended: [],
    },
    { auth: 'none' },
  );
  const judge = compileEvents(contract);
  return { rules: levelsOf(before.diagnoses), before, legal: (event: unknown): boolean => judge(event).length === 0 };
}

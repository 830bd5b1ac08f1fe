import fc from 'fast-check';
import { compareDocuments } from '../../src/drift/documents/compare.ts';
import type { Schema } from '../../src/schema/types.ts';
import { compileSchema } from '../../src/schema/validate/compile.ts';
import { anyValue, schemaPair } from './random.ts';

// Another seed each run would make a red run somebody else's; HOOKPROOF_SEED tries others.
const seed = Number(process.env.HOOKPROOF_SEED ?? 20261124);
const pairs = plain(fc.sample(schemaPair, { seed, numRuns: 400 }));
const events = plain(fc.sample(anyValue, { seed: seed + 1, numRuns: 2_000 }));

function plain<T>(values: T[]): T[] {
  return JSON.parse(JSON.stringify(values));
}

function named(schema: Schema) {
  const content = { 'application/json': { schema } };
  const operation = { requestBody: { required: true, content }, responses: { 200: { description: 'Taken' } } };
  const document = {
    openapi: '3.1.0',
    info: { title: 'Random', version: '1' },
    paths: { '/hook': { post: operation } },
  };
  return { document, source: 'random' };
}

const seen = { safe: 0, risky: 0, breaking: 0 };

test('what is called safe has no counter-example among thousands of events, and what is called breaking has a witness', async () => {
  for (const [old, now] of pairs) {
    const judges = [old, now].map((schema) => compileSchema(schema));
    const refused = (event: unknown): boolean => judges[0]?.(event).length !== 0;
    const allowed = (event: unknown): boolean => judges[1]?.(event).length === 0;
    const options = { side: 'receiver', source: 'spec', scope: 'document' } as const;
    const changes = await compareDocuments(named(old), named(now), options);
    const breaking = changes.filter(({ level }) => level === 'breaking');
    const risky = changes.some(({ level }) => level === 'risky');
    seen[breaking.length > 0 ? 'breaking' : risky ? 'risky' : 'safe']++;
    if (breaking.length === 0 && !risky) {
      const counter = events.find((event) => allowed(event) && refused(event));
      expect({ old, now, counter }).toEqual({ old, now });
    }
    for (const { rule, witness } of breaking) {
      expect({ rule, old, now, shown: witness !== null }).toEqual({ rule, old, now, shown: true });
      // Where alternatives overlap, an event is read as it is meant: to fit any of them is enough.
      if (witness?.kind === 'misread' || JSON.stringify([old, now]).includes('oneOf')) continue;
      expect({ old, now, witness, shows: allowed(witness?.event) && refused(witness?.event) }).toMatchObject({
        shows: true,
      });
    }
  }
});

test('most random pairs are decided', () => {
  expect(seen.safe).toBeGreaterThan(pairs.length / 5);
  expect(seen.breaking).toBeGreaterThan(pairs.length / 5);
  expect(seen.risky).toBeLessThan(pairs.length / 5);
});

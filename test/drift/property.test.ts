import fc from 'fast-check';
import { compareDocuments } from '../../src/drift/documents/compare.ts';
import type { Schema } from '../../src/schema/types.ts';
import { compileSchema } from '../../src/schema/validate/compile.ts';
import { edited, edits, everything } from './edits.ts';
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
const proved = { found: 0, 'none-found': 0 };

test('what is called safe has no counter-example among thousands of events, and what is breaking is shown or said to be unshown', async () => {
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
    for (const { rule, witness, proof } of breaking) {
      const status = witness === null ? 'none-found' : 'found';
      expect({ rule, old, now, proof }).toMatchObject({ rule, old, now, proof: { status } });
      proved[status]++;
      if (witness === null || witness.kind === 'misread') continue;
      expect({ old, now, witness, shows: allowed(witness?.event) && refused(witness?.event) }).toMatchObject({
        shows: true,
      });
    }
  }
});

test('most random pairs are decided, and most of what breaks is shown', () => {
  expect(proved.found).toBeGreaterThan(3 * proved['none-found']);
  expect(seen.safe).toBeGreaterThan(pairs.length / 5);
  expect(seen.breaking).toBeGreaterThan(pairs.length / 5);
  expect(seen.risky).toBeLessThan(pairs.length / 5);
});

test('of several changes at once each has an event that the old document refuses, and allows with that change alone', async () => {
  const sets = fc.sample(fc.shuffledSubarray(edits, { minLength: 2, maxLength: 4 }), { seed, numRuns: 40 });
  for (const chosen of sets) {
    const now = chosen.reduce(edited, everything);
    const options = { side: 'receiver', source: 'spec', scope: 'document' } as const;
    const changes = await compareDocuments(named(everything), named(now), options);
    const breaking = changes.filter(({ level }) => level === 'breaking');
    expect(breaking.map(({ rule }) => rule).toSorted()).toEqual(chosen.map(({ rule }) => rule).toSorted());
    for (const edit of chosen) {
      const change = breaking.find(({ rule, pointer }) => rule === edit.rule && pointer.includes(edit.at));
      const event = change?.witness?.event;
      const says = [everything, edited(everything, edit), now].map(
        (schema) => compileSchema(schema)(event).length === 0,
      );
      expect({ rule: edit.rule, at: edit.at, beside: chosen, event, says }).toMatchObject({
        says: [false, true, true],
      });
    }
  }
});

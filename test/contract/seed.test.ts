import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readDocument } from '../../src/openapi/read/read.ts';
import { isObject, mapValues } from '../../src/schema/json.ts';
import { root } from '../support/cli.ts';

const seedFolder = `${root}../shared/seed/`;

test('the bundled contract has exactly the structure that its provider published', async () => {
  const { document, mended } = await readDocument(`${root}openapi/swagger.yaml`);
  expect(mended).toEqual([]);
  const published = publishedStructures();
  expect(published.length).toBeGreaterThan(0);
  for (const structure of published) expect(structureOf(document)).toEqual(structureOf(structure));
});

test('the comparison sees each single difference', () => {
  const [published] = publishedStructures();
  const places = leavesOf(structureOf(published));
  expect(places.length).toBeGreaterThan(150);
  for (const place of places) {
    const changed = structureOf(published);
    place.reduce((value, token, index) => {
      if (index === place.length - 1) Object.assign(value as object, { [token]: 'changed' });
      return (value as Record<string, unknown>)[token];
    }, changed);
    expect(changed).not.toEqual(structureOf(published));
  }
});

/** The recorded structure, and beside it the published page itself where it is at hand. */
function publishedStructures(): unknown[] {
  const recorded = JSON.parse(readFileSync(`${root}test/contract/seed-structure.json`, 'utf8'));
  const pages = existsSync(seedFolder) ? readdirSync(seedFolder).filter((name) => name.endsWith('.txt')) : [];
  const texts = pages.map((name) => readFileSync(seedFolder + name, 'utf8'));
  return [recorded, ...texts.map((text) => parse(/^`{4}yaml[^\n]*\n([\s\S]*?)^`{4}/m.exec(text)?.[1] ?? ''))];
}

/** A document without its prose; mapping values as the strings that the standard wants, lists in their order. */
function structureOf(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => structureOf(item));
  if (!isObject(value)) return value;
  if (key === 'mapping') return mapValues(value, (target) => (isObject(target) ? target.$ref : target));
  const facts = Object.entries(value).filter(([name, child]) => {
    return !['description', 'summary'].includes(name) || typeof child !== 'string';
  });
  return Object.fromEntries(facts.map(([name, child]) => [name, structureOf(child, name)]));
}

function leavesOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, child]) => leavesOf(child, [...path, key]));
}

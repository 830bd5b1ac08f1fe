import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { shippedCases, writtenCases } from '../../src/conformance/cases/written/files.ts';
import { hookproof, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const guide = await readFile(`${root}conformance/README.md`, 'utf8');
const examples = Array.from(guide.matchAll(/```yaml\n(.*?)```/gs), ([, yaml = '']) => yaml).filter(
  (yaml) => 'cases' in parse(yaml),
);
const ids: string[] = examples.flatMap((yaml) => parse(yaml).cases.map(({ id }: { id: string }) => id));

test('every case that the guide shows is listed and run, and a right receiver passes it', async () => {
  expect(ids.length).toBeGreaterThan(4);
  const folder = await folderWith(Object.fromEntries(examples.map((yaml, index) => [`mine/${index}.yaml`, yaml])));
  const selected = ['--cases', `${folder}/mine`, ...ids.flatMap((id) => ['--case', id])];
  const listed = await hookproof(['verify', ...selected, '--list']);
  expect(ids.filter((id) => !listed.stdout.includes(id))).toEqual([]);
  const receiver = `'${process.execPath}' '${root}examples/express-ajv/server.ts'`;
  const { status, stdout } = await hookproof(
    ['verify', ...selected, '--exec', receiver, '--effects', '/effects', '--budget', '60000', '--report', 'json'],
    { env: { INBOX: `${folder}/inbox.db` } },
  );
  const { cases } = JSON.parse(stdout);
  const results = cases.map(({ id, status, why }: Record<string, string>) => `${id} ${status} ${why}`.trim());
  expect(results.toSorted()).toEqual(ids.map((id) => `${id} PASS`).toSorted());
  expect(status).toBe(0);
});

/** The keys and words that a schema knows, wherever they stand in it. */
function words(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key === 'properties') return [...Object.keys(value), ...words(value)];
    if (key === 'enum') return value;
    return words(value);
  });
}

test('every key and word that a case file may hold is explained', async () => {
  const schema = JSON.parse(await readFile(`${root}conformance/schemas/cases.schema.json`, 'utf8'));
  const known = [...new Set(words(schema))];
  expect(known.length).toBeGreaterThan(70);
  // In a row of a table, in the text, or in an example.
  const missing = known.filter((word) => !new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(guide));
  expect(missing).toEqual([]);
});

test('every case file that ships fits the schema, which is therefore not asked when they are read', async () => {
  const checked = await writtenCases([`${root}conformance/cases`]);
  expect(checked.length).toBeGreaterThan(20);
  expect(await shippedCases()).toEqual(checked);
});

test('every word of the guide for a spoilt key or an answer is one that a case file may hold', async () => {
  const schema = JSON.parse(await readFile(`${root}conformance/schemas/cases.schema.json`, 'utf8'));
  const { spoiling, answer } = schema.$defs;
  const table = /^\| `auth` +\| what is sent.*?\n\n/ms.exec(guide)?.[0] ?? '';
  const named = Array.from(table.matchAll(/^\| ([^|]*) \|/gm), ([, cell = '']) => cell).flatMap((cell) =>
    Array.from(cell.matchAll(/`([^`]+)`/g), ([, word]) => word),
  );
  expect(named.filter((word) => word !== 'auth').toSorted()).toEqual(spoiling.enum.toSorted());
  const said = /^`answer`.*?\n\n/ms.exec(guide)?.[0] ?? '';
  expect(Array.from(said.matchAll(/`([\w-]+)`\s\(/g), ([, word]) => word)).toEqual(answer.items.enum);
});

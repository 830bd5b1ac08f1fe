import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { type SourceFile, sourceFiles } from './sources.ts';

/** Data flows one way: a room may import from rooms of lower rank, and from itself. */
const ranks: Record<string, number> = {
  'conceal.ts': 0,
  'errors.ts': 0,
  'finding.ts': 0,
  'diagnosis.ts': 0,
  'exchange.ts': 0,
  'change.ts': 0,
  'deliveries.ts': 0,
  'report.ts': 0,
  'trace-context.ts': 0,
  causes: 0,
  'load-package.ts': 0,
  'package-version.ts': 0,
  'make-folder.ts': 0,
  'once.ts': 0,
  'printable.ts': 0,
  'regular-file.ts': 0,
  'replace-file.ts': 0,
  schema: 0,
  openapi: 1,
  contract: 2,
  signature: 2,
  journal: 2,
  'http-client': 2,
  recorded: 2,
  doctor: 3,
  validator: 3,
  delivery: 3,
  baseline: 3,
  redaction: 3.5,
  edge: 3,
  telemetry: 3.75,
  effects: 3,
  scenario: 3.5,
  export: 3,
  receiver: 4,
  inspector: 4,
  upstream: 4,
  simulator: 4,
  conformance: 4,
  drift: 4,
  recorder: 4,
  reports: 5,
  api: 6,
  'test-runners': 7,
  cli: 8,
  'index.ts': 8,
  'jest.ts': 8,
  'node-test.ts': 8,
  'vitest.ts': 8,
  testing: 8,
};
/** Holds the rank of what a user calls. */
const entryRank = 8;
/** Reports know the nouns only, so that any of them can be rendered by anybody. */
const onlyNouns = new Set(['reports']);

interface Import {
  from: SourceFile;
  to: string;
}

async function imports(): Promise<Import[]> {
  const found: Import[] = [];
  for (const from of await sourceFiles()) {
    const text = await readFile(from.path, 'utf8');
    const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(
      ([, specifier]) => specifier ?? '',
    );
    found.push(...specifiers.map((each) => ({ from, to: posix.join(posix.dirname(from.name), each) })));
  }
  return found;
}

const room = (name: string): string => name.split('/')[0] ?? '';

test('every file has a room, and every room a rank', async () => {
  const unknown = (await sourceFiles()).map(({ name }) => room(name)).filter((each) => !(each in ranks));
  expect(unknown).toEqual([]);
});

test('rooms import from lower ranks only', async () => {
  const all = await imports();
  expect(all.length).toBeGreaterThan(200);
  const wrong = all.filter(({ from, to }) => {
    const [own, other] = [room(from.name), room(to)];
    if (own === other) return false;
    const [ownRank = 0, otherRank = 0] = [ranks[own], ranks[other]];
    // The nouns may use each other.
    return onlyNouns.has(own)
      ? otherRank > 0
      : ownRank === 0
        ? otherRank > 0
        : otherRank >= ownRank && ownRank < entryRank;
  });
  expect(wrong.map(({ from, to }) => `${from.name} imports ${to}`)).toEqual([]);
});

test('nothing imports the command line or the entries', async () => {
  const entries = (await imports()).filter(
    ({ from, to }) => ranks[room(to)] === entryRank && room(from.name) !== room(to),
  );
  expect(entries.map(({ from, to }) => `${from.name} imports ${to}`)).toEqual([]);
});

test('no files import each other in a circle', async () => {
  const graph = Map.groupBy(await imports(), ({ from }) => from.name);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) circles.push([...path.slice(path.indexOf(name)), name].join(' → '));
    if (done.has(name) || path.includes(name)) return;
    for (const { to } of graph.get(name) ?? []) visit(to, [...path, name]);
    done.add(name);
  };
  for (const name of graph.keys()) visit(name, []);
  expect(circles).toEqual([]);
});

test('nothing has a default export, no value is any, and only the entry ends the process', async () => {
  const found: string[] = [];
  for (const { path, name } of await sourceFiles()) {
    const text = await readFile(path, 'utf8');
    if (/^export default/m.test(text)) found.push(`${name} has a default export`);
    if (/: any\b(?! )|<any>|as any\b/.test(text.replace(/\/\*.*?\*\//gs, '')))
      found.push(`${name} has a value of type any`);
    if (!['cli/bin.ts', 'cli/main.ts'].includes(name) && /process\.exit(Code)?\b/.test(text))
      found.push(`${name} ends the process`);
  }
  expect(found).toEqual([]);
});

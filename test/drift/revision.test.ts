import { rm, writeFile } from 'node:fs/promises';
import { folderWith, removeFolders } from '../support/folder.ts';
import { repositoryWith } from '../support/repository.ts';
import { drift, orders, shipped } from './support.ts';

afterAll(removeFolders);

/** A contract whose schema stands in a file beside it. */
const split = orders(({ paths }) => {
  const schema = { $ref: 'schemas/order.json' };
  Object.assign(paths['/orders']?.post ?? {}, {
    requestBody: { required: true, content: { 'application/json': { schema } } },
  });
});
const order = (...kinds: string[]): string =>
  JSON.stringify({ type: 'object', required: ['kind'], properties: { kind: { type: 'string', enum: kinds } } });

test('a revision is the old side: what the working file adds is what receivers meet', async () => {
  const folder = await repositoryWith({ 'api/openapi.json': orders() });
  const file = `${folder}/api/openapi.json`;
  const same = await drift(['--contract', file, '--against', 'git:HEAD']);
  expect([same.status, same.report.changes]).toEqual([0, []]);
  await writeFile(file, orders(shipped));
  for (const against of ['git:HEAD', 'git:HEAD:api/openapi.json', 'git:HEAD:openapi.json', `git:HEAD:${file}`]) {
    const { status, report } = await drift(['--contract', file, '--against', against]);
    expect([status, report.changes.map(({ rule, after }) => [rule, after])]).toEqual([
      1,
      [['enum-value-added', 'shipped']],
    ]);
  }
  const other = await drift(['--contract', file, '--against', 'git:HEAD', '--side', 'sender']);
  expect([other.status, other.report.changes.map(({ level }) => level)]).toEqual([0, ['safe']]);
});

test('the files that a revision refers to are read from the same revision', async () => {
  const folder = await repositoryWith({ 'api/openapi.json': split, 'api/schemas/order.json': order('placed') });
  const args = ['--contract', `${folder}/api/openapi.json`, '--against', 'git:HEAD'];
  await writeFile(`${folder}/api/schemas/order.json`, order('placed', 'paid'));
  const changed = await drift(args);
  expect(changed.report.changes.map(({ rule, after }) => [rule, after])).toEqual([['enum-value-added', 'paid']]);
  await rm(`${folder}/api/schemas`, { recursive: true });
  await writeFile(`${folder}/api/openapi.json`, orders());
  expect((await drift(args)).status).toBe(1);
});

test('a file that the revision does not have, or that lies beside its folder, is refused by name', async () => {
  const away = split.replace('schemas/order.json', '../order.json');
  const folder = await repositoryWith({
    'api/openapi.json': split,
    'api/away.json': away,
    'order.json': order('placed'),
  });
  await writeFile(`${folder}/api/openapi.json`, orders());
  const against = async (name: string) => drift(['--contract', `${folder}/api/openapi.json`, '--against', name]);
  const missing = await against('git:HEAD');
  expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining('schemas/order.json: no such file')]);
  const outside = await against('git:HEAD:api/away.json');
  expect([outside.status, outside.stderr]).toEqual([2, expect.stringContaining('out of the document’s own folder')]);
});

test.each([
  ['git:', 'no revision'],
  ['git:--output=stolen', 'no revision'],
  ['git:nowhere', 'no such revision'],
  ['git:HEAD:nothing.json', 'the revision has no file nothing.json'],
  ['git:HEAD:../../etc/passwd', 'the revision has no file'],
])('%s is an input error, never "no drift"', async (name, says) => {
  const folder = await repositoryWith({ 'openapi.json': orders() });
  const { status, stderr } = await drift(['--contract', `${folder}/openapi.json`, '--against', name]);
  expect([status, stderr]).toEqual([2, expect.stringContaining(says)]);
});

test('a revision wants a file, a repository, and is written over nothing', async () => {
  const folder = await folderWith({ 'openapi.json': orders() });
  const outside = await drift(['--contract', `${folder}/openapi.json`, '--against', 'git:HEAD']);
  expect([outside.status, outside.stderr]).toEqual([2, expect.stringContaining('not a git repository')]);
  const unnamed = await drift(['--against', 'git:HEAD']);
  expect([unnamed.status, unnamed.stderr]).toEqual([2, expect.stringContaining('which file of the revision?')]);
  const accepted = await drift(['--contract', `${folder}/openapi.json`, '--against', 'git:HEAD', '--accept']);
  expect([accepted.status, accepted.stderr]).toEqual([2, expect.stringContaining('--accept wants a newer document')]);
});

import { applyOverlay } from '../../src/openapi/overlay.ts';
import type { OpenApiDocument } from '../../src/openapi/read/read.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { documentOf, examine, ref } from './cured.ts';

afterAll(removeFolders);

const taking = {
  requestBody: { required: true, content: { 'application/json': { schema: ref('Notice') } } },
  responses: { 202: { description: 'Taken' } },
};

/** A document whose second path has an operation that nobody receives by. */
function harbour(item: object): OpenApiDocument {
  const { paths, ...document } = documentOf({ Notice: { type: 'object' } }, { openapi: '3.2.0' });
  return { ...document, paths: { ...paths, '/tides': { additionalOperations: { put: taking }, ...item } } };
}

const pointer = '/paths/~1tides/additionalOperations/put';

test('a method in small letters that has a field of its own is passed over, and stands in that field once it is repaired', async () => {
  const document = harbour({});
  const { diagnoses, actions } = await examine(document);
  expect(diagnoses).toMatchObject([{ rule: 'method-passed-over', level: 'warning', pointer }]);
  const { document: repaired } = applyOverlay(document, { actions });
  expect(repaired.paths?.['/tides']).toEqual({ put: taking, additionalOperations: {} });
  expect((await examine(repaired)).diagnoses).toEqual([]);
});

test('which of two operations is meant is not for an overlay to say', async () => {
  const { diagnoses, actions } = await examine(harbour({ put: taking }));
  expect(diagnoses).toMatchObject([{ rule: 'method-passed-over', pointer, fix: [] }]);
  expect(actions).toEqual([]);
});

test('other methods, and those of other versions, are not told', async () => {
  const others = harbour({ additionalOperations: { NOTIFY: taking, notify: taking } });
  expect((await examine(others)).diagnoses).toEqual([]);
  expect((await examine({ ...harbour({}), openapi: '3.1.0' })).diagnoses).toEqual([]);
});

test('other commands say it, too, and name it where nothing else receives', async () => {
  const { paths, ...document } = harbour({});
  const folder = await folderWith({
    'both.json': JSON.stringify({ ...document, paths }),
    'only.json': JSON.stringify({ ...document, paths: { '/tides': paths?.['/tides'] } }),
  });
  const said = `${pointer} is passed over: PUT has a field of its own, and no method is put`;
  const drift = await hookproof(['drift', '--contract', `${folder}/both.json`, '--against', `${folder}/both.json`]);
  expect(drift.stdout).toContain(`note: ${said}`);
  const contract = await hookproof(['contract', '--contract', `${folder}/both.json`]);
  expect(contract.stderr).toContain(said);
  const only = await hookproof(['verify', '--list', '--contract', `${folder}/only.json`, '--auth', 'none']);
  expect([only.status, only.stderr]).toEqual([2, expect.stringContaining(said)]);
});

import { loadContract } from '../../src/contract/load.ts';
import { applyOverlay, readOverlay } from '../../src/openapi/overlay.ts';
import type { OpenApiDocument } from '../../src/openapi/read/read.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { document30 } from './documents.ts';

afterAll(removeFolders);

const overlay = (...actions: object[]) => ({ overlay: '1.0.0', info: { title: 'Changes', version: '1' }, actions });
const document = document30 as unknown as OpenApiDocument;
const apply = (...actions: { target: string; update?: unknown; remove?: boolean }[]) =>
  applyOverlay(document, { actions }).document;

test('overlays apply in the order given, the later one seeing what the earlier one did', async () => {
  const folder = await folderWith({
    'contract.json': JSON.stringify(document30),
    'first.yaml': JSON.stringify(overlay({ target: '$.info', update: { title: 'First', 'x-a': 1 } })),
    'second.yaml': JSON.stringify(
      overlay({ target: "$.info[?@ == 'First']", remove: true }, { target: '$.info', update: { title: 'Second' } }),
    ),
  });
  const load = (...names: string[]) =>
    loadContract({ contract: `${folder}/contract.json`, overlays: names.map((name) => `${folder}/${name}`) });
  expect(await load('first.yaml', 'second.yaml')).toMatchObject({ title: 'Second', notes: [] });
  const other = await load('second.yaml', 'first.yaml');
  expect(other).toMatchObject({ title: 'First' });
  expect(other.notes).toEqual([`overlay ${folder}/second.yaml: nothing matches $.info[?@ == 'First']`]);
});

test('an update merges objects, appends to lists and replaces the rest', () => {
  const changed = apply(
    { target: '$.info', update: { version: '2', contact: { name: 'Somebody' } } },
    { target: '$.components.schemas.Paid.required', update: 'amount' },
    { target: '$.components.schemas.Due.required', update: ['amount', 'kind'] },
  );
  expect(changed.info).toEqual({ title: 'Shop', version: '2', contact: { name: 'Somebody' } });
  expect(changed.components?.schemas).toMatchObject({
    Paid: { required: ['kind', 'amount'] },
    Due: { required: ['kind', 'amount', 'kind'] },
  });
});

test('remove takes out every place that the target selects', () => {
  const changed = apply({ target: '$.components.schemas.*.properties.amount', remove: true });
  expect(JSON.stringify(changed)).not.toContain('amount');
  expect(apply({ target: '$.components.schemas.Sale.oneOf[*]', remove: true }).components?.schemas?.Sale).toMatchObject(
    { oneOf: [] },
  );
});

test('the document that an overlay is applied to is left as it was', () => {
  const before = JSON.stringify(document);
  apply({ target: '$.components', remove: true }, { target: '$.info', update: { title: 'Other' } });
  expect(JSON.stringify(document)).toBe(before);
});

test('keys such as __proto__ stay plain keys', () => {
  const update = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}');
  const changed = apply({ target: '$.info', update }, { target: '$.info', update });
  expect(Object.hasOwn(changed.info, '__proto__')).toBe(true);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test.each([
  ['no overlay at all', 'openapi: 3.0.3', /:1: not an OpenAPI Overlay/],
  ['no actions', 'overlay: 1.0.0', /needs a list of actions/],
  ['an action without a target', 'overlay: 1.0.0\nactions: [{update: 1}]', /\/actions\/0 has no target/],
  ['broken YAML', 'overlay: 1.0.0\nactions: [', /:2: /],
])('an overlay file with %s is refused', async (_, text, message) => {
  const folder = await folderWith({ 'overlay.yaml': text });
  await expect(readOverlay(`${folder}/overlay.yaml`)).rejects.toMatchObject({
    code: 'input',
    message: expect.stringMatching(message),
  });
});

test('a target that is no JSONPath is refused, and the action is named', () => {
  expect(() => apply({ target: '$.info[', remove: true })).toThrow(/\/actions\/0\/target/);
});

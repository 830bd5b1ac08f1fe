import { readFile } from 'node:fs/promises';
import { loadContract } from '../../src/index.ts';
import { sourceFiles } from '../house/sources.ts';
import { root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

const page = await readFile(`${root}docs/contracts.md`, 'utf8');

afterAll(removeFolders);

test('the page lists every extension that the code reads, and no other', async () => {
  const texts = await Promise.all((await sourceFiles()).map(({ path }) => readFile(path, 'utf8')));
  const read = new Set(texts.join('\n').match(/x-hookproof-(?!scenario\b(?!-))[a-z]+(-[a-z]+)*/g));
  const listed = new Set([...page.matchAll(/^\| `(x-hookproof-[a-z-]+)/gm)].map(([, name]) => name));
  expect([...listed].toSorted()).toEqual([...read].toSorted());
});

test('every version of OpenAPI that the page names can be read', async () => {
  const versions = /^\| OpenAPI \| (.*) \|$/m.exec(page)?.[1]?.split(', ') ?? [];
  expect(versions.length).toBeGreaterThan(1);
  for (const version of versions) {
    const [paths, webhooks] = version === '3.0' ? ['paths: {}\n', 'x-webhooks'] : ['', 'webhooks'];
    const folder = await folderWith({
      'openapi.yaml': `openapi: ${version}.0
info: { title: Parcels, version: 1.0.0 }
${paths}${webhooks}:
  parcel:
    post:
      requestBody: { required: true, content: { application/json: { schema: { type: object } } } }
      responses: { "200": { description: Taken } }
`,
    });
    const { title } = await loadContract({ contract: `${folder}/openapi.yaml` });
    expect([version, title]).toEqual([version, 'Parcels']);
  }
});

test('every version of Overlay that the page names can be applied', async () => {
  const versions = /^\| overlays \| Overlay (\S+) and (\S+) /m.exec(page)?.slice(1) ?? [];
  expect(versions).toHaveLength(2);
  const actions = [
    '{ target: $, update: { x-name: { title: Copied }, info: { title: Updated } } }',
    `{ target: $.info, copy: "$['x-name']" }`,
  ];
  for (const [index, version] of versions.entries()) {
    const folder = await folderWith({
      'overlay.yaml': `overlay: ${version}.0
info: { title: An overlay, version: 1.0.0 }
actions:
${actions
  .slice(0, index + 1)
  .map((action) => `  - ${action}\n`)
  .join('')}`,
    });
    const { title } = await loadContract({ overlays: [`${folder}/overlay.yaml`] });
    expect([version, title]).toEqual([version, ['Updated', 'Copied'][index]]);
  }
});

test('the signature scheme and the handshake that the page shows can be read', async () => {
  const [scheme = '', handshake = ''] = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text ?? '');
  const folder = await folderWith({ 'scheme.yaml': scheme, 'handshake.yaml': handshake });
  const files = { signature: `${folder}/scheme.yaml`, handshake: `${folder}/handshake.yaml` };
  const contract = await loadContract(files);
  expect(contract.security[0]?.[0]?.name).toBe('X-Parcel-Signature');
  expect(contract.handshake).toMatchObject({ signed: true, asks: { unsigned: 'MUST' } });
});

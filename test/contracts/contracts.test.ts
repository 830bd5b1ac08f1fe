import { readdir, readFile } from 'node:fs/promises';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { folder, names, served } from './documents.ts';

afterAll(removeFolders);

test('the contracts are of every kind, and none of them helps by an extension', async () => {
  const texts = await Promise.all(names.map((name) => readFile(`${folder}/${name}`, 'utf8')));
  const kinds = ['paths-30', 'paths-31', 'webhooks-31', 'callbacks-30', 'callbacks-31', '-keys'];
  expect(kinds.filter((kind) => !names.some((name) => name.includes(kind)))).toEqual([]);
  expect(names.length).toBeGreaterThanOrEqual(8);
  expect(texts.filter((text) => text.includes('x-hookproof'))).toEqual([]);
});

describe.each(names)('%s', (name) => {
  const contract = ['--contract', `${folder}/${name}`];
  test('serve receives, and verify finds no fault in it', async () => {
    const { url, stop } = await served(contract);
    // It refuses bad events whatever the contract documents.
    const options = ['--url', url, '--strict', '--bad-events', 'refuse'];
    const { status, stdout, stderr } = await hookproof(['verify', ...contract, ...options]);
    await stop();
    expect([status, stdout.split('\n')[0], stderr]).toEqual([
      0,
      expect.stringMatching(/^PASS \d+ of/),
      expect.anything(),
    ]);
  });

  test('verify finds out a receiver that takes everything', async () => {
    const files = { 'lax.mjs': 'export default (request, response) => { request.resume(); response.end(); };' };
    const lax = `${await folderWith(files)}/lax.mjs`;
    const { status, stdout } = await hookproof([
      'verify',
      ...contract,
      '--module',
      lax,
      '--bad-events',
      'refuse',
      '--group',
      'schema.bad',
      '--all',
    ]);
    expect([status, stdout]).toEqual([1, expect.stringContaining('FAIL schema.bad.')]);
  });

  test('drift sees no difference between the contract and itself', async () => {
    const { status, stdout } = await hookproof(['drift', ...contract, '--against', `${folder}/${name}`]);
    expect([status, stdout.split('\n')[0]]).toEqual([0, 'PASS no drift']);
  });

  test('the doctor finds no error in it', async () => {
    const { status, stdout } = await hookproof(['doctor', `${folder}/${name}`]);
    expect([status, stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^PASS/)]);
  });

  test('init writes a configuration that every command takes', async () => {
    const project = await folderWith({ 'contract.yaml': await readFile(`${folder}/${name}`, 'utf8') });
    expect(await hookproof(['init', '--contract', 'contract.yaml'], { cwd: project })).toMatchObject({
      status: 0,
    });
    const written = (await readdir(project)).filter((each) => each.startsWith('hookproof.config'));
    expect(written).toHaveLength(1);
    const config = ['--config', `${project}/${written[0]}`];
    const listed = await hookproof(['simulate', '--list', ...config]);
    expect([listed.status, listed.stdout]).toEqual([0, expect.stringContaining('every-event')]);
    const cases = await hookproof(['verify', '--list', ...config]);
    expect([cases.status, cases.stdout]).toEqual([0, expect.stringContaining('schema.good.')]);
  });
});

import { readdir, readFile } from 'node:fs/promises';
import { hookproof, hookproofProcess, hookproofServer, type RunningCli, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

/** Every document in this folder goes through every command; none of them holds an extension of ours. */
const folder = `${root}test/contracts`;
const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));

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
  let receiver: RunningCli;
  let url: string;

  beforeAll(async () => {
    receiver = await hookproofServer(['serve', ...contract]);
    url = await addressOf(receiver);
  });
  afterAll(async () => {
    await receiver.stop();
  });

  test('serve receives, and verify finds no fault in it', async () => {
    const { status, stdout, stderr } = await hookproof(['verify', ...contract, '--url', url, '--strict']);
    expect([status, stdout.split('\n')[0], stderr]).toEqual([
      0,
      expect.stringMatching(/^PASS \d+ of/),
      expect.anything(),
    ]);
  });

  test('verify finds out a receiver that takes everything', async () => {
    const files = { 'lax.mjs': 'export default (request, response) => { request.resume(); response.end(); };' };
    const lax = `${await folderWith(files)}/lax.mjs`;
    const { status, stdout } = await hookproof(['verify', ...contract, '--module', lax]);
    expect([status, stdout]).toEqual([1, expect.stringContaining('FAIL schema.bad.')]);
  });

  test('simulate delivers through record, and check, drift and verify read what was recorded', async () => {
    const out = await folderWith();
    const proxy = await hookproofServer(['record', ...contract, '--to', url, '--out', out]);
    const through = proxy.url + new URL(url).pathname;
    const simulated = await hookproof(['simulate', ...contract, '--to', through, '--calls', '3']);
    expect([simulated.status, simulated.stderr]).toEqual([0, expect.not.stringContaining('hookproof:')]);
    await proxy.stop();
    const judged = await Promise.all([
      hookproof(['check', ...contract, out]),
      hookproof(['drift', ...contract, '--traffic', out]),
      hookproof(['simulate', ...contract, '--from', out, '--to', url]),
      hookproof(['verify', ...contract, '--events', out, '--group', 'schema.good', '--url', url]),
    ]);
    expect(judged.map(({ status, stderr }) => [status, stderr])).toEqual(
      judged.map(() => [0, expect.not.stringContaining('hookproof:')]),
    );
  });

  test('the mock starts on it', async () => {
    const mock = await hookproofServer(['mock', ...contract]);
    expect(mock.url).toMatch(/^http:/);
    expect(await mock.stop()).toMatchObject({ status: 0 });
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
    expect(await hookproofProcess(['init', '--contract', 'contract.yaml'], { cwd: project })).toMatchObject({
      status: 0,
    });
    const listed = await hookproofProcess(['simulate', '--list'], { cwd: project });
    expect([listed.status, listed.stdout]).toEqual([0, expect.stringContaining('every-event')]);
    const cases = await hookproofProcess(['verify', '--list'], { cwd: project });
    expect([cases.status, cases.stdout]).toEqual([0, expect.stringContaining('schema.good.')]);
  });
});

/** Waits for the line that says where deliveries go. */
async function addressOf(receiver: RunningCli): Promise<string> {
  const said = () => /deliveries go to (\S+)/.exec(receiver.output().stderr + receiver.output().stdout)?.[1];
  while (said() === undefined) await new Promise((resolve) => receiver.process.stderr?.once('data', resolve));
  return said() ?? '';
}

import { loadContracts } from '../../src/contract/load.ts';
import { hookproof, hookproofServing } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { folder, names, served } from './documents.ts';

afterAll(removeFolders);

describe.each(names)('%s', (name) => {
  const contract = ['--contract', `${folder}/${name}`];

  test('simulate delivers through record, and check, drift and verify read what was recorded', async () => {
    const { url, stop } = await served(contract);
    const out = await folderWith();
    const proxy = await hookproofServing(['record', ...contract, '--to', url, '--out', out]);
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
    await stop();
  });

  test('send delivers one event of each type, or of each operation', async () => {
    const { all } = await loadContracts({ contract: `${folder}/${name}` });
    const { url, stop } = await served(contract);
    const [{ eventTypes }, another] = all;
    const types = eventTypes.length > 0 ? eventTypes.map((type) => [type]) : [[]];
    const operations = all.map(({ operation }) => [operation.name, '--to', new URL(operation.path, url).href]);
    for (const event of another ? operations : types.map((type) => [...type, '--to', url])) {
      const sent = await hookproof(['send', ...event, ...contract]);
      expect([event, sent.status, sent.stdout]).toEqual([event, 0, expect.stringMatching(/^20\d /)]);
    }
    await stop();
  });

  test('the mock starts on it', async () => {
    const mock = await hookproofServing(['mock', ...contract]);
    expect(mock.url).toMatch(/^http:/);
    const { status, stdout, stderr } = await mock.stop();
    expect(status).toBe(0);
    // It shows how to reach what it serves, and says so where that is nothing.
    expect(stdout + stderr).toMatch(/^mocks POST|^mocks PUT|note: the document has no paths/m);
  });
});

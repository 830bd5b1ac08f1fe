import { readFile } from 'node:fs/promises';
import { loadContract } from '../../src/contract/load.ts';
import { root } from '../support/cli.ts';

test('the bundled contract knows fifteen event types', async () => {
  const contract = await loadContract();
  expect(contract.eventTypes).toHaveLength(15);
  expect(contract.notes).toEqual([]);
  expect(await readFile(`${root}openapi/swagger.yaml`, 'utf8')).toContain(contract.title);
});

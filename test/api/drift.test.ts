import { readFile } from 'node:fs/promises';
import { drift, isUserError } from '../../src/index.ts';
import { root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

test('a published document with one more value in a list breaks, with an event and the cases that it affects', async () => {
  const contract = `${root}test/contracts/webhooks-31.yaml`;
  const text = await readFile(contract, 'utf8');
  const [listed = ''] = /enum: \[[^\]]+/.exec(text) ?? [];
  expect(listed).not.toBe('');
  const folder = await folderWith({ 'published.yaml': text.replace(listed, `${listed}, brand-new`) });
  const report = await drift({ contract, against: `${folder}/published.yaml` });
  expect([report.verdict, report.summary.breaking]).toEqual(['fail', 1]);
  const [change] = report.changes;
  expect(change).toMatchObject({ rule: 'enum-value-added', after: 'brand-new' });
  expect(change?.witness?.kind).toBe('refused');
  expect(change?.cases.length).toBeGreaterThan(0);
});

test('the bundled contract is compared by default, and recorded events of it show nothing that breaks', async () => {
  const { verdict, compared } = await drift({ traffic: [`${root}conformance/events`] });
  expect([verdict, compared?.traffic?.illegal]).toEqual(['pass', 0]);
});

test('a comparison with nothing is an error', async () => {
  const error = await drift({}).catch((thrown: unknown) => thrown);
  expect(isUserError(error) && error.code).toBe('usage');
});

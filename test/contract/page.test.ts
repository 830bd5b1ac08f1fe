import { readFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { bundledContract, bundledOverlay } from '../../src/contract/bundled.ts';
import { loadContract } from '../../src/contract/load.ts';
import { root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const fence = '`'.repeat(4);

/** The contract as its provider's documentation renders it: a page with a fenced block, mapping values as objects. */
async function publishedPage(): Promise<string> {
  const structure = JSON.parse(await readFile(`${root}test/contract/seed-structure.json`, 'utf8'));
  const post = structure.paths['/v2/webhooks/call-events'].post;
  for (const [status, response] of Object.entries(post.responses))
    Object.assign(response as object, { description: status });
  return `> ## Index\n\n# A page\n\n${fence}yaml https://host.example/swagger.yaml post /hook\n${stringify(structure)}\n${fence}\n\nMore.\n`;
}

test('a documentation page is read as the contract in it, and what was mended is said', async () => {
  const folder = await folderWith({ 'page.md': await publishedPage() });
  const contract = await loadContract({ contract: `${folder}/page.md`, overlays: [bundledOverlay] });
  expect(contract.eventTypes).toHaveLength(15);
  expect(contract.notes).toEqual([
    'took the document out of the fenced block at line 5 of page.md',
    'read 15 discriminator mapping values as strings',
  ]);
});

test('an error in a page names the line of the page', async () => {
  const folder = await folderWith({ 'page.md': `one\n\n${fence}yaml\nopenapi: 3.0.3\ninfo: [\n${fence}\n` });
  await expect(loadContract({ contract: `${folder}/page.md` })).rejects.toMatchObject({
    code: 'input',
    message: expect.stringMatching(/page\.md:[56]: /),
  });
});

test('a page of plain Markdown is not a contract', async () => {
  const folder = await folderWith({ 'page.md': '# Title\n\nText: with a colon.\n' });
  await expect(loadContract({ contract: `${folder}/page.md` })).rejects.toMatchObject({ code: 'input' });
});

test('a contract in the repository reads the same as its page', async () => {
  const folder = await folderWith({ 'page.md': await publishedPage() });
  const page = await loadContract({ contract: `${folder}/page.md`, overlays: [bundledOverlay] });
  const file = await loadContract({ contract: bundledContract });
  expect(page.variants.map(({ tags }) => tags)).toEqual(file.variants.map(({ tags }) => tags));
  expect(page.security).toEqual(file.security);
});

import { join } from 'node:path';
import { printable } from '../../src/printable.ts';
import { hookproofServing } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

test.each([
  ['a\u202egpj.exe', 'a‹U+202E›gpj.exe'],
  ['\u2067right\u2069', '‹U+2067›right‹U+2069›'],
  ['zero\u200bwidth\ufeff', 'zero‹U+200B›width‹U+FEFF›'],
  ['\u001b[31mred\u001b[0m\nline', 'red line'],
  ['naïve Ünïcode 👩‍🚀 日本', 'naïve Ünïcode 👩‍🚀 日本'],
])('on a terminal %j is shown as %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('the names of a document turn nothing around that serve says', async () => {
  const document = {
    openapi: '3.1.0',
    info: { title: 'Names', version: '1' },
    webhooks: Object.fromEntries(
      ['a', 'evil\u202etxt.exe'].map((name) => [
        name,
        {
          post: {
            requestBody: { content: { 'application/json': { schema: {} } } },
            responses: { 200: { description: 'ok' } },
          },
        },
      ]),
    ),
  };
  const contract = join(await folderWith({ 'names.json': JSON.stringify(document) }), 'names.json');
  const { stop } = await hookproofServing(['serve', '--journal', 'memory', '--contract', contract]);
  const { stderr } = await stop();
  expect(stderr).toContain('evil‹U+202E›txt.exe');
  expect(stderr).not.toContain('\u202e');
});

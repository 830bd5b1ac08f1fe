import { hookproofProcess } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

test('characters arrive torn apart at a receiver of another process that decodes each piece by itself', async () => {
  const cwd = await folderWith({
    'app.mjs': `import { createServer } from 'node:http';
      import { createHmac } from 'node:crypto';
      createServer((request, response) => {
        let text = '';
        request.on('data', (piece) => { text += piece; });
        request.on('end', () => {
          const right = createHmac('sha256', process.env.HOOKPROOF_PRIVATE_KEY).update(text).digest('hex');
          response.writeHead(request.headers['x-signature'] === right ? 200 : 401).end();
        });
      }).listen(Number(process.env.PORT), '127.0.0.1');`,
  });
  const command = ['verify', '--exec', `'${process.execPath}' app.mjs`, '--auth', 'signature', '--report', 'json'];
  const cases = ['signature.split-characters', 'signature.emoji', 'signature.chunked'];
  const run = await hookproofProcess([...command, ...cases.flatMap((id) => ['--case', id])], { cwd });
  const judged = JSON.parse(run.stdout).cases.map(({ id, status }: Record<string, string>) => [id, status]);
  expect(Object.fromEntries(judged)).toEqual(
    Object.fromEntries(cases.map((id) => [id, id === 'signature.split-characters' ? 'FAIL' : 'PASS'])),
  );
});

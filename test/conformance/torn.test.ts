import { createHmac } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { developmentKeys, verify } from '../../src/index.ts';
import { hookproofProcess } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { webhooksDocument } from '../support/webhooks.ts';

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

/** Takes what is signed, and decodes each piece by itself. */
const tornListener: RequestListener = (request, response) => {
  let text = '';
  request.on('data', (piece) => {
    text += piece;
  });
  request.on('end', () => {
    const right = `sha256=${createHmac('sha256', developmentKeys.private).update(text).digest('hex')}`;
    response.writeHead(request.headers['x-hub-signature-256'] === right ? 200 : 401).end();
  });
};

const closed = (properties: object) => ({
  ...{ type: 'object', required: Object.keys(properties), additionalProperties: false },
  properties,
});

const rooms: [where: string, schema: object, status: string, why: RegExp][] = [
  ['in a text', closed({ note: { type: 'string' } }), 'FAIL', /^it answered 401/],
  ['in a text of few characters', closed({ note: { type: 'string', maxLength: 9 } }), 'FAIL', /^it answered 401/],
  ['in a text of a list', closed({ notes: { type: 'array', items: { type: 'string' } } }), 'FAIL', /^it answered 401/],
  ['in a property of its own', { type: 'object' }, 'FAIL', /^it answered 401/],
  ['nowhere', closed({ kind: { enum: ['a', 'b'] } }), 'NOT-APPLICABLE', /^no event of the contract can hold such a te/],
];

test.each(rooms)(
  'such a receiver is found by any contract that has room for characters of several bytes: %s',
  async (_, ...wanted) => {
    const [schema, status, why] = wanted;
    const folder = await folderWith({ 'notes.yaml': webhooksDocument('Notes', { note: { schema } }) });
    const scheme = { contract: `${folder}/notes.yaml`, signature: 'github', keys: developmentKeys };
    const cases = ['signature.split-characters', 'signature.missing'];
    const report = await verify({ target: tornListener, path: '/hooks', ...scheme, cases });
    const split = report.cases.find(({ id }) => id === 'signature.split-characters');
    expect(split).toMatchObject({ status, why: expect.stringMatching(why) });
  },
);

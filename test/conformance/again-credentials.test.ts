import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { deliveryCurl } from '../../src/cli/curl-lines.ts';
import { withCurrentKeys } from '../../src/delivery/curl.ts';
import { loadContract, startReceiver, verify } from '../../src/index.ts';
import { removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';
import { type SchemeName, securedContract } from '../support/secured.ts';

const keys = { public: 'PK_One$1', private: 'SK_Zz9' };
const env = { HOOKPROOF_PUBLIC_KEY: keys.public, HOOKPROOF_PRIVATE_KEY: keys.private, PATH: process.env.PATH ?? '' };
afterAll(async () => {
  await closeOrigins();
  await removeFolders();
});

const sh = (command: string) => promisify(execFile)('sh', ['-c', command], { env });

const asked: [SchemeName[]][] = [
  [['Account']],
  [['Token']],
  [['Session']],
  [['Link']],
  [['Secret', 'Session']],
  [['Link', 'Token']],
];

test.each(asked)('the line that is printed for a delivery with %j is accepted', async (schemes) => {
  const contract = await loadContract({ contract: await securedContract([schemes]) });
  const receiver = await startReceiver({ contract, keys });
  const { stdout } = await sh(deliveryCurl(contract, receiver.url));
  const denied = await sh(deliveryCurl(contract, receiver.url, { keys: false }));
  await receiver.close();
  expect([stdout.split('\r\n')[0], denied.stdout.split('\r\n')[0]]).toEqual([
    'HTTP/1.1 200 OK',
    'HTTP/1.1 401 Unauthorized',
  ]);
});

test.each(asked)(
  'what a command sends again has the same credentials as the case, spoilt or not, with %j',
  async (schemes) => {
    const seen: string[] = [];
    const url = await origin(({ url = '', headers: { authorization, cookie, ...headers } }, response) => {
      seen.push(
        [decodeURIComponent(url), authorization, decodeURIComponent(cookie ?? ''), headers['x-secret']].join('\n'),
      );
      response.end();
    });
    const contract = await loadContract({ contract: await securedContract([schemes]) });
    const words = ['missing', 'wrong', 'empty', 'padded', 'case-flipped', 'suffix'];
    const cases = [
      ...words.map((word) => `auth.${word}-private-key`),
      'auth.spaces-around-values',
      'auth.kind-in-capitals',
    ];
    const report = await verify({ contract, keys, target: `${url}/notes`, cases, concurrency: 1 });
    const ran = report.cases.filter(({ status }) => status !== 'NOT-APPLICABLE');
    expect(ran.length).toBeGreaterThanOrEqual(6);
    expect(ran.map(({ reproduce }) => reproduce)).toEqual(ran.map(() => expect.stringMatching(/^curl /)));
    // Before all of them goes a good event, and one before each that asks for a denial.
    seen.shift();
    const sent = ran.flatMap(({ expected }) => seen.splice(0, expected === '2xx' ? 1 : 2).slice(-1));
    for (const { reproduce } of ran) await sh(reproduce);
    expect(seen).toEqual(sent);
  },
);

test('a line that is printed works as it stands where a variable holds two keys', async () => {
  const contract = await loadContract({ contract: await securedContract([['Account'], ['Secret', 'Session']]) });
  const current = { public: keys.public, private: 'SK_new' };
  const receiver = await startReceiver({ contract, keys: current });
  const rotating = { public: keys.public, private: `${current.private},${keys.private}` };
  const run = (line: string) =>
    promisify(execFile)('sh', ['-c', line], { env: { ...env, HOOKPROOF_PRIVATE_KEY: rotating.private } });
  const line = withCurrentKeys(deliveryCurl(contract, receiver.url), rotating);
  const { stdout } = await run(line);
  const target = receiver.url + contract.operation.path;
  const report = await verify({ target, contract, keys: rotating, cases: ['auth.wrong-private-key', 'auth.*padded*'] });
  const lines = report.cases.map(({ reproduce }) => reproduce);
  const answers = await Promise.all(lines.map(async (each) => (await run(each)).stdout.split('\r\n')[0]));
  await receiver.close();
  expect([line.includes('HOOKPROOF_PRIVATE_KEY%%,*'), stdout.split('\r\n')[0]]).toEqual([true, 'HTTP/1.1 200 OK']);
  expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 401 Unauthorized']));
});

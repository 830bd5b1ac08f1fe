import { createServer, type RequestListener } from 'node:http';
import { selectCases } from '../../src/conformance/cases/select.ts';
import { loadSuite } from '../../src/conformance/cases/suite.ts';
import { runSuite } from '../../src/conformance/run-suite.ts';
import { supertestTarget } from '../../src/conformance/targets/supertest.ts';
import { loadContract } from '../../src/contract/load.ts';
import { effectsLog } from '../../src/effects/log.ts';
import type { CaseResult } from '../../src/report.ts';
import { developmentKeys } from '../../src/signature/keys.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

// Wrong in ways that each kind of case shows: keys, media, framing, schema, repeats, effects.
const source = `
  import { createHash } from 'node:crypto';
  const effects = [];
  export default (request, response) => {
    if (request.url === '/effects') {
      response.end(effects.map((sha256) => JSON.stringify({ sha256 }) + '\\n').join(''));
      return;
    }
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      if (request.headers['x-public-key'] !== process.env.HOOKPROOF_PUBLIC_KEY) return response.writeHead(401).end();
      if (request.headers['transfer-encoding']) return response.writeHead(411).end();
      if (request.headers['content-type'] !== 'application/json') return response.writeHead(415).end();
      try {
        const event = JSON.parse(body);
        if (typeof event.event.type !== 'string') return response.writeHead(422).end();
      } catch {
        return response.writeHead(400).end('Traceback (most recent call last):');
      }
      effects.push(createHash('sha256').update(body).digest('hex'));
      response.writeHead(202).end();
    });
  };
`;

test('the same cases come to the same verdicts by URL, command, module and supertest', async () => {
  const env = { HOOKPROOF_PUBLIC_KEY: developmentKeys.public, HOOKPROOF_PRIVATE_KEY: developmentKeys.private };
  const folder = await folderWith({
    'app.mjs': source,
    'main.mjs': `import { createServer } from 'node:http';
      import app from './app.mjs';
      createServer(app).listen(Number(process.env.PORT), '127.0.0.1');`,
  });
  process.env.HOOKPROOF_PUBLIC_KEY = developmentKeys.public;
  const { default: listener } = (await import(`${folder}/app.mjs`)) as { default: RequestListener };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v2/webhooks/call-events`;
  const run = async (...args: string[]): Promise<string[]> => {
    // Timing is no verdict, and only a command can be killed.
    const { stdout, stderr } = await hookproof(
      ['verify', ...args, '--effects', '/effects', '--report', 'json', '--timeout', '60000', '--budget', '60000'],
      { env },
    );
    if (stdout === '') throw new Error(stderr);
    return verdicts(JSON.parse(stdout).cases);
  };
  const byUrl = await run('--url', url);
  const byModule = await run('--module', `${folder}/app.mjs`);
  const byCommand = await run('--exec', `'${process.execPath}' ${folder}/main.mjs`);
  const bySupertest = verdicts(await supertested(listener));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(byUrl.length).toBeGreaterThan(700);
  expect(byUrl.filter((each) => each.startsWith('FAIL')).length).toBeGreaterThan(100);
  expect(byModule).toEqual(byUrl);
  expect(byCommand).toEqual(byUrl);
  expect(bySupertest).toEqual(byUrl);
});

async function supertested(listener: RequestListener): Promise<CaseResult[]> {
  const contract = await loadContract();
  const suite = await loadSuite(contract);
  const target = await supertestTarget(createServer(listener), contract.operation.path);
  const effects = effectsLog(new URL('/effects', target.url), 60_000);
  const report = await runSuite(target, {
    contract,
    keys: developmentKeys,
    cases: selectCases(suite.cases, {}),
    control: suite.control,
    profile: 'keys',
    seed: 1,
    concurrency: 8,
    timeoutMs: 60_000,
    budgetMs: 60_000,
    strict: false,
    keep: async (_, name) => name,
    effects,
  });
  effects.close();
  await target.close();
  return report.cases;
}

function verdicts(cases: readonly CaseResult[]): string[] {
  return cases.filter(({ group }) => group !== 'durability').map(({ id, status }) => `${status} ${id}`);
}

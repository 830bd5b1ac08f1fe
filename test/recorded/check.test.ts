import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { hookproof, hookproofRunning, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { spawnLimited } from '../support/limited.ts';
import { webhooksDocument } from '../support/webhooks.ts';

afterAll(removeFolders);

const good = '{"event":{"type":"call.busy","data":{}}}';
const bad = '{"event":{"type":"action","data":{"action":"call-back"}}}';

test('the recorded example events are all legal', async () => {
  const { status, stdout } = await hookproof(['check', 'conformance/events']);
  expect(stdout).toMatch(/^PASS \d{2} events in \d{2} files: \d{2} legal\n$/);
  expect(status).toBe(0);
});

test('a finding is one line: file, line, pointer, reason and rule', async () => {
  const folder = await folderWith({
    'b.json': JSON.stringify(JSON.parse(bad), null, 2),
    'a.ndjson': `${good}\n{"event"\n`,
  });
  const { status, stdout } = await hookproof(['check', folder]);
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^.*\/a\.ndjson:2: the body is not JSON.* \(json\)$/),
    `${folder}/b.json:5: /event/data/action must be one of create-order, send-whatsapp (enum)`,
    'FAIL 3 events in 2 files: 1 legal, 2 illegal (2 findings)',
    '',
  ]);
  expect(status).toBe(1);
});

test('a file in a folder that is no recording is a finding, and the others are judged', async () => {
  const folder = await folderWith({ 'a.json': 'garbage', 'b.json': good });
  const { status, stdout } = await hookproof(['check', folder]);
  expect(status).toBe(1);
  expect(stdout).toBe(
    `${folder}/a.json:1: the body is neither JSON, NDJSON nor an HTTP Archive (json)\n` +
      'FAIL 2 events in 2 files: 1 legal, 1 illegal (1 finding)\n',
  );
});

test('all that is wrong with an event is told at once', async () => {
  const event = { event: { type: 'call.busy', data: { call: { status: 'lost', startedAt: 'today' } } }, metadata: 7 };
  const { stdout } = await hookproof(['check', '-'], { stdin: JSON.stringify(event) });
  expect(stdout.match(/standard input:1: \/\S+/g)?.toSorted()).toEqual([
    'standard input:1: /event/data/call/startedAt',
    'standard input:1: /event/data/call/status',
    'standard input:1: /metadata',
  ]);
});

test('the formats json and ndjson say the same', async () => {
  const stdin = `${good}\n${bad}\n`;
  const json = JSON.parse((await hookproof(['check', '-', '--format', 'json'], { stdin })).stdout);
  const lines = (await hookproof(['check', '-', '--format', 'ndjson'], { stdin })).stdout.trimEnd().split('\n');
  expect(json).toEqual({
    schemaVersion: 1,
    findings: [
      {
        file: 'standard input',
        line: 2,
        rule: 'enum',
        pointer: '/event/data/action',
        message: 'must be one of create-order, send-whatsapp',
      },
    ],
    summary: { files: 1, events: 2, legal: 1, illegal: 1, findings: 1 },
  });
  expect(lines.map((line) => JSON.parse(line))).toEqual([...json.findings, { summary: json.summary }]);
});

test('what is packed with gzip is unpacked on the way, and named as it is', async () => {
  const folder = await folderWith({ 'a.ndjson.gz': gzipSync(`${good}\n${bad}\n`), 'b.json.gz': gzipSync(good) });
  const { status, stdout } = await hookproof(['check', folder]);
  expect(stdout.split('\n')).toEqual([
    `${folder}/a.ndjson.gz:2: /event/data/action must be one of create-order, send-whatsapp (enum)`,
    'FAIL 3 events in 2 files: 2 legal, 1 illegal (1 finding)',
    '',
  ]);
  expect(status).toBe(1);
});

test.each([
  ['breaks off', gzipSync(good).subarray(0, 20), 'unexpected end of file'],
  ['only bears the name', Buffer.from(good), 'incorrect header check'],
])('packed, a recording that %s is an error', async (_, bytes, message) => {
  const folder = await folderWith({ 'a.json.gz': bytes });
  const { status, stderr } = await hookproof(['check', folder]);
  expect([status, stderr]).toEqual([2, `hookproof: ${folder}/a.json.gz: ${message}\n`]);
});

test('values of events are never printed', async () => {
  const event = { event: { type: 'action', data: { action: '+1 555 0100 canary', reason: 'canary@example.com' } } };
  const { stdout, stderr } = await hookproof(['check', '-'], { stdin: JSON.stringify(event) });
  expect(stdout + stderr).not.toContain('canary');
});

test('no terminal escape reaches the terminal', async () => {
  const folder = await folderWith({ 'x\u001b[31m.json': '{"event":{"type":"call.busy","data":{"call":[]}}}' });
  const { stdout } = await hookproof(['check', folder]);
  expect(stdout).toContain('FAIL 1 event');
  expect(stdout).not.toContain('\u001b');
});

test.each([
  ['an empty input', ['-'], '', '-: no event found'],
  ['text', ['-'], 'hello', 'standard input: is neither JSON, NDJSON nor an HTTP Archive'],
  ['a file that is not there', ['nowhere.json'], '', 'nowhere.json: no such file or folder'],
  ['a folder without recordings', ['src/cli'], '', 'src/cli: holds no recordings'],
  ['an archive without bodies', ['-'], '{"log":{"entries":[{"request":{"method":"GET"}}]}}', '-: no event found'],
])('%s is an error with status 2, never green', async (_, args, stdin, message) => {
  const { status, stdout, stderr } = await hookproof(['check', ...args], { stdin });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});

test('recorded requests that deliver no event are counted, by reason', async () => {
  const request = (method: string, text?: string): object => ({ request: { method, postData: { text } } });
  const entries = [request('GET'), request('POST'), request('POST', good), request('OPTIONS')];
  const stdin = JSON.stringify({ log: { entries } });
  const { status, stdout } = await hookproof(['check', '-'], { stdin });
  expect([status, stdout]).toEqual([
    0,
    'PASS 1 event in 1 file: 1 legal; not judged: 2 with another method, 1 with no body\n',
  ]);
  const report = JSON.parse((await hookproof(['check', '-', '--format', 'json'], { stdin })).stdout);
  expect(report.summary).toMatchObject({ events: 1, skipped: { 'another method': 2, 'no body': 1 } });
  const none = await hookproof(['check', '-'], {
    stdin: JSON.stringify({ log: { entries: entries.slice(0, 2) } }),
  });
  expect([none.status, none.stdout]).toEqual([2, '']);
  expect(none.stderr).toContain('-: no event found; 1 with another method; 1 with no body');
});

test('an interruption ends it with 130 and the totals so far, even when the input never ends', async () => {
  const running = hookproofRunning(['check', '-']);
  running.write(`${bad}\n${good}\n`);
  await running.saw('standard input:1:');
  const { status, stdout } = await running.stop('SIGINT');
  expect(status).toBe(130);
  expect(stdout).toContain('FAIL 2 events in 1 file: 1 legal, 1 illegal');
});

test('memory does not grow with the recording', async () => {
  const events = await Promise.all(
    ['end-of-call.full', 'call.ended.full'].map((name) => readFile(`${root}conformance/events/${name}.json`, 'utf8')),
  );
  // Long ones, so that more time goes to their bytes than to their number.
  const long = (text: string) => ({ ...JSON.parse(text), metadata: { note: 'x'.repeat(20_000) } });
  const line = `${events.map((text) => JSON.stringify(long(text))).join('\n')}\n`;
  const block = Buffer.from(line.repeat(Math.ceil((1024 * 1024) / line.length)));
  const child = spawnLimited(
    ['--max-old-space-size=100', `${root}dist/cli/bin.js`, 'check', '-'],
    { dataMiB: 900 },
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  let told = '';
  child.stdout?.on('data', (chunk) => (told += chunk));
  const ended = once(child, 'close');
  child.stdin?.on('error', () => {});
  // Whether it keeps bytes, lines or events, four hundred megabytes are more than it may hold.
  for (let i = 0; i < 400 && child.exitCode === null; i++)
    if (!child.stdin?.write(block)) await Promise.race([once(child.stdin as Writable, 'drain'), ended]);
  child.stdin?.end();
  expect([await ended, told]).toEqual([[0, null], expect.stringMatching(/^PASS \d{5} events in 1 file/)]);
});

const harbour = `openapi: 3.1.0
info: { title: Harbour, version: '1' }
x-hookproof-event: X-Ship-Event
components:
  schemas:
    Ship: { type: object, required: [name], properties: { name: { type: string, minLength: 1 } } }
webhooks:
  ship-left:
    post:
      operationId: ship/left
      requestBody:
        content:
          application/json:
            schema: { type: object, required: [kind, ship], properties: { kind: { const: left }, ship: { $ref: '#/components/schemas/Ship' } } }
  ship-docked:
    post:
      operationId: ship/docked
      requestBody:
        content:
          application/json:
            schema: { type: object, required: [kind, ship, pier], properties: { kind: { const: docked }, pier: { type: integer }, ship: { $ref: '#/components/schemas/Ship' } } }
  tide:
    put:
      requestBody: { content: { application/json: { schema: { type: object, required: [metres], properties: { metres: { type: number } } } } } }
`;

test('events of several webhooks are judged in one run, each by its own', async () => {
  const exchange = (method: string, name: string, body: object) => ({
    request: { method, target: '/webhooks', headers: [['X-Ship-Event', name]], body: JSON.stringify(body) },
  });
  const ship = { name: 'Ada' };
  const events = [
    { kind: 'left', ship },
    { kind: 'docked', ship },
    { metres: 'high' },
    exchange('PUT', 'tide', { metres: 2 }),
    exchange('POST', 'ship', { kind: 'docked', pier: 1, ship: { name: '' } }),
    exchange('POST', 'storm', { kind: 'left', ship }),
    exchange('POST', 'ship', { kind: 'sunk', ship }),
  ];
  const folder = await folderWith({
    'harbour.yaml': harbour,
    'a.ndjson': events.map((each) => JSON.stringify(each)).join('\n'),
  });
  const { status, stdout } = await hookproof(['check', '--contract', `${folder}/harbour.yaml`, `${folder}/a.ndjson`]);
  expect(stdout.replaceAll(`${folder}/a.ndjson`, '').split('\n')).toEqual([
    ":2: the body must have required property 'pier' (required, ship-docked)",
    ':3: /metres must be number (type, tide)',
    ':5: /ship/name must NOT have fewer than 1 characters (minLength, ship-docked)',
    ':6: the body is of no operation: the header x-ship-event names none of ship, tide (operation)',
    ":7: /kind names none of the contract's operations: left, docked (operation)",
    'FAIL 7 events in 1 file: 2 legal, 5 illegal (5 findings); 1 may be of several operations',
    '',
  ]);
  expect(status).toBe(1);
  const tides = ['check', '--contract', `${folder}/harbour.yaml`, '--operation', 't?de', `${folder}/a.ndjson`];
  const expected =
    /FAIL 2 events .* 1 legal, 1 illegal .*; not judged: 2 with another operation, 3 with another method\n$/s;
  expect((await hookproof(tides)).stdout).toMatch(expected);
});

test('an event of a type that no webhook has is told so, with some of the types that there are, whatever else is wrong in it', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `ship.move-${index}`);
  const document = webhooksDocument(
    'Harbour',
    Object.fromEntries(
      names.map((type, index) => {
        const properties = { type: { const: type }, [`own${index}`]: { type: 'string' } };
        return [type, { schema: { type: 'object', required: ['type', 'id'], properties } }];
      }),
    ),
  );
  const events = [{ type: names[11], id: 1 }, { type: 'ship.sunk', id: 1 }, { type: 'ship.sunk', own5: 5 }, { id: 1 }];
  const folder = await folderWith({
    'harbour.json': document,
    'a.ndjson': events.map((each) => JSON.stringify(each)).join('\n'),
  });
  const { stdout } = await hookproof(['check', '--contract', `${folder}/harbour.json`, `${folder}/a.ndjson`]);
  const unknown = `/type names none of the contract's operations: ${names.slice(0, 8).join(', ')}, and 4 more (operation)`;
  expect(stdout.replaceAll(`${folder}/a.ndjson`, '').split('\n')).toEqual([
    `:2: ${unknown}`,
    `:3: ${unknown}`,
    ":4: the body must have required property 'type' (required, ship.move-0)",
    'FAIL 4 events in 1 file: 1 legal, 3 illegal (3 findings); 1 may be of several operations',
    '',
  ]);
});

test('of recorded requests those are judged that went to the URLs of events, and of paths each by its own', async () => {
  const operation = (property: string) => ({
    post: {
      requestBody: { content: { 'application/json': { schema: { type: 'object', required: [property] } } } },
      responses: { 200: { description: 'taken' } },
    },
  });
  const paths = { '/ships/{id}/left': operation('ship'), '/tides': operation('metres') };
  const entry = (url: string, body: object) => ({
    request: { method: 'POST', url, headers: [], postData: { text: JSON.stringify(body) } },
    response: { status: 200 },
  });
  const entries = [
    entry('https://harbour.example/api/ships/7/left?again=1', { ship: 'Ada' }),
    entry('https://harbour.example/api/tides', { ship: 'Ada' }),
    entry('https://metrics.example/collect', { page: 1 }),
  ];
  const folder = await folderWith({
    'api.json': JSON.stringify({ openapi: '3.0.3', info: { title: 'Harbour', version: '1' }, paths }),
    'session.har': JSON.stringify({ log: { entries } }),
  });
  const files = ['check', '--contract', `${folder}/api.json`, `${folder}/session.har`];
  const { status, stdout } = await hookproof([...files, '--url-filter', 'https://harbour.example/*']);
  expect(stdout).toMatch(/^.*: the body must have required property 'metres' \(required, POST \/tides\)\n.*\n$/);
  expect(stdout).toContain('FAIL 2 events in 1 file: 1 legal, 1 illegal (1 finding); not judged: 1 with another URL');
  expect(status).toBe(1);
});

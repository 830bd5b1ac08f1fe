import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { compileSchema } from '../../src/schema/validate/compile.ts';
import { hookproof, hookproofRunning, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';
import { contractFile, drift, orders, shipped } from './support.ts';
import { contradictions, exchange, ndjson } from './traffic/fixtures.ts';

afterAll(removeFolders);
afterAll(closeOrigins);

async function judge() {
  return compileSchema(JSON.parse(await readFile(`${root}conformance/schemas/drift.schema.json`, 'utf8')), {
    every: true,
    own: true,
  });
}

test('without anything to compare with it is a usage error', async () => {
  const { status, stdout, stderr } = await hookproof(['drift']);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toBe(
    'hookproof: nothing to compare the contract with\n  Give --against FILE|URL, --traffic FILE… or --implementation FILE|URL.\n',
  );
});

test('the same document, written otherwise, is no drift', async () => {
  const text = await readFile(contractFile, 'utf8');
  const folder = await folderWith({ 'same.yaml': `# published\n${text.replace('title: Voice', 'title:   Voice')}` });
  const { status, report } = await drift(['--against', `${folder}/same.yaml`]);
  expect([status, report.verdict, report.changes]).toEqual([0, 'pass', []]);
});

test('a breaking change gates, and is told with what it affects and which cases it touches', async () => {
  const text = (await readFile(contractFile, 'utf8')).replace(/^( +)- call\.rescheduled$/m, '$&\n$1- call.voicemail');
  const folder = await folderWith({ 'new.yaml': text });
  const { status, report } = await drift(['--against', `${folder}/new.yaml`]);
  expect([status, report.verdict, report.summary]).toEqual([1, 'fail', { breaking: 1, risky: 0, safe: 0, docs: 0 }]);
  const [change] = report.changes;
  expect(change).toMatchObject({
    rule: 'enum-value-added',
    level: 'breaking',
    source: 'spec',
    pointer: '/components/schemas/EventType/enum',
    before: null,
    after: 'call.voicemail',
    affects: ['call.voicemail'],
  });
  expect(change?.cases).toContain('schema.good.enum.event.type.call.busy');
  expect((await judge())(report)).toEqual([]);
});

test.each([
  ['breaking', 1],
  ['risky', 1],
  ['any', 1],
  ['never', 0],
])('--fail-on %s gives %i for a breaking change', async (failOn, expected) => {
  const folder = await folderWith({ 'old.json': orders(), 'new.json': orders(shipped) });
  const args = ['--contract', `${folder}/old.json`, '--against', `${folder}/new.json`, '--fail-on', failOn];
  expect((await drift(args)).status).toBe(expected);
});

test('what is safe, or only words, gates with --fail-on any alone', async () => {
  const folder = await folderWith({
    'old.json': orders(),
    'new.json': orders(({ info }) => {
      info.description = 'better words';
    }),
  });
  const args = ['--contract', `${folder}/old.json`, '--against', `${folder}/new.json`];
  expect((await drift(args)).status).toBe(0);
  expect((await drift([...args, '--fail-on', 'risky'])).status).toBe(0);
  expect((await drift([...args, '--fail-on', 'any'])).status).toBe(1);
});

test.each([
  ['is not there', undefined],
  ['is no OpenAPI', '{"hello": 1}'],
  ['is cut off', orders().slice(0, 100)],
])('a document that %s is an error, never "no drift"', async (_, text) => {
  const folder = await folderWith(text === undefined ? {} : { 'new.json': text });
  for (const option of ['--against', '--implementation', '--contract']) {
    const rest = option === '--contract' ? ['--against', contractFile] : [];
    const { status, stdout, stderr } = await hookproof(['drift', option, `${folder}/new.json`, ...rest]);
    expect([option, status, stdout]).toEqual([option, 2, '']);
    expect(stderr).toContain('new.json');
  }
});

test('traffic without any event is an error', async () => {
  const folder = await folderWith({ 'none.json': '[]' });
  const { status, stdout, stderr } = await hookproof(['drift', '--traffic', `${folder}/none.json`]);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain('none.json: no event found');
});

test('traffic comes from several files, folders and standard input', async () => {
  const line = ndjson([contradictions.withoutMetadata]);
  const folder = await folderWith({ 'a.ndjson': line, 'b/c.json': line, 'b/d.har': '{"log":{"entries":[]}}' });
  const files = ['--traffic', `${folder}/a.ndjson`, `${folder}/b`, '--traffic', '-'];
  const { status, report } = await drift(files, { stdin: line });
  expect([status, report.compared.traffic?.events]).toEqual([0, 3]);
  expect((await judge())(report)).toEqual([]);
});

test('a new value that is published and sent is laid to upstream, with all that was said', async () => {
  const events = ndjson([
    { kind: 'shipped', id: '1' },
    { kind: 'paid', id: '2' },
  ]);
  const folder = await folderWith({ 'old.json': orders(), 'new.json': orders(shipped), 'a.ndjson': events });
  const { status, report } = await drift([
    ...['--contract', `${folder}/old.json`, '--against', `${folder}/new.json`, '--traffic', `${folder}/a.ndjson`],
    ...['--implementation', `${folder}/old.json`],
  ]);
  expect(status).toBe(1);
  expect(report.culprits).toEqual([
    {
      culprit: 'upstream changed',
      pointer: '/kind',
      value: 'shipped',
      why: expect.stringContaining('the published document and the traffic agree against the contract'),
      evidence: [
        { source: 'contract', says: 'refuses it' },
        { source: 'spec', says: 'allows it' },
        { source: 'traffic', says: '1 of 2 events' },
        { source: 'implementation', says: 'refuses it' },
      ],
    },
  ]);
  expect((await judge())(report)).toEqual([]);
});

test('a value that only traffic and implementation know is laid to the contract', async () => {
  const events = ndjson([{ kind: 'shipped', id: '1' }]);
  const folder = await folderWith({ 'old.json': orders(), 'impl.json': orders(shipped), 'a.ndjson': events });
  const { report } = await drift([
    ...['--contract', `${folder}/old.json`, '--against', `${folder}/old.json`, '--traffic', `${folder}/a.ndjson`],
    ...['--implementation', `${folder}/impl.json`],
  ]);
  expect(report.culprits?.map(({ culprit, pointer, value, why }) => [culprit, pointer, value, why])).toEqual([
    [
      'contract wrong',
      '/kind',
      'shipped',
      'the traffic and the implementation agree against the contract and the published document',
    ],
  ]);
});

test('an implementation that refuses what all others allow is to blame', async () => {
  const narrow = orders(({ components }) => {
    components.schemas.Order.properties.kind = { type: 'string', enum: ['placed'] };
  });
  const folder = await folderWith({ 'old.json': orders(), 'impl.json': narrow });
  const { status, report } = await drift([
    ...['--contract', `${folder}/old.json`, '--against', `${folder}/old.json`],
    ...['--implementation', `${folder}/impl.json`],
  ]);
  expect(status).toBe(1);
  expect(report.culprits?.map(({ culprit, pointer, value }) => [culprit, pointer, value])).toEqual([
    ['implementation wrong', '/kind', 'paid'],
  ]);
});

test('a receiver that refused a legal event is to blame, by its own answer', async () => {
  const folder = await folderWith({ 'a.ndjson': ndjson([exchange(contradictions.withoutMetadata, 400)]) });
  const { status, report } = await drift(['--traffic', `${folder}/a.ndjson`]);
  expect([status, report.culprits?.map(({ culprit }) => culprit)]).toEqual([1, ['implementation wrong']]);
});

test('--accept writes the document byte for byte, and says what must follow', async () => {
  const now = `\ufeff${(await readFile(contractFile, 'utf8')).replace(/^( +)- call\.rescheduled$/m, '$&\n$1- call.voicemail')}`;
  const overlay = `${root}openapi/overlay.yaml`;
  const folder = await folderWith({ 'mine.yaml': await readFile(contractFile), 'new.yaml': now });
  const args = ['--contract', `${folder}/mine.yaml`, '--overlay', overlay, '--against', `${folder}/new.yaml`];
  await chmod(`${folder}/mine.yaml`, 0o640);
  const { status, report, stderr } = await drift([...args, '--accept']);
  expect((await stat(`${folder}/mine.yaml`)).mode & 0o777).toBe(0o640);
  expect([status, report.verdict]).toEqual([0, 'pass']);
  expect(report.changes[0]?.known?.reason).toContain('accepted into');
  expect(stderr).toContain('wrote the published document to');
  expect(await readFile(`${folder}/mine.yaml`)).toEqual(Buffer.from(now));
  expect(report.notes).toContain(
    'the event type call.voicemail has no recorded example: keep one, and send it with verify --events FILE',
  );
  const again = await drift([...args, '--accept']);
  expect([again.status, again.report.changes, again.stderr]).toEqual([
    0,
    [],
    `${folder}/mine.yaml is the published document\n`,
  ]);
});

test('--accept tells which repairs of an overlay are to follow', async () => {
  const now = orders((document) => {
    delete document.components.schemas.Order.properties.total;
  });
  const overlay = {
    overlay: '1.0.0',
    info: { title: 'Repairs', version: '1' },
    actions: [{ target: '$.components.schemas.Order.properties.total', update: { maximum: 10 } }],
  };
  const folder = await folderWith({ 'old.json': orders(), 'new.json': now, 'o.json': JSON.stringify(overlay) });
  const files = [
    '--contract',
    `${folder}/old.json`,
    '--overlay',
    `${folder}/o.json`,
    '--against',
    `${folder}/new.json`,
  ];
  const { report } = await drift([...files, '--accept']);
  expect(report.notes).toContainEqual(
    expect.stringMatching(/^the overlay is to follow: \/actions\/0\/target: .* nothing in the new document matches/),
  );
});

test('--accept says that a file cannot be written before anything is read or compared', async () => {
  const folder = await folderWith({});
  const { status, stdout, stderr } = await hookproof([
    ...['drift', '--contract', folder, '--against', 'nowhere.yaml', '--accept'],
  ]);
  expect([status, stdout, stderr]).toEqual([2, '', `hookproof: ${folder}: cannot be written: it is a folder\n`]);
});

test.each([
  [[], 'the bundled contract'],
  [['--contract', 'http://127.0.0.1:1/a.yaml'], 'cannot write to a URL'],
])('--accept writes to no other place than a file that was named: %j', async (args, message) => {
  const { status, stderr } = await hookproof(['drift', ...args, '--against', contractFile, '--accept']);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});

test('--accept wants a published document', async () => {
  const { status, stderr } = await hookproof(['drift', '--contract', contractFile, '--traffic', 'x', '--accept']);
  expect([status, stderr]).toEqual([2, expect.stringContaining('--accept wants the published document')]);
});

test('what is interrupted still reports what it saw', async () => {
  const text = await readFile(contractFile);
  let asked = (): void => {};
  const waiting = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const url = await origin((_, response) => {
    asked();
    response.end(text);
  });
  const running = hookproofRunning(['drift', '--against', `${url}/openapi.yaml`, '--traffic', '-']);
  running.write(ndjson(Array.from({ length: 1_000 }, () => contradictions.prepaid)));
  await waiting;
  const { status, stdout } = await running.stop('SIGINT');
  expect([status, stdout.includes('interrupted: not all of the traffic was read')]).toEqual([130, true]);
});

test('the baseline bears what is known, and turns red when it is expired or gone', async () => {
  const folder = await folderWith({ 'old.json': orders(), 'new.json': orders(shipped) });
  const args = [
    '--contract',
    `${folder}/old.json`,
    '--against',
    `${folder}/new.json`,
    '--baseline',
    `${folder}/known.yaml`,
  ];
  expect((await drift(args)).status).toBe(2);
  expect((await drift([...args, '--update-baseline'])).status).toBe(0);
  const { status, report } = await drift(args);
  expect([status, report.changes[0]?.known?.reason]).toEqual([0, expect.stringContaining('not yet looked at')]);

  const written = await readFile(`${folder}/known.yaml`, 'utf8');
  await writeFile(`${folder}/known.yaml`, written.replace(/expires: .*/, 'expires: 2020-01-31'));
  const expired = await drift(args);
  expect([expired.status, expired.report.changes[0]?.why]).toEqual([
    1,
    expect.stringContaining('the baseline bore it until 2020-01-31'),
  ]);

  await writeFile(`${folder}/known.yaml`, written);
  const gone = await drift([...args.slice(0, 2), '--against', `${folder}/old.json`, ...args.slice(4)]);
  expect([gone.status, gone.report.stale?.map(({ rule }) => rule)]).toEqual([1, ['enum-value-added']]);
  // Nobody looked at the published document.
  await writeFile(`${folder}/a.ndjson`, ndjson([{ kind: 'paid', id: '1' }]));
  const other = await drift([...args.slice(0, 2), '--traffic', `${folder}/a.ndjson`, ...args.slice(4)]);
  expect([other.status, other.report.stale]).toEqual([0, undefined]);
});

test.each([
  ['changes: [{ rule: x }]', 'entry 1 (x) wants source'],
  ['changes: [{ rule: x, source: spec, pointer: "", reason: " ", expires: 2030-01-01 }]', 'gives no reason'],
  ['changes: [{ rule: x, source: spec, pointer: "", reason: y, expires: soon }]', 'wants expires: like 2027-01-31'],
  ['failures: []', 'wants a list "changes"'],
])('a baseline that reads %s is refused', async (text, message) => {
  const folder = await folderWith({ 'known.yaml': text });
  const { status, stderr } = await hookproof([
    'drift',
    '--against',
    contractFile,
    '--baseline',
    `${folder}/known.yaml`,
  ]);
  expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('a report goes into a file, and the job summary gets a changelog', async () => {
  const folder = await folderWith({ 'old.json': orders(), 'new.json': orders(shipped) });
  const args = ['--contract', `${folder}/old.json`, '--against', `${folder}/new.json`];
  const file = `${folder}/out/report.sarif`;
  const { status, stdout } = await hookproof(['drift', ...args, '--format', 'sarif', '--output', file]);
  expect([status, stdout]).toEqual([1, '']);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: '2.1.0' });
  const env = { GITHUB_STEP_SUMMARY: `${folder}/summary.md` };
  const annotated = await hookproof(['drift', ...args, '--format', 'github'], { env });
  const { stdout: annotations } = annotated;
  expect(annotations).toMatch(
    /^FAIL 1 breaking\n::error file=[^:,]*new\.json,line=\d+,title=breaking enum-value-added::/,
  );
  const line = Number(/line=(\d+)/.exec(annotations)?.[1]);
  expect(orders(shipped).split('\n')[line - 1]).toMatch(/"enum": \[/);
  expect(await readFile(env.GITHUB_STEP_SUMMARY, 'utf8')).toMatch(/^## FAIL 1 breaking\n/);
});

test('a change is shown where it stands: in the contract where the published document is no file, in its overlay', async () => {
  const url = await origin((_, response) => response.end(orders(shipped)));
  const actions = [
    { target: '$.info', update: {} },
    { target: '$.components.schemas.Order.properties.gone', update: {} },
  ];
  const overlay = JSON.stringify({ overlay: '1.0.0', info: { title: 'Repairs', version: '1' }, actions }, null, 2);
  const old = orders(({ components }) => {
    components.schemas.Order.properties.gone = { type: 'string' };
  });
  const folder = await folderWith({ 'old.json': old, 'o.json': overlay });
  const files = ['--contract', `${folder}/old.json`, '--overlay', `${folder}/o.json`, '--against', `${url}/new.json`];
  const { stdout } = await hookproof(['drift', ...files, '--fail-on', 'risky', '--format', 'sarif']);
  const places = JSON.parse(stdout).runs[0].results.map((result: SarifResult) => {
    const { artifactLocation, region } = result.locations[0]?.physicalLocation ?? {};
    const text = artifactLocation?.uri.endsWith('o.json') ? overlay : old;
    return [result.ruleId, artifactLocation?.uri, text.split('\n')[(region?.startLine ?? 0) - 1]?.trim()];
  });
  expect(places).toContainEqual(['enum-value-added', `${folder}/old.json`, '"enum": [']);
  expect(places).toContainEqual([
    'overlay-target-gone',
    `${folder}/o.json`,
    expect.stringContaining('"target": "$.comp'),
  ]);
});

interface SarifResult {
  ruleId: string;
  locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[];
}

test('the configuration may hold what is always the same', async () => {
  const folder = await folderWith({
    'hookproof.config.yaml': 'contract: old.json\ndrift: { against: new.json, traffic: [a.ndjson], failOn: never }\n',
    'old.json': orders(),
    'new.json': orders(shipped),
    'a.ndjson': ndjson([{ kind: 'paid', id: '1' }]),
  });
  const { status, report } = await drift([], { cwd: folder });
  expect([status, report.summary?.breaking, report.compared.traffic?.events]).toEqual([0, 1, 1]);
});

test('a header that is renamed is upstream’s doing, with no event to show', async () => {
  const secured = (header: string) =>
    orders((document) => {
      Object.assign(document.components, { securitySchemes: { Key: { type: 'apiKey', in: 'header', name: header } } });
      Object.assign(document, { security: [{ Key: [] }] });
    });
  const folder = await folderWith({ 'old.json': secured('access-key'), 'new.json': secured('x-key') });
  const { status, report } = await drift([
    ...['--contract', `${folder}/old.json`, '--against', `${folder}/new.json`],
    ...['--implementation', `${folder}/old.json`],
  ]);
  expect([status, report.summary.breaking]).toEqual([1, 1]);
  expect(report.culprits?.map(({ culprit, evidence }) => [culprit, evidence[0]?.says])).toEqual([
    ['upstream changed', 'does not know it'],
  ]);
});

test('what breaks a receiver is harmless for a sender, and the other way round', async () => {
  const folder = await folderWith({ 'old.json': orders(), 'new.json': orders(shipped) });
  const forth = ['--contract', `${folder}/old.json`, '--against', `${folder}/new.json`];
  const back = ['--contract', `${folder}/new.json`, '--against', `${folder}/old.json`];
  const results = [];
  for (const args of [forth, back]) results.push((await drift([...args, '--side', 'sender'])).report.summary.breaking);
  expect(results).toEqual([0, 1]);
});

test('a document full of escapes and commands is harmless in every format', async () => {
  const evil = '\u001b]0;owned\u0007\n::error::owned</code><script>';
  const folder = await folderWith({
    'old.json': orders(),
    'new.json': orders(({ components }) => {
      components.schemas.Order.properties.kind?.enum?.push(evil);
    }),
  });
  for (const format of ['tty', 'github', 'markdown']) {
    const args = ['--contract', `${folder}/old.json`, '--against', `${folder}/new.json`, '--format', format];
    const { status, stdout } = await hookproof(['drift', ...args]);
    expect([format, status]).toEqual([format, 1]);
    expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
    expect(stdout).not.toMatch(/^::error::owned/m);
  }
});

test('a key or a number in a recording is printed in no format', async () => {
  const secret = { key: `sk_${'5'.repeat(64)}`, phone: '+15550100199' };
  const event = {
    event: { type: secret.key, data: { call: { id: 7, [secret.phone]: 1 }, action: secret.phone } },
    [secret.key]: 1,
  };
  const headers = [['x-private-key', secret.key]];
  const recorded = { request: { method: 'POST', headers, body: JSON.stringify(event) }, response: { status: 400 } };
  const folder = await folderWith({ 'a.ndjson': ndjson([event, recorded]) });
  for (const format of ['tty', 'json', 'github', 'markdown', 'sarif']) {
    const { status, stdout, stderr } = await hookproof([
      'drift',
      '--traffic',
      `${folder}/a.ndjson`,
      '--format',
      format,
    ]);
    expect([format, status]).toEqual([format, 1]);
    for (const value of Object.values(secret)) expect(stdout + stderr).not.toContain(value);
  }
});

test('a contract whose schemas contain themselves is compared all the same', async () => {
  const circle = (more?: string) =>
    orders(({ components }) => {
      const { Order } = components.schemas;
      if (more) Order.properties.kind?.enum?.push(more);
      Object.assign(Order.properties, { part: { $ref: '#/components/schemas/Order' } });
    });
  const folder = await folderWith({ 'old.json': circle(), 'new.json': circle('shipped') });
  const { status, report } = await drift([
    ...['--contract', `${folder}/old.json`, '--against', `${folder}/new.json`],
    ...['--implementation', `${folder}/old.json`],
  ]);
  expect([status, report.changes[0]?.after]).toEqual([1, 'shipped']);
  expect(report.culprits?.map(({ culprit, value }) => [culprit, value])).toEqual([['upstream changed', 'shipped']]);
});

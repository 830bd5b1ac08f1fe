import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse, stringify } from 'yaml';
import { verify as verifyFromCode } from '../../src/api/verify.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

Object.assign(process.env, { HOOKPROOF_PUBLIC_KEY: 'pk_test', HOOKPROOF_PRIVATE_KEY: 'sk_test' });
afterAll(removeFolders);

/** Takes everything whose public key is right. */
const lax = `export default (request, response) => {
  request.resume();
  const known = request.headers['x-public-key'] === process.env.HOOKPROOF_PUBLIC_KEY;
  request.on('end', () => response.writeHead(known ? 200 : 401).end());
};`;

describe('a baseline', () => {
  const verify = async (entries: object[] | undefined, ...more: string[]) => {
    const folder = await folderWith({ 'lax.mjs': lax });
    const file = `${folder}/known.yaml`;
    if (entries) await writeFile(file, stringify({ failures: entries }));
    const selected = ['--case', 'auth.wrong-*-key', '--baseline', file, '--report', 'json'];
    const result = await hookproof(['verify', '--module', `${folder}/lax.mjs`, ...selected, ...more]);
    const report = result.stdout === '' ? undefined : JSON.parse(result.stdout);
    return { ...result, file, report };
  };
  const known = { case: 'auth.wrong-private-key', reason: 'ticket 12', expires: '2999-01-31' };

  test('bears a known failure, and says why', async () => {
    const { status, report } = await verify([known]);
    expect([status, report.summary.verdict, report.summary.known]).toEqual([0, 'pass', 1]);
    expect(report.cases[1]).toMatchObject({ status: 'KNOWN', why: expect.stringContaining('ticket 12') });
  });

  test('that is expired turns the run red', async () => {
    const { status, report } = await verify([{ ...known, expires: '2020-01-31' }]);
    expect([status, report.cases[1].status]).toEqual([1, 'FAIL']);
    expect(report.cases[1].why).toContain('bore it until 2020-01-31');
  });

  test('that expects what no longer fails turns the run red', async () => {
    const { status, report } = await verify([known, { ...known, case: 'auth.wrong-public-key' }]);
    expect([status, report.cases[0].status]).toEqual([1, 'FAIL']);
    expect(report.cases[0].why).toContain('no longer does');
  });

  test('is written with what fails, keeps the reasons that it has and drops what is mended', async () => {
    const { status, file, stderr } = await verify(
      [known, { ...known, case: 'auth.wrong-public-key' }],
      '--update-baseline',
    );
    expect([status, stderr]).toEqual([
      0,
      expect.stringContaining('0 added, 1 kept, 1 dropped (auth.wrong-public-key)'),
    ]);
    expect(parse(await readFile(file, 'utf8'))).toEqual({ failures: [known] });
    const fresh = await verify(undefined, '--update-baseline');
    expect([fresh.status, fresh.stderr]).toEqual([
      0,
      expect.stringContaining('known.yaml: 1 added, 0 kept, 0 dropped'),
    ]);
    const [entry] = parse(await readFile(fresh.file, 'utf8')).failures;
    expect(entry).toMatchObject({
      cause: 'does-not-compare-the-private-key',
      reason: expect.stringContaining('not yet looked at'),
      expires: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    });
  });

  test.each([
    [[{ ...known, case: 'auth.no-such-case' }], 'entry 1 names "auth.no-such-case", which is no case'],
    [[{ ...known, reason: '' }], 'entry 1 (auth.wrong-private-key) gives no reason'],
    [[known, { ...known, expires: '2026-01-01' }], 'entry 2 names "auth.wrong-private-key" again'],
    [[known, { ...known, expires: 'soon' }], 'entry 2 (auth.wrong-private-key) wants expires: like 2027-01-31'],
    [[{ ...known, case: 'auth.no-*-such' }], 'entry 1 names "auth.no-*-such", which is no case'],
    [[{ cause: 'no-such-cause', reason: 'x', expires: '2999-01-31' }], '"no-such-cause", which is no cause'],
    [[{ ...known, cause: 'no-dedupe' }], 'an entry has one of them'],
    [[{ ...known, until: 'soon' }], 'has "until", not one of case, cause, reason, expires'],
    [[{ reason: 'x', expires: '2999-01-31' }], 'entry 1 names no case or cause'],
    [undefined, 'no such file'],
  ])('that is wrong is refused: %j', async (entries, message) => {
    const { status, stderr } = await verify(entries as object[] | undefined);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('an entry of a baseline for many', () => {
  /** Compares neither key where it is told so, and validates nothing. */
  const receiver = `export default (request, response) => {
    request.resume();
    const known = LAX || request.headers['x-public-key'] === process.env.HOOKPROOF_PUBLIC_KEY;
    request.on('end', () => response.writeHead(known ? 200 : 401).end());
  };`;
  const run = async (entries: string, { lax = false, cases = 'auth.wrong-*-key', more = [] as string[] } = {}) => {
    const folder = await folderWith({ 'known.yaml': entries, 'app.mjs': receiver.replace('LAX', String(lax)) });
    const file = `${folder}/known.yaml`;
    const about = ['verify', '--module', `${folder}/app.mjs`, '--case', cases, '--baseline', file];
    const result = await hookproof([...about, '--report', 'json', ...more]);
    return { ...result, file, report: JSON.parse(result.stdout) };
  };
  const day = 'reason: ticket 12, expires: 2999-01-31';

  test('bears what its glob matches, and is told by cause and reason in every report', async () => {
    const entries = `failures: [{ case: 'auth.wrong-*', ${day} }]`;
    const { status, report } = await run(entries, { lax: true });
    expect([status, report.summary.known, report.causes]).toEqual([0, 2, []]);
    expect(report.cases[0].known).toEqual({ cause: expect.any(String), reason: 'ticket 12', expires: '2999-01-31' });
    for (const format of ['tty', 'markdown', 'github', 'html', 'junit', 'ctrf']) {
      const { stdout } = await runFormat(entries, format);
      expect([format, stdout]).toEqual([format, expect.stringContaining('2999-01-31: ticket 12')]);
    }
  });
  const runFormat = async (entries: string, format: string) => {
    const folder = await folderWith({ 'known.yaml': entries, 'app.mjs': receiver.replace('LAX', 'true') });
    const about = ['--module', `${folder}/app.mjs`, '--case', 'auth.wrong-*-key'];
    return hookproof(['verify', ...about, '--baseline', `${folder}/known.yaml`, '--report', format]);
  };

  test('by cause bears what fails for that cause, and nothing that fails for another', async () => {
    const entries = `failures: [{ cause: does-not-compare-the-private-key, ${day} }]`;
    const strict = await run(entries);
    expect([strict.status, strict.report.summary.known, strict.report.summary.fail]).toEqual([0, 1, 0]);
    const { status, report } = await run(entries, { lax: true });
    expect([status, report.summary.known, report.causes.map((each: { id: string }) => each.id)]).toEqual([
      1,
      1,
      ['does-not-compare-the-public-key'],
    ]);
  });

  test('by the cause of all bears in a run of some cases what fails for a part of it', async () => {
    const entries = `failures: [{ cause: accepts-anybody, ${day} }, { cause: does-not-compare-the-public-key, ${day} }]`;
    const part = await run(entries, { lax: true });
    expect([part.status, part.report.summary.known]).toEqual([0, 2]);
    const whole = await run(entries, { lax: true, more: ['--case', 'auth.missing-both-keys'] });
    expect([whole.status, whole.report.summary.known, whole.report.summary.fail]).toEqual([0, 3, 0]);
  });

  test('fails the run in a case of its own where nothing that it is about fails any more', async () => {
    const entries = `failures: [{ case: 'auth.wrong-public-*', ${day} }, { cause: no-dedupe, ${day} }]`;
    const { status, report } = await run(entries);
    expect([status, report.causes.map((each: { id: string }) => each.id).toSorted()]).toEqual([
      1,
      ['baseline-names-what-passes', 'does-not-compare-the-private-key'],
    ]);
    // Nobody looked at effects.
    expect(report.cases.slice(2)).toMatchObject([
      { id: 'baseline.auth.wrong-public-*', status: 'FAIL', why: expect.stringContaining('ticket 12') },
    ]);
  });

  test('is kept with its comment, and a new cause gets an entry of its own', async () => {
    const entries = `# ours\nfailures:\n  # the old gateway\n  - { cause: does-not-compare-the-private-key, ${day} }\n`;
    const { status, file, stderr } = await run(entries, { lax: true, more: ['--update-baseline'] });
    expect([status, stderr]).toEqual([0, expect.stringContaining('1 added, 1 kept, 0 dropped')]);
    const text = await readFile(file, 'utf8');
    expect(text).toContain('  # the old gateway\n');
    expect(parse(text).failures).toEqual([
      { cause: 'does-not-compare-the-private-key', reason: 'ticket 12', expires: '2999-01-31' },
      {
        cause: 'does-not-compare-the-public-key',
        reason: expect.stringMatching(/^not yet looked at: [A-Z]/),
        expires: expect.stringMatching(/^\d{4}-/),
      },
    ]);
  });

  test('that is over is written anew as it was, with its reason', async () => {
    const entries = "failures: [{ case: 'auth.wrong-priv*', reason: ticket 12, expires: 2020-01-31 }]";
    const expired = await run(entries);
    expect([expired.status, expired.report.causes[0].id]).toEqual([1, 'does-not-compare-the-private-key']);
    const { file } = await run(entries, { more: ['--update-baseline'] });
    expect(parse(await readFile(file, 'utf8')).failures).toEqual([
      { case: 'auth.wrong-priv*', reason: 'ticket 12', expires: expect.not.stringContaining('2020') },
    ]);
  });

  test('is written from code, which hears what became of the entries', async () => {
    const file = `${await folderWith({})}/known.yaml`;
    const updates: unknown[] = [];
    const baseline = { file, update: true, onUpdate: (update: unknown) => void updates.push(update) };
    const target = (request: IncomingMessage, response: ServerResponse): void => {
      request.resume().on('end', () => void response.writeHead(200).end());
    };
    const report = await verifyFromCode({ target, cases: ['auth.wrong-*-key'], baseline });
    expect([report.summary.known, updates]).toEqual([2, [{ file, added: 2, kept: 0, dropped: [] }]]);
  });
});

import { check } from '../../src/index.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { type SchemeName, securedContract } from '../support/secured.ts';

afterAll(removeFolders);

test.each<SchemeName[][]>([[['Digest']], [['Account']], [['Certificate', 'Granted']], [['Session', 'Digest']]])(
  'check, doctor and drift need no credentials, whatever the contract asks for: %j',
  async (schemes) => {
    const contract = await securedContract([schemes]);
    const events = `${await folderWith({ 'events.ndjson': '{"text":"one"}\n{"text":2}\n' })}/events.ndjson`;
    const [checked, examined, same, traffic] = await Promise.all([
      hookproof(['check', '--contract', contract, events]),
      hookproof(['doctor', contract]),
      hookproof(['drift', '--contract', contract, '--against', contract]),
      hookproof(['drift', '--contract', contract, '--traffic', events, '--fail-on', 'never']),
    ]);
    expect([checked.status, checked.stderr]).toEqual([1, '']);
    expect([examined.status, examined.stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^PASS/)]);
    expect([same.status, same.stdout.split('\n')[0]]).toEqual([0, 'PASS no drift']);
    expect([traffic.status, traffic.stderr]).toEqual([0, '']);
    expect((await check({ contract, events: [{ text: 'one' }] })).verdict).toBe('pass');
  },
);

test('verify and simulate say what of a security they do otherwise', async () => {
  const lax = `${await folderWith({ 'lax.mjs': 'export default (request, response) => { request.resume(); response.end(); };' })}/lax.mjs`;
  const contract = await securedContract([['Certificate', 'Granted']]);
  const { stderr } = await hookproof(['verify', '--contract', contract, '--module', lax, '--group', 'auth']);
  expect(stderr).toContain(
    'note: security scheme "Certificate" is mutual TLS, which is neither sent nor checked here\n',
  );
  expect(stderr).toContain(
    'note: security scheme "Granted" (oauth2) is sent and checked as a bearer token: the private key\n',
  );
});

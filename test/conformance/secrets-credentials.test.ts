import { loadContract, renderReport, verify } from '../../src/index.ts';
import { removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';
import { closeRecorders, recorderTo } from '../support/recorder.ts';
import { type SchemeName, securedContract } from '../support/secured.ts';

const keys = { public: 'pk_live_CanaryPub77', private: 'sk_live-Canary+Priv/99' };
afterAll(async () => {
  await closeRecorders();
  await closeOrigins();
  await removeFolders();
});

/** Spells both keys, and what a spoilt pair of them shows, as credentials do. */
const spellings = [
  keys.public,
  keys.private,
  `${keys.public}:${keys.private}`,
  `${keys.public}:${keys.private.slice(0, -1)}`,
].flatMap((text) => [
  text,
  encodeURIComponent(text),
  Buffer.from(text).toString('base64'),
  Buffer.from(text).toString('base64url'),
]);

test.each<SchemeName>(['Account', 'Token', 'Session', 'Link'])(
  'no report of a receiver that shows all it was sent by %s holds a key',
  async (scheme) => {
    const contract = await loadContract({ contract: await securedContract([[scheme]]) });
    const report = await verify({
      contract,
      keys,
      groups: ['auth'],
      target: (request, response) => {
        request.resume();
        response.end(JSON.stringify({ url: request.url, headers: request.headers }));
      },
    });
    expect(report.summary.fail).toBeGreaterThan(10);
    for (const format of ['json', 'html', 'markdown'] as const) {
      const text = await renderReport(report, format);
      expect(spellings.filter((each) => text.includes(each))).toEqual([]);
      expect(text).not.toMatch(/Canary/);
    }
  },
);

test('a key in the address of a receiver gives way to the one that is sent, and stands in no report', async () => {
  const contract = await loadContract({ contract: await securedContract([['Link']]) });
  const targets: string[] = [];
  const url = await origin((request, response) => {
    targets.push(request.url ?? '');
    request.resume();
    request.on('end', () => response.end());
  });
  const target = `${url}/notes?shop=1&access%20key=${encodeURIComponent(keys.private)}`;
  const report = await verify({ contract, keys, target, cases: ['auth.missing-private-key', 'schema.good.minimal.*'] });
  const right = `/notes?shop=1&access%20key=${encodeURIComponent(keys.private)}`;
  expect(new Set(targets)).toEqual(new Set([right, '/notes?shop=1']));
  expect(report.target.url).toBe(`${url}/notes?shop=…&access%20key=<key>`);
  expect(await renderReport(report, 'json')).not.toContain('Canary');
});

test.each<[SchemeName, Record<string, string>, string]>([
  ['Account', { authorization: `Basic ${Buffer.from('someone:their-own-word').toString('base64')}` }, ''],
  ['Account', { authorization: `Basic ${Buffer.from(`${keys.public}:${keys.private}`).toString('base64')}` }, ''],
  ['Token', { authorization: 'Bearer their-own-word' }, ''],
  ['Session', { cookie: 'theme=dark; session=their-own-word' }, ''],
  ['Link', {}, '?access%20key=their-own-word'],
])('a recording holds nothing of what was shown by %s, be it a key of ours or not', async (scheme, headers, query) => {
  const receiver = await origin((request, response) => {
    request.resume();
    const shown = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64').toString();
    response.end(JSON.stringify({ all: request.rawHeaders, url: request.url, shown }));
  });
  const contractOptions = { contract: await securedContract([[scheme]]), auth: 'keys' as const };
  const recorder = await recorderTo(receiver, { contractOptions, keys, personalData: false });
  const all = { 'content-type': 'application/json', ...headers };
  await fetch(`${recorder.url}/notes${query}`, { method: 'POST', body: '{"text":"one"}', headers: all });
  await recorder.close();
  const text = JSON.stringify(await recorder.exchanges());
  expect(text).toMatch(/<(public-key|private-key)>/);
  for (const word of ['their-own-word', Buffer.from('their-own-word').toString('base64'), ...spellings])
    expect(text).not.toContain(word);
  for (const value of Object.values(headers)) expect(text).not.toContain(value.replace(/^\w+ /, ''));
});

import type { IncomingMessage } from 'node:http';
import express from 'express';
import { verify } from '../../src/index.ts';
import { developmentKeys as keys } from '../../src/signature/keys.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { notesReceiver, type SchemeName, securedContract } from '../support/secured.ts';

afterAll(removeFolders);

type Look = (request: IncomingMessage) => boolean;

const authorization = ({ headers }: IncomingMessage): string => headers.authorization ?? '';
const basicOf = (request: IncomingMessage): string[] =>
  Buffer.from(authorization(request).replace(/^basic +/i, ''), 'base64')
    .toString()
    .split(':');
const tokenOf = (request: IncomingMessage): string => /^bearer +(.*)$/i.exec(authorization(request))?.[1] ?? '';
const queryOf = ({ url = '' }: IncomingMessage): URLSearchParams => new URLSearchParams(url.split('?')[1]);
const cookiesOf = ({ headers }: IncomingMessage, name: string): string[] =>
  (headers.cookie ?? '')
    .split('; ')
    .filter((each) => each.startsWith(`${name}=`))
    .map((each) => each.slice(name.length + 1));
const isBasic: Look = (request) => {
  const [name, secret, ...more] = basicOf(request);
  return (
    /^basic /i.test(authorization(request)) && name === keys.public && secret === keys.private && more.length === 0
  );
};
const isBearer: Look = (request) => tokenOf(request) === keys.private;
const isLinked: Look = (request) => queryOf(request).getAll('access key').join() === keys.private;
const isInSession: Look = (request) => cookiesOf(request, 'session').join() === keys.private;
const isSecret: Look = ({ headers }) => headers['x-secret'] === keys.private;

/** What is asked for, a receiver that looks at it rightly, and those that do not, each with the case that finds it out. */
const kinds: [says: string, alternatives: SchemeName[][], right: Look, faulty: [string, string, Look][]][] = [
  [
    'basic authentication',
    [['Account']],
    isBasic,
    [
      ['takes any Authorization', 'auth.wrong-both-keys', (request) => authorization(request) !== ''],
      ['compares the password alone', 'auth.wrong-public-key', (request) => basicOf(request)[1] === keys.private],
      ['compares the name alone', 'auth.missing-private-key', (request) => basicOf(request)[0] === keys.public],
      [
        'compares what is encoded without its case',
        'auth.case-flipped-private-key',
        (request) => basicOf(request).join(':').toLowerCase() === `${keys.public}:${keys.private}`.toLowerCase(),
      ],
      [
        'compares the beginning of the password',
        'auth.padded-private-key',
        (request) => isBasic(request) || (basicOf(request)[1] ?? '').startsWith(keys.private),
      ],
      [
        'takes name and password in any order',
        'auth.swapped-keys',
        (request) => basicOf(request).toSorted().join() === [keys.public, keys.private].toSorted().join(),
      ],
      [
        'fails where nothing is shown',
        'auth.nothing-at-all',
        (request) => {
          if (authorization(request) === '') throw new TypeError('there is nothing to look at');
          return isBasic(request);
        },
      ],
    ],
  ],
  [
    'a bearer token',
    [['Token']],
    isBearer,
    [
      ['takes any token', 'auth.wrong-private-key', (request) => tokenOf(request) !== ''],
      [
        'takes the public key, too',
        'auth.public-key-twice',
        (request) => [keys.private, keys.public].includes(tokenOf(request)),
      ],
      [
        'looks for the token anywhere',
        'auth.padded-before-private-key',
        (request) => authorization(request).includes(keys.private),
      ],
      [
        'takes the header from the query, too',
        'auth.private-key-in-query',
        (request) => isBearer(request) || queryOf(request).get('Authorization') === `Bearer ${keys.private}`,
      ],
    ],
  ],
  [
    'a token by OAuth',
    [['Granted']],
    isBearer,
    [['asks for no more than a token', 'auth.wrong-private-key', (request) => tokenOf(request) !== '']],
  ],
  ['a token by OpenID', [['Login']], isBearer, [['asks for nothing', 'auth.missing-private-key', () => true]]],
  [
    'a cookie',
    [['Session']],
    isInSession,
    [
      [
        'looks for the key anywhere among cookies',
        'auth.padded-before-private-key',
        ({ headers }) => (headers.cookie ?? '').includes(keys.private),
      ],
      ['takes any session', 'auth.wrong-private-key', (request) => cookiesOf(request, 'session').length > 0],
      [
        'takes an empty session',
        'auth.empty-private-key',
        (request) => isInSession(request) || cookiesOf(request, 'session')[0] === '',
      ],
    ],
  ],
  [
    'a key in the query',
    [['Link']],
    isLinked,
    [
      ['looks for the parameter alone', 'auth.wrong-private-key', (request) => queryOf(request).has('access key')],
      [
        'looks for the key anywhere in the URL',
        'auth.suffix-private-key',
        ({ url = '' }) => url.includes(keys.private.slice(1)),
      ],
    ],
  ],
  [
    'a secret that stands alone',
    [['Secret']],
    isSecret,
    [
      [
        'compares no more than lengths',
        'auth.first-wrong-private-key',
        ({ headers }) => String(headers['x-secret'] ?? '').length === keys.private.length,
      ],
    ],
  ],
  [
    'a token or a key in the query',
    [['Token'], ['Link']],
    (request) => isBearer(request) || isLinked(request),
    [
      [
        'takes any key in the query',
        'auth.alternative.Link.wrong',
        (request) => isBearer(request) || queryOf(request).has('access key'),
      ],
    ],
  ],
  [
    'a certificate and a secret',
    [['Certificate', 'Secret']],
    isSecret,
    [['asks for nothing', 'auth.missing-private-key', () => true]],
  ],
];

describe.each(kinds)('a receiver that is to ask for %s', (_, alternatives, right, faulty) => {
  test('is faulted for nothing where it does', async () => {
    const report = await verify({
      contract: await securedContract(alternatives),
      target: notesReceiver(right),
      strict: true,
    });
    const flagged = report.cases.filter(
      ({ status, group }) => ['FAIL', 'BLOCKED', 'ERROR'].includes(status) || (status === 'WARN' && group === 'auth'),
    );
    expect(flagged.map(({ id, why }) => `${id}: ${why}`)).toEqual([]);
    expect(report.cases.filter(({ group, status }) => group === 'auth' && status === 'PASS').length).toBeGreaterThan(
      30,
    );
  });

  test.each(faulty)('and %s is found out by %s', async (_says, id, look) => {
    const contract = await securedContract(alternatives);
    const { cases } = await verify({ contract, target: notesReceiver(look), cases: [id] });
    expect(cases.map(({ status }) => status)).toEqual(['FAIL']);
  });
});

test.each<[string, SchemeName, Look]>([
  ['basic authentication', 'Account', isBasic],
  ['a bearer token', 'Token', isBearer],
])('an Express application that asks for %s as most are written is faulted for nothing', async (_, scheme, isLetIn) => {
  const app = express();
  app.post('/notes', (request, response, next) => void (isLetIn(request) ? next() : response.sendStatus(403)));
  app.use('/notes', express.json(), ({ body, method }, response) => {
    response.sendStatus(method !== 'POST' ? 405 : typeof body?.text === 'string' && !Array.isArray(body) ? 202 : 400);
  });
  app.use(((_error, _request, response, _next) => void response.sendStatus(400)) satisfies express.ErrorRequestHandler);
  const { cases } = await verify({
    contract: await securedContract([[scheme]]),
    target: app,
    groups: ['auth', 'errors'],
  });
  const flagged = cases.filter(({ status }) => !['PASS', 'OBSERVED', 'NOT-APPLICABLE'].includes(status));
  expect(flagged.map(({ id, why }) => `${id}: ${why}`)).toEqual([]);
});

test.each<[SchemeName, Record<string, string>]>([
  ['Secret', { SHOULD: 'Two private keys, a good one and then a bad one, are refused' }],
  ['Link', { OBSERVE: 'Whether two private keys, a good one and then a bad one, are refused' }],
])('a title says what is asked, or only looked at, of two keys of %s', async (scheme, title) => {
  const target = notesReceiver(() => true);
  const contract = await securedContract([[scheme]]);
  const { cases } = await verify({ contract, target, cases: ['auth.two-private-keys-good-then-bad'] });
  expect(Object.fromEntries(cases.map((each) => [each.level, each.title]))).toEqual(title);
});

test('what makes no sense for a kind of credentials does not apply, and says why', async () => {
  const odd = { id: 'mine.odd', title: 'Mine', level: 'MUST', requirement: { source: 'mine', quote: 'mine' } };
  const written = { group: 'mine', cases: [{ ...odd, send: { auth: { private: 'without-kind' } }, expect: 'denied' }] };
  const folders = [await folderWith({ 'mine.yaml': JSON.stringify(written) })];
  const whys = async (scheme: SchemeName, ids: string[]) => {
    const target = notesReceiver(() => true);
    const { cases } = await verify({ contract: await securedContract([[scheme]]), target, cases: ids, folders });
    return cases.map(({ id, status, why }) => [id, status, why]);
  };
  const both = 'both keys travel in one header, and neither without the other';
  const one = 'of two Authorization headers many servers show an application one';
  expect(await whys('Account', ['auth.private-key-in-query', 'auth.two-private-keys-good-then-bad'])).toEqual([
    ['auth.private-key-in-query', 'NOT-APPLICABLE', both],
    ['auth.two-private-keys-good-then-bad', 'NOT-APPLICABLE', one],
  ]);
  expect(await whys('Link', ['auth.private-key-in-query', 'auth.spaces-around-values', 'mine.odd'])).toEqual([
    ['auth.private-key-in-query', 'NOT-APPLICABLE', 'the contract asks for the key in the query'],
    ['auth.spaces-around-values', 'NOT-APPLICABLE', 'no header carries the key'],
    ['mine.odd', 'NOT-APPLICABLE', 'no word stands in front of the key'],
  ]);
  expect(await whys('Secret', ['auth.missing-public-key', 'auth.swapped-keys'])).toEqual(
    ['auth.missing-public-key', 'auth.swapped-keys'].map((id) => [
      id,
      'NOT-APPLICABLE',
      'this profile has no public key in its deliveries',
    ]),
  );
  expect(await whys('Certificate', ['auth.missing-private-key'])).toEqual([
    ['auth.missing-private-key', 'NOT-APPLICABLE', 'this profile has no private key in its deliveries'],
  ]);
});

import { createHmac } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import express from 'express';
import { prepareVerification, runVerification } from '../../src/api/run-verification.ts';
import type { CaseOptions } from '../../src/api/verify-options.ts';
import { developmentKeys as keys, type Report } from '../../src/index.ts';
import { hookproof, hookproofServing } from '../support/cli.ts';
import { callEventsPath as path } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const hmac = (data: string, key = keys.private) => createHmac('sha256', key).update(data);

/** What a receiver knows of a request. */
interface Asked {
  method: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
  json: { [key: string]: unknown };
}

type Answer = (asked: Asked, response: ServerResponse) => unknown;

/** A receiver that answers challenges in its own way, and takes what is none: `undefined`. */
function receiver(answer: Answer): RequestListener {
  return async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = await text(request);
    const query = new URL(url, 'http://localhost').searchParams;
    const json = headers['content-type']?.startsWith('application/json') ? JSON.parse(body) : {};
    if (answer({ method, query, headers, body, json }, response) === undefined) response.end();
  };
}

const sends = (response: ServerResponse, type: string, body: string, status = 200): true => {
  response.writeHead(status, type ? { 'content-type': type } : {}).end(body);
  return true;
};
const denies = (response: ServerResponse, status = 401): true => sends(response, '', '', status);

function isSigned({ headers, body }: Asked, prefix: string, time: string): boolean {
  return headers[`${prefix}-signature`] === `v0=${hmac(`v0:${headers[time]}:${body}`).digest('hex')}`;
}

const isSlacks = (asked: Asked): boolean => isSigned(asked, 'x-slack', 'x-slack-request-timestamp');
const isZooms = (asked: Asked): boolean => isSigned(asked, 'x-zm', 'x-zm-request-timestamp');

const slack =
  (give: (challenge: string, response: ServerResponse) => unknown, believes = isSlacks): Answer =>
  (asked, response) => {
    if (!believes(asked)) return denies(response);
    return asked.json.type === 'url_verification' ? give(String(asked.json.challenge), response) : undefined;
  };

const zoom =
  (give: (token: string, response: ServerResponse) => unknown, believes = isZooms): Answer =>
  (asked, response) => {
    if (!believes(asked)) return denies(response);
    const { plainToken } = (asked.json.payload ?? {}) as { plainToken?: string };
    return plainToken === undefined ? undefined : give(plainToken, response);
  };
const zoomJson = (response: ServerResponse, plainToken: string, encryptedToken: string, status = 200): true =>
  sends(response, 'application/json; charset=utf-8', JSON.stringify({ plainToken, encryptedToken, more: 1 }), status);

const graph =
  (give: (token: string, response: ServerResponse) => unknown): Answer =>
  ({ query }, response) => {
    const token = query.get('validationToken');
    return token === null ? undefined : give(token, response);
  };
const escaped = (token: string): string => token.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const meta =
  (
    give: (challenge: string, response: ServerResponse) => unknown,
    knows = (token: string | null) => token === keys.public,
    status = 403,
  ): Answer =>
  ({ method, query }, response) => {
    if (method !== 'GET') return undefined;
    return knows(query.get('hub.verify_token'))
      ? give(query.get('hub.challenge') ?? '', response)
      : denies(response, status);
  };

const cloudevents =
  (allow: (origin: string, rate: string | undefined) => Record<string, string>, status = 200): Answer =>
  ({ method, headers }, response) => {
    if (method !== 'OPTIONS') return undefined;
    const rate = headers['webhook-request-rate'];
    response.writeHead(status, allow(String(headers['webhook-request-origin']), rate && String(rate))).end();
    return true;
  };

/** The options under which each handshake is asked for. */
const profiles: Record<string, CaseOptions> = {
  slack: { signature: 'slack' },
  zoom: { signature: 'zoom' },
  'microsoft-graph': {},
  meta: {},
  cloudevents: {},
};

const verifications = new Map<string, ReturnType<typeof prepareVerification>>();
const judged = (handshake: string, answer: Answer): Promise<Report> => judgedApplication(handshake, receiver(answer));

async function judgedApplication(handshake: string, target: RequestListener): Promise<Report> {
  const options = { ...profiles[handshake], handshake, groups: ['handshake'], keys };
  const prepared = verifications.get(handshake) ?? prepareVerification(options);
  verifications.set(handshake, prepared);
  return runVerification(await prepared, { ...options, target, path: '/hooks' });
}

/** Names the cases that a receiver does not pass, with their status. */
const failed = ({ cases }: Report): string[] =>
  cases.flatMap(({ id, status }) => (['PASS', 'NOT-APPLICABLE'].includes(status) ? [] : [`${id} ${status}`]));

const byHmac = (token: string): string => hmac(token).digest('hex');

const right: [handshake: string, name: string, answer: Answer][] = [
  [
    'slack',
    'gives the challenge as JSON',
    slack((challenge, to) => sends(to, 'application/json; charset=utf-8', JSON.stringify({ challenge }))),
  ],
  ['slack', 'gives the challenge as text', slack((challenge, to) => sends(to, 'text/plain; charset=utf-8', challenge))],
  [
    'slack',
    'gives the challenge as a form',
    slack((challenge, to) => sends(to, 'application/x-www-form-urlencoded', `challenge=${challenge}`)),
  ],
  ['zoom', 'gives token and proof', zoom((token, to) => zoomJson(to, token, byHmac(token)))],
  ['microsoft-graph', 'gives the token as text', graph((token, to) => sends(to, 'text/plain', token))],
  [
    'microsoft-graph',
    'escapes what HTML would take for its own',
    graph((token, to) => sends(to, 'Text/Plain; charset=UTF-8', escaped(token))),
  ],
  [
    'microsoft-graph',
    'refuses what no token can be',
    graph((token, to) => (/[<>]/.test(token) ? denies(to, 400) : sends(to, 'text/plain', token))),
  ],
  ['meta', 'gives the challenge as text', meta((challenge, to) => sends(to, 'text/plain', challenge))],
  [
    'meta',
    'gives the challenge as HTML, as Express does',
    meta((challenge, to) => sends(to, 'text/html; charset=utf-8', challenge)),
  ],
  ['meta', 'knows nothing of other tokens', meta((challenge, to) => sends(to, '', challenge), undefined, 404)],
  [
    'cloudevents',
    'allows the origin',
    cloudevents((origin, rate = '*') => ({
      'WebHook-Allowed-Origin': origin,
      'WebHook-Allowed-Rate': rate,
      Allow: 'POST',
    })),
  ],
  [
    'cloudevents',
    'allows any origin, with no content',
    cloudevents(() => ({ 'WebHook-Allowed-Origin': '*', 'WebHook-Allowed-Rate': '*', Allow: 'OPTIONS, POST' }), 204),
  ],
  [
    'cloudevents',
    'allows it with 405, and fewer requests',
    cloudevents((origin) => ({ 'WebHook-Allowed-Origin': origin, 'WebHook-Allowed-Rate': '12', Allow: 'post' }), 405),
  ],
];

test.each(right)('%s: a receiver that %s fails nothing', async (handshake, _, answer) => {
  const report = await judged(handshake, answer);
  expect(failed(report)).toEqual([]);
  expect(report.summary).toMatchObject({ verdict: 'pass', total: 10 });
});

test('an application of Express passes as its users write it', async () => {
  const app = express();
  app.get('/hooks', ({ query }, response) => {
    if (query['hub.verify_token'] === keys.public) response.send(query['hub.challenge']);
    else response.sendStatus(403);
  });
  app.post('/hooks', ({ query }, response) => {
    if (query.validationToken) response.type('text/plain').send(query.validationToken);
    else response.sendStatus(202);
  });
  app.options('/hooks', (request, response) => {
    const origin = request.get('WebHook-Request-Origin');
    response.set({ Allow: 'POST', 'WebHook-Allowed-Origin': origin, 'WebHook-Allowed-Rate': '120' }).end();
  });
  for (const handshake of ['meta', 'microsoft-graph', 'cloudevents'])
    expect([handshake, failed(await judgedApplication(handshake, app))]).toEqual([handshake, []]);
});

const answered = 'handshake.answered FAIL';
const withType = (status: string) => [answered, `handshake.media-type ${status}`];
const anyone = () => true;

const wrong: [handshake: string, name: string, killedBy: string[], answer: Answer][] = [
  ['slack', 'gives no challenge', withType('WARN'), slack(() => undefined)],
  ['slack', 'gives a challenge of its own', withType('WARN'), slack((_, to) => sends(to, 'text/plain', 'challenge'))],
  ['slack', 'refuses every challenge', withType('WARN'), slack((_, to) => denies(to, 400))],
  [
    'slack',
    'gives the challenge as HTML',
    ['handshake.media-type WARN'],
    slack((challenge, to) => sends(to, 'text/html', challenge)),
  ],
  [
    'slack',
    'answers whoever asks',
    ['handshake.unsigned FAIL', 'handshake.wrong-signature FAIL'],
    slack((challenge, to) => sends(to, 'text/plain', challenge), anyone),
  ],
  [
    'slack',
    'answers whoever has any signature',
    ['handshake.wrong-signature FAIL'],
    slack(
      (challenge, to) => sends(to, 'text/plain', challenge),
      ({ headers }) => 'x-slack-signature' in headers,
    ),
  ],
  ['slack', 'fails with 500', [...withType('FAIL'), 'handshake.in-time FAIL'], slack((_, to) => denies(to, 500))],
  [
    'slack',
    'shows strangers what they asked',
    ['handshake.markup FAIL'],
    (asked, to) =>
      isSlacks(asked)
        ? slack((challenge, response) => sends(response, 'text/plain', challenge))(asked, to)
        : sends(to, 'text/html', `<p>Who sent ${asked.json.challenge}?</p>`, 401),
  ],
  ['zoom', 'echoes the token', withType('WARN'), zoom((token, to) => zoomJson(to, token, token))],
  [
    'zoom',
    'makes the proof with another key',
    withType('WARN'),
    zoom((token, to) => zoomJson(to, token, hmac(token, keys.public).digest('hex'))),
  ],
  [
    'zoom',
    'writes the proof in base64',
    withType('WARN'),
    zoom((token, to) => zoomJson(to, token, hmac(token).digest('base64'))),
  ],
  [
    'zoom',
    'leaves the token out',
    withType('WARN'),
    zoom((token, to) => sends(to, 'application/json', JSON.stringify({ encryptedToken: byHmac(token) }))),
  ],
  [
    'zoom',
    'makes a proof for anybody',
    ['handshake.unsigned WARN', 'handshake.wrong-signature WARN'],
    zoom((token, to) => zoomJson(to, token, byHmac(token)), anyone),
  ],
  [
    'zoom',
    'refuses strangers, and shows them the proof',
    ['handshake.unsigned WARN', 'handshake.wrong-signature WARN'],
    (asked, to) =>
      zoom((token, response) => zoomJson(response, token, byHmac(token), isZooms(asked) ? 200 : 401), anyone)(
        asked,
        to,
      ),
  ],
  [
    'microsoft-graph',
    'answers with HTML',
    ['handshake.media-type FAIL', 'handshake.markup FAIL'],
    graph((token, to) => sends(to, 'text/html', token)),
  ],
  [
    'microsoft-graph',
    'answers without a media type',
    ['handshake.media-type FAIL', 'handshake.markup FAIL'],
    graph((token, to) => sends(to, '', token)),
  ],
  [
    'microsoft-graph',
    'answers with HTML, escaped',
    ['handshake.media-type FAIL'],
    graph((token, to) => sends(to, 'text/html', escaped(token))),
  ],
  [
    'microsoft-graph',
    'answers with JSON',
    withType('FAIL'),
    graph((token, to) => sends(to, 'application/json', JSON.stringify(token))),
  ],
  [
    'microsoft-graph',
    'leaves the token encoded',
    withType('FAIL'),
    graph((token, to) => sends(to, 'text/plain', encodeURIComponent(token))),
  ],
  [
    'microsoft-graph',
    'takes plus signs for spaces',
    withType('FAIL'),
    graph((token, to) => sends(to, 'text/plain', token.replaceAll('+', ' '))),
  ],
  ['microsoft-graph', 'answers with 202', withType('FAIL'), graph((token, to) => sends(to, 'text/plain', token, 202))],
  [
    'meta',
    'answers any token',
    ['handshake.wrong-token FAIL', 'handshake.markup FAIL'],
    meta(
      (challenge, to) => sends(to, '', challenge),
      (token) => token !== null,
    ),
  ],
  [
    'meta',
    'answers without a token',
    ['handshake.no-token FAIL'],
    meta(
      (challenge, to) => sends(to, '', challenge),
      (token) => token === null || token === keys.public,
    ),
  ],
  [
    'meta',
    'shows strangers what they asked',
    ['handshake.markup FAIL'],
    (asked, to) =>
      asked.method === 'GET' && asked.query.get('hub.verify_token') !== keys.public
        ? sends(to, 'text/html', `<p>Not for you: ${asked.query.get('hub.challenge')}</p>`, 403)
        : meta((challenge, response) => sends(response, '', challenge))(asked, to),
  ],
  [
    'meta',
    'answers with more than the challenge',
    [answered],
    meta((challenge, to) => sends(to, 'application/json', JSON.stringify({ challenge }))),
  ],
  ['meta', 'answers with another status', [answered], meta((challenge, to) => sends(to, '', challenge, 201))],
  [
    'cloudevents',
    'does not know OPTIONS',
    [answered, 'handshake.recommended WARN', 'handshake.optional FAIL'],
    cloudevents(() => ({ Allow: 'POST' }), 405),
  ],
  [
    'cloudevents',
    'allows another origin',
    [answered, 'handshake.recommended WARN', 'handshake.optional FAIL'],
    cloudevents(() => ({ 'WebHook-Allowed-Origin': 'other.example', 'WebHook-Allowed-Rate': '*', Allow: 'POST' })),
  ],
  [
    'cloudevents',
    'says nothing of the rate',
    ['handshake.recommended WARN', 'handshake.optional FAIL'],
    cloudevents((origin) => ({ 'WebHook-Allowed-Origin': origin, Allow: 'POST' })),
  ],
  [
    'cloudevents',
    'names no number for a rate',
    ['handshake.recommended WARN', 'handshake.optional FAIL'],
    cloudevents((origin) => ({ 'WebHook-Allowed-Origin': origin, 'WebHook-Allowed-Rate': '0', Allow: 'POST' })),
  ],
  [
    'cloudevents',
    'does not say that it takes POST',
    ['handshake.recommended WARN'],
    cloudevents((origin) => ({ 'WebHook-Allowed-Origin': origin, 'WebHook-Allowed-Rate': '*' })),
  ],
];

test.each(wrong)('%s: a receiver that %s is killed by %j', async (handshake, _, killedBy, answer) => {
  const report = await judged(handshake, answer);
  expect(failed(report)).toEqual(killedBy);
});

test('a receiver that takes its time is told so', async () => {
  const folder = await folderWith({
    'quick.yaml': 'send: { method: GET }\nanswers: [{ status: 200 }]\nseconds: 0.02\n',
  });
  const late: Answer = ({ method }, response) => {
    if (method !== 'GET') return undefined;
    setTimeout(() => response.end(), 100);
    return true;
  };
  const report = await judged(`${folder}/quick.yaml`, late);
  expect(failed(report)).toEqual(['handshake.in-time WARN']);
});

test('a failed case says what came back, what is right, and how it is run again', async () => {
  const { cases } = await judged(
    'zoom',
    zoom((token, to) => zoomJson(to, token, token)),
  );
  expect(cases.find(({ id }) => id === 'handshake.answered')).toMatchObject({
    expected: '200 {"plainToken":"{challenge}","encryptedToken":"{proof}"}',
    actual: '200',
    why: expect.stringMatching(/^it answered 200 application\/json; charset=utf-8: \{"plainToken":"hookproof-/),
    reproduce: expect.stringMatching(/^hookproof verify .*--case handshake\.answered$/),
  });
});

test('without a handshake its cases do not apply, and say so', async () => {
  const prepared = await prepareVerification({ groups: ['handshake'] });
  const report = await runVerification(prepared, { target: receiver(() => undefined), path: '/hooks' });
  expect(report.summary).toMatchObject({ total: 10, notApplicable: 10, verdict: 'error' });
  expect(report.cases[0]?.why).toBe('no handshake comes before deliveries under this profile (--handshake)');
});

test('where deliveries carry no credentials, none can be missing', async () => {
  const options = { handshake: 'slack', auth: 'none' as const, cases: ['handshake.unsigned'] };
  const report = await runVerification(await prepareVerification(options), { target: receiver(() => undefined) });
  expect(report.cases[0]?.why).toBe('deliveries carry no credentials under this profile');
});

test('each delivery of the suite names the origin that was allowed', async () => {
  const origins: unknown[] = [];
  await judged('cloudevents', ({ method, headers }) => {
    if (method === 'POST') origins.push(headers['webhook-request-origin']);
    return undefined;
  });
  expect(new Set(origins)).toEqual(new Set(['hookproof.example']));
});

test('a verify token stands in no report', async () => {
  process.env.HOOKPROOF_VERIFY_TOKEN = 'canary-verify-token';
  const echo: Answer = ({ method, query }, response) =>
    method === 'GET' ? sends(response, '', String(query), 400) : undefined;
  const report = await judged('meta', echo);
  delete process.env.HOOKPROOF_VERIFY_TOKEN;
  expect(JSON.stringify(report)).not.toContain('canary');
  expect(report.summary.verdict).not.toBe('pass');
});

test.each(Object.keys(profiles))('our own receiver passes the whole suite with %s', async (handshake) => {
  const { signature } = profiles[handshake] ?? {};
  const options = ['--handshake', handshake, ...(signature ? ['--signature', signature] : [])];
  const server = await hookproofServing(['serve', ...options]);
  const groups = ['handshake', 'routing', 'auth', 'signature', 'media', 'errors'].flatMap((group) => [
    '--group',
    group,
  ]);
  const { status, stdout } = await hookproof(['verify', '--url', server.url + path, ...options, ...groups, '--strict']);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^PASS /)]);
  await server.stop();
});

import { createHmac } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { developmentKeys as keys, startReceiver } from '../../src/index.ts';
import { root } from '../support/cli.ts';
import { callEventsPath as path } from '../support/deliver.ts';

const hmac = (text: string): string => createHmac('sha256', keys.private).update(text).digest('hex');
const seconds = Math.floor(Date.now() / 1_000);

/** A receiver of ours under a handshake; `ask` sends what a vendor's own sender would. */
async function receiverOf(handshake: string, signature?: string) {
  const { url, close } = await startReceiver({ handshake, ...(signature ? { signature } : {}), keys });
  const ask = async (init: RequestInit, query = '') => {
    const answer = await fetch(url + path + query, init);
    const { status, headers } = answer;
    return { status, headers, type: headers.get('content-type'), text: await answer.text() };
  };
  return { ask, close };
}

/** Signs a body as Slack (and, with other names, Zoom) documents it. */
function signed(prefix: string, body: string): RequestInit {
  const [name, time] =
    prefix === 'x-slack' ? [prefix, 'x-slack-request-timestamp'] : ['x-zm', 'x-zm-request-timestamp'];
  return {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      [time]: `${seconds}`,
      [`${name}-signature`]: `v0=${hmac(`v0:${seconds}:${body}`)}`,
    },
  };
}

test('every handshake that ships is tried here', async () => {
  const files = await readdir(`${root}openapi/handshakes`);
  const tried = ['cloudevents', 'meta', 'microsoft-graph', 'slack', 'zoom'];
  expect(files.toSorted()).toEqual(tried.map((name) => `${name}.yaml`));
});

describe('slack', () => {
  const body = JSON.stringify({ token: 'fake', challenge: '3eZbrw1aBm2rZgRNFdxV', type: 'url_verification' });

  test('a signed challenge is answered', async () => {
    const { ask, close } = await receiverOf('slack', 'slack');
    const { status, type, text } = await ask(signed('x-slack', body));
    expect([status, type, text]).toEqual([200, 'application/json', '{"challenge":"3eZbrw1aBm2rZgRNFdxV"}']);
    await close();
  });

  test('a challenge without a right signature is denied, and not given away', async () => {
    const { ask, close } = await receiverOf('slack', 'slack');
    const plain = await ask({ method: 'POST', body, headers: { 'content-type': 'application/json' } });
    const other = await ask({ ...signed('x-slack', `${body} `), body });
    expect([plain.status, other.status]).toEqual([401, 401]);
    expect(plain.text + other.text).not.toContain('3eZbrw1aBm2rZgRNFdxV');
    await close();
  });

  test('a signed body that is no challenge is judged as a delivery', async () => {
    const { ask, close } = await receiverOf('slack', 'slack');
    const { status, text } = await ask(signed('x-slack', '{"type":"url_verification"}'));
    expect([status, text]).toEqual([400, expect.stringContaining("must have required property 'event'")]);
    await close();
  });
});

describe('zoom', () => {
  const body = '{"event":"endpoint.url_validation","payload":{"plainToken":"q9ibPhGeRZ6ayx5WTrXjRw"},"event_ts":1}';

  test('the token comes back beside its proof', async () => {
    const { ask, close } = await receiverOf('zoom', 'zoom');
    const { status, type, text } = await ask(signed('x-zm', body));
    const encryptedToken = hmac('q9ibPhGeRZ6ayx5WTrXjRw');
    expect([status, type]).toEqual([200, 'application/json']);
    expect(JSON.parse(text)).toEqual({ plainToken: 'q9ibPhGeRZ6ayx5WTrXjRw', encryptedToken });
    await close();
  });

  test('nobody without the key gets a text signed', async () => {
    const { ask, close } = await receiverOf('zoom', 'zoom');
    const { status } = await ask({ method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(status).toBe(401);
    await close();
  });
});

describe('microsoft-graph', () => {
  const token = 'Validation: Testing <i>client</i> application a+b/c';

  test.each(['text/plain', 'text/plain; charset=utf-8'])(
    'the decoded token comes back as %s was sent',
    async (sent) => {
      const { ask, close } = await receiverOf('microsoft-graph');
      const query = `?validationToken=${encodeURIComponent(token)}`;
      const { status, type, text } = await ask({ method: 'POST', headers: { 'content-type': sent } }, query);
      expect([status, type, text]).toEqual([200, 'text/plain; charset=utf-8', token]);
      await close();
    },
  );

  test('a delivery goes on as usual', async () => {
    const { ask, close } = await receiverOf('microsoft-graph');
    expect((await ask({ method: 'POST', body: '{}' })).status).toBe(401);
    const headers = { 'x-public-key': keys.public, 'x-private-key': keys.private, 'content-type': 'text/plain' };
    expect((await ask({ method: 'POST', body: '{}', headers })).status).toBe(415);
    expect((await ask({ method: 'POST', body: '{}' }, '/elsewhere?validationToken=1')).status).toBe(404);
    await close();
  });
});

describe('meta', () => {
  const query = (token: string): string => `?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${token}`;

  test('whoever knows the public key is answered, nobody else', async () => {
    const { ask, close } = await receiverOf('meta');
    const { status, text } = await ask({}, query(keys.public));
    expect([status, text]).toEqual([200, '1158201444']);
    const wrong = await ask({}, query('guessed'));
    expect([wrong.status, wrong.text]).toEqual([403, expect.not.stringContaining('1158201444')]);
    expect((await ask({}, '?hub.mode=subscribe&hub.challenge=1158201444')).status).toBe(405);
    await close();
  });

  test('a token of its own takes the place of the public key', async () => {
    process.env.HOOKPROOF_VERIFY_TOKEN = 'fake-verify-token';
    const { ask, close } = await receiverOf('meta');
    expect((await ask({}, query('fake-verify-token'))).status).toBe(200);
    expect((await ask({}, query(keys.public))).status).toBe(403);
    delete process.env.HOOKPROOF_VERIFY_TOKEN;
    await close();
  });
});

describe('cloudevents', () => {
  const asked = async (headers: Record<string, string>) => {
    const { ask, close } = await receiverOf('cloudevents');
    const answer = await ask({ method: 'OPTIONS', headers });
    await close();
    const names = ['webhook-allowed-origin', 'webhook-allowed-rate', 'allow'];
    return [answer.status, ...names.map((name) => answer.headers.get(name))];
  };

  test('an origin may deliver, at the rate that it asks for', async () => {
    const origin = { 'WebHook-Request-Origin': 'events.example' };
    expect(await asked(origin)).toEqual([200, 'events.example', '*', 'POST']);
    expect(await asked({ ...origin, 'WebHook-Request-Rate': '90' })).toEqual([200, 'events.example', '90', 'POST']);
  });

  test('any other OPTIONS is refused', async () => {
    expect(await asked({})).toEqual([405, null, null, 'POST']);
  });
});

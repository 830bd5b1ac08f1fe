import { developmentKeys } from '../../src/signature/keys.ts';
import { secretKey, sign } from '../../src/signature/sign.ts';
import { hookproof } from '../support/cli.ts';
import { callEventsPath, deliver } from '../support/deliver.ts';
import { examples, startExample } from './start.ts';

const express = examples[0] ?? { name: '', command: [] };
const event = '{"event":{"type":"call.ended","data":{"call":{"id":"call_1"}}}}';
const json = { 'content-type': 'application/json' };
const [isPublic, isPrivate] = [
  { 'x-public-key': developmentKeys.public },
  { 'x-private-key': developmentKeys.private },
];
const signed = (body: string) => ({
  'x-signature': sign(Buffer.from(body), secretKey(developmentKeys.private), { algorithm: 'sha256', encoding: 'hex' }),
});

test.each([
  ['express-ajv', 'both'],
  ['fastify', 'signature'],
])('the example %s passes every case of the profile %s without a warning', async (name, auth) => {
  const example = examples.find((each) => each.name === name) ?? express;
  const running = await startExample(example, { AUTH: auth, HOOKPROOF_EFFECTS: '1' });
  const receiver = ['--url', running.url + callEventsPath, '--effects', `${running.url}/effects`];
  const { status, stdout } = await hookproof(['verify', '--strict', '--auth', auth, ...receiver]);
  expect([status, stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^PASS \d{3,} of \d{3,} cases passed/)]);
  expect(stdout).toMatch(/^ {2}signature +7\d PASS/m);
  await running.stop();
});

test('what the Express example must be shown depends on what it was told to believe', async () => {
  const shown = [
    { ...isPublic, ...isPrivate },
    { ...isPublic, ...signed(event) },
    { ...isPublic, ...isPrivate, ...signed(event) },
    { ...isPublic, ...isPrivate, ...signed(`${event} `) },
    { ...isPrivate, ...signed(event) },
    { ...isPublic, 'x-signature': signed(event)['x-signature'].toUpperCase() },
  ];
  const statuses = await Promise.all(
    ['keys', 'signature', 'both'].map(async (auth) => {
      const running = await startExample(express, { AUTH: auth });
      const answers = await Promise.all(
        shown.map((headers) => deliver(running.url, event, { headers: { ...json, ...headers } })),
      );
      await running.stop();
      return answers.map(({ status }) => status);
    }),
  );
  expect(statuses).toEqual([
    [200, 401, 200, 200, 401, 401],
    [401, 200, 200, 401, 401, 401],
    [401, 401, 200, 401, 401, 401],
  ]);
});

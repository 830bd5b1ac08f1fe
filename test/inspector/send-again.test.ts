import { join } from 'node:path';
import type { EventDetails } from '../../src/inspector/views.ts';
import { hookproofServing, type RunningServer } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { inbox } from '../support/inbox.ts';
import { closeOrigins } from '../support/origin.ts';

const parts = `openapi: 3.1.0
info: { title: Parts, version: '1' }
security: [{ Sent: [] }]
webhooks:
  part:
    post:
      parameters:
        - { in: header, name: X-Tenant, required: true, schema: { enum: [north] } }
        - { in: query, name: v, required: true, schema: { enum: [1] } }
        - { in: cookie, name: site, required: true, schema: { enum: [west] } }
      requestBody: { required: true, content: { application/json: { schema: { type: object } } } }
      responses: { '200': { description: ok } }
components:
  securitySchemes:
    Sent: { type: apiKey, in: header, name: x-sent }
`;

let receiver: RunningServer;
let token: string;
let events = 0;

beforeAll(async () => {
  const contract = join(await folderWith({ 'parts.yaml': parts }), 'parts.yaml');
  receiver = await hookproofServing([
    ...['serve', '--journal', 'memory', '--contract', contract],
    ...['--private-key', 'private'],
  ]);
  token = /token for replays: ([\w-]+)/.exec(receiver.output().stderr)?.[1] ?? '';
});

afterAll(async () => {
  await receiver.stop();
  await closeOrigins();
  await removeFolders();
});

/** Delivers an event, sends it again by the page, and gives how it went out, and the curl line. */
async function sentAgain(path: string, given: Record<string, string>) {
  const id = ++events;
  const own = { 'content-type': 'application/json', 'x-sent': 'private', ...given };
  await deliver(receiver.url, { id }, { path, headers: own });
  const details = `/_hookproof/api/events/${id}`;
  const { body } = await deliver(receiver.url, '', { method: 'GET', path: details, headers: {} });
  const { received, url } = await inbox();
  const headers = { 'hookproof-token': token };
  await deliver(receiver.url, { to: url }, { path: `${details}/replay`, headers });
  const { curl, again: told } = JSON.parse(body) as EventDetails;
  const [again] = received;
  return { tenant: again?.headers['x-tenant'], cookie: again?.headers.cookie, path: again?.path, curl, told };
}

test('an event that came without what the contract asks for goes out again without it', async () => {
  const { curl, told, ...again } = await sentAgain('/webhooks', { 'x-hub-signature': 'sha1=0123456789' });
  expect(again).toEqual({ tenant: undefined, cookie: undefined, path: '/hooks' });
  expect(curl).toContain('/webhooks');
  expect(curl).not.toMatch(/tenant|cookie|v=|hub/i);
  expect(told).toEqual({ anew: ['header x-sent'], without: ['x-hub-signature'] });
});

test('a value that came is sent as it came, be it wrong', async () => {
  const { curl, tenant } = await sentAgain('/webhooks?v=2', { 'x-tenant': 'south' });
  expect(tenant).toBe('south');
  expect(curl).toMatch(/webhooks\?v=2'.*'x-tenant: south'/i);
});

test('a value that came and is not kept is made anew', async () => {
  const { curl, told, ...again } = await sentAgain('/webhooks?v=1', { 'x-tenant': 'private', cookie: 'site=west' });
  expect(again).toEqual({ tenant: 'north', cookie: 'site=west', path: '/hooks?v=1' });
  expect(curl).toMatch(/X-Tenant: north.*site=west/i);
  expect(told).toEqual({ anew: ['header x-sent', 'header X-Tenant', 'cookie site'], without: [] });
});

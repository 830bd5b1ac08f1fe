import { once } from 'node:events';
import { startReceiver } from '../../src/api/receiver.ts';
import { callEventsPath, goodHeaders } from '../support/deliver.ts';
import { dial } from '../support/socket.ts';

const body = JSON.stringify({ event: { type: 'call.skip', data: {} } });
const headers = { host: 'localhost', ...goodHeaders, 'content-length': String(body.length) };
const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
const delivery = `POST ${callEventsPath} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;

test('of deliveries that come together each is answered whose sender has not left', async () => {
  const receiver = await startReceiver({});
  const senders = await Promise.all(Array.from({ length: 12 }, () => dial(receiver.url)));
  const [gone, staying] = [senders.slice(0, 6), senders.slice(6)];
  const answers = staying.map(async (each) => String((await once(each, 'data'))[0]));
  for (const each of senders) each.write(delivery);
  for (const each of gone) each.destroy();
  for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1.1 200 /);
  for (const each of staying) each.destroy();
  await receiver.close();
});

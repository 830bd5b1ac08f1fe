import { createServer, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { CloudEvent, HTTP } from 'cloudevents';
import { loadContract, startReceiver, verify } from '../../src/index.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const contractText = `
openapi: 3.1.1
info: { title: Readings, version: "1" }
webhooks:
  reading.taken:
    post:
      requestBody:
        required: true
        content:
          application/cloudevents+json:
            schema:
              type: object
              required: [specversion, id, source, type, data]
              additionalProperties: false # names of extensions have rules of their own
              properties:
                specversion: { const: "1.0" }
                id: { type: string, minLength: 1 }
                source: { type: string, pattern: ^/sensors/\\d+$ }
                type: { const: example.reading.taken }
                time: { type: string, format: date-time }
                data: { type: object, required: [value], properties: { value: { type: number } } }
      responses: { "204": { description: taken } }
`;

async function contractFile(): Promise<string> {
  return `${await folderWith({ 'readings.yaml': contractText })}/readings.yaml`;
}

/** Receives as the package's README has it, and looks at the event by the package's own rules. */
const receiver =
  (seen: unknown[] = []): RequestListener =>
  async (request, response) => {
    const end = (status: number): void => void response.writeHead(status).end();
    if (request.method !== 'POST') return end(405);
    try {
      const body = await text(request);
      const event = HTTP.toEvent({ headers: request.headers, body });
      if (Array.isArray(event)) return end(400);
      // The constructor holds it to the rules of CloudEvents.
      seen.push(new CloudEvent(event).type);
      end(204);
    } catch {
      end(400);
    }
  };

test('a receiver on the package’s own code takes what verify delivers', async () => {
  const contract = await loadContract({ contract: await contractFile() });
  const groups = ['routing', 'schema.good', 'semantics', 'pace'];
  const report = await verify({ target: receiver(), contract, auth: 'none', groups });
  expect(report.cases.filter(({ status }) => ['FAIL', 'ERROR', 'BLOCKED'].includes(status))).toEqual([]);
  expect(report.summary.pass).toBeGreaterThan(30);
});

test('it takes what simulate delivers, too', async () => {
  const seen: unknown[] = [];
  const server = createServer(receiver(seen)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const command = ['simulate', 'every-event', '--contract', await contractFile(), '--auth', 'none'];
  const { status } = await hookproof([...command, '--to', `http://127.0.0.1:${port}/readings`]);
  server.close();
  expect([status, seen]).toEqual([0, ['example.reading.taken']]);
});

test('serve takes what the package sends, and refuses what the contract does not know', async () => {
  const contract = await loadContract({ contract: await contractFile() });
  const { url, close } = await startReceiver({ contract });
  const send = async (type: string): Promise<number> => {
    const event = new CloudEvent({ type, source: '/sensors/7', data: { value: 21.5 } });
    const { headers, body } = HTTP.structured(event);
    const sent = headers as Record<string, string>;
    return (await fetch(url + contract.operation.path, { method: 'POST', headers: sent, body: String(body) })).status;
  };
  expect([await send('example.reading.taken'), await send('example.reading.lost')]).toEqual([204, 400]);
  await close();
});

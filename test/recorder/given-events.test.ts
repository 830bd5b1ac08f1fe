import { readdir, readFile, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';

const phone = '+15550100987';
const email = 'canary.person@example.com';
const address = '12/B Canary Street';
const name = 'Zephyrine Canary';
const key = 'sk_canary99887766554433221100';
const transcript = `Agent: hello ${name}, is ${phone} yours? They said ${email}, ${address}, Canaryville, and so did he.`;
/** What a grep for any of them would find. */
const traces = /canary|zephyrine|555-?010-?0987|990011|so did he/i;

const details = {
  text: transcript,
  list: [phone, email, '+1 555-010-0987'],
  [email]: { [name]: true },
  n: 15550100987,
};
const order = {
  event: {
    type: 'action',
    data: {
      action: 'create-order',
      call: { id: phone },
      payload: {
        ...{ email, phone, lineItems: [{ title: name }], note: transcript, cartTotal: 1249.5, extra: details },
        shippingAddress: {
          firstName: name,
          lastName: name,
          address1: address,
          city: 'Canaryville',
          phone,
          zip: '990011',
        },
      },
    },
  },
  metadata: details,
};
const illegal = [
  { event: { type: 'action', data: { action: name, reason: email, [phone]: 1 } }, metadata: details },
  { event: { type: name, data: { [email]: 1 } }, metadata: details },
];

const closed = `openapi: 3.1.0
info: { title: Closed, version: '1' }
webhooks:
  order:
    post:
      requestBody:
        content:
          application/json:
            schema: { type: object, additionalProperties: false, properties: { type: { const: order }, tags: { additionalProperties: { type: integer } } } }
      responses: { '200': { description: taken } }
`;

let folder: string;
let receiver: string;

beforeAll(async () => {
  process.env.HOOKPROOF_PRIVATE_KEY = key;
  folder = await folderWith({
    'events.ndjson': [order, ...illegal].map((event) => JSON.stringify(event)).join('\n'),
    'order.json': JSON.stringify(order),
    'odd.ndjson': JSON.stringify({ type: 'order', [name]: 1, tags: { [email]: 'x', [phone]: 'x', fine: 'x' } }),
    'closed.yaml': closed,
  });
  receiver = `${await origin(repeat)}/v2/webhooks/call-events`;
});

afterAll(() => {
  delete process.env.HOOKPROOF_PRIVATE_KEY;
});
afterAll(closeOrigins);
afterAll(removeFolders);

/** Takes what the suite sends, and repeats of other events all that they hold, in other spellings too. */
const repeat: Parameters<typeof origin>[0] = async (request, response) => {
  const body = await text(request);
  if (!body.includes('anary')) return void response.writeHead(200).end();
  const said = `${body.toUpperCase()} ${encodeURIComponent(body)} ${Buffer.from(body).toString('base64')}`;
  const hex = Buffer.from(`x${name}`).toString('hex');
  response.writeHead(422, { 'x-echo': encodeURIComponent(name), [`x-${phone.slice(1)}`]: email });
  response.end(
    `no ${name.slice(0, 9)} ${hex} at 555-010-0987 ${Buffer.from(`is ${email}`).toString('base64')} ${said} ${body.slice(0, 999)}`,
  );
};

function readable(shown: string): string {
  return shown.replace(/[\w+/-]{12,}/g, (run) => `${run} ${Buffer.from(run, 'base64')} ${Buffer.from(run, 'hex')}`);
}

test('no report of recorded events holds what they hold of people, though the receiver repeats it', async () => {
  const formats = ['json', 'junit', 'html', 'github', 'ctrf', 'markdown'];
  const reports = formats.flatMap((format) => ['--report', `${format}:${folder}/reports/${format}`]);
  const run = await hookproof([
    ...['verify', '--url', receiver, '--events', `${folder}/events.ndjson`, '--group', 'recorded'],
    ...['--all', '--report', 'tty', ...reports],
  ]);
  expect(run.status).toBe(1);
  const written = await Promise.all(
    (await readdir(`${folder}/reports`)).map((file) => readFile(`${folder}/reports/${file}`, 'utf8')),
  );
  expect(written).toHaveLength(formats.length);
  expect([run.stdout, run.stderr, ...written].map((each) => traces.exec(readable(each))?.[0])).toEqual(
    Array(formats.length + 2).fill(undefined),
  );
});

test('their bodies stand there with pseudonyms that correlate, and are judged alike', async () => {
  const { cases } = JSON.parse(await readFile(`${folder}/reports/json`, 'utf8'));
  const sent: string[] = cases.map(
    (each: { exchanges: { sent: string }[] }) => each.exchanges[0]?.sent.split('\n\n')[1],
  );
  expect(cases.map(({ status }: { status: string }) => status)).toEqual(['FAIL', 'OBSERVED', 'OBSERVED']);
  const [phones] = [sent.map((body) => /\+1555010\d{8}/.exec(body)?.[0])];
  expect(new Set(phones)).toEqual(new Set([expect.stringMatching(/^\+/)]));
  expect(cases[0].exchanges[0].answered).toContain(phones[0]);
  const whole = /^(\{.*\})/.exec(sent[1] ?? '')?.[1] ?? '';
  await writeFile(`${folder}/shown.json`, whole);
  const checked = await hookproof(['check', `${folder}/shown.json`, '--format', 'ndjson']);
  expect(checked.stdout.split('\n')[0]).toContain('"rule":"enum","pointer":"/event/data/action"');
});

test.each([
  ['simulate', ['--from', 'events.ndjson', '--retries', '0']],
  ['simulate', ['--from', 'events.ndjson', '--retries', '0', '--format', 'ndjson']],
  ['send', ['--data', 'order.json']],
])('nor does %s %j show it', async (command, args) => {
  const files = args.map((arg) => (/\.(nd)?json$/.test(arg) ? `${folder}/${arg}` : arg));
  const { status, stdout, stderr } = await hookproof([command, '--to', receiver, ...files]);
  expect([status, traces.exec(readable(stdout + stderr))?.[0]]).toEqual([1, undefined]);
  expect(stdout).toContain('422');
});

test.each(['tty', 'json', 'ndjson'])(
  'check --format %s names no property that only an event has, unless it is of a program',
  async (format) => {
    const { status, stdout } = await hookproof([
      'check',
      `${folder}/odd.ndjson`,
      '--contract',
      `${folder}/closed.yaml`,
      '--format',
      format,
    ]);
    expect([status, traces.exec(stdout)?.[0]]).toEqual([1, undefined]);
    expect(stdout).toContain('/tags/fine');
    expect(stdout).toMatch(/\/tags\/user-[0-9a-f]{12}@example\.com/);
  },
);

test.each(['tty', 'json', 'markdown', 'github', 'sarif'])(
  'drift --traffic --format %s shows none of it',
  async (format) => {
    const { status, stdout, stderr } = await hookproof([
      'drift',
      '--traffic',
      `${folder}/events.ndjson`,
      '--format',
      format,
    ]);
    expect([status, traces.exec(stdout + stderr)?.[0]]).toEqual([1, undefined]);
  },
);

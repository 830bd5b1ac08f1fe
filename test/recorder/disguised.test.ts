import { gzipSync } from 'node:zlib';
import { secretKey, sign } from '../../src/signature/sign.ts';
import { hookproof, hookproofServing } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';
import { exchangesIn, nowhere, textOf } from '../support/recorder.ts';
import { raw } from '../support/socket.ts';

const [publicKey, privateKey] = ['pk_c0ffee00112233445566', 'sk_c0ffee99887766554433221100'];
const env = { HOOKPROOF_PUBLIC_KEY: publicKey, HOOKPROOF_PRIVATE_KEY: privateKey };
const phone = '+15550100987';
const email = 'quetzal.canary@example.com';
const address = '12/B Quetzal Street';
const canaries = [phone, email, address, publicKey, privateKey];

const person = { phone, email, address, keys: [publicKey, privateKey] };
const order = {
  event: {
    type: 'action',
    data: { action: 'create-order', call: { id: phone }, payload: { email, phone, note: address } },
  },
  metadata: person,
};

const escaped = (text: string): string =>
  text.replace(/[\w@+.]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
const percent = (text: string): string => Array.from(Buffer.from(text), (byte) => `%${byte.toString(16)}`).join('');
const entities = (text: string): string =>
  Array.from(text, (each) => `&#x${each.charCodeAt(0).toString(16)};`).join('');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const all = canaries.join(' ');

/** The same order in JSON, its names and values written in escapes, and an event around an event. */
const legal = [
  JSON.stringify(order),
  JSON.stringify(order).replace(/"(?:[^"\\]|\\.)*"/g, (each) => `"${escaped(each.slice(1, -1))}"`),
  JSON.stringify({
    event: { type: 'call.ended', data: {} },
    metadata: { again: JSON.stringify(order), packed: base64(all) },
  }),
];
const others: [type: string, body: string | Buffer][] = [
  ['application/json', JSON.stringify(order).slice(0, -2)],
  ['application/json', `{"broken": "${escaped(all)}`],
  ['application/json', `\ufeff${JSON.stringify(order)}`],
  ['application/json; charset=utf-16', Buffer.from(JSON.stringify(order), 'utf16le')],
  ['application/json', gzipSync(JSON.stringify(order))],
  [
    'application/x-www-form-urlencoded',
    canaries.map((each) => `a=${percent(each)}&b=${encodeURIComponent(percent(each))}`).join('&'),
  ],
  [
    'multipart/form-data; boundary=quetzal',
    `--quetzal\r\ncontent-disposition: form-data; name="${email}"\r\n\r\n${all}\r\n--quetzal--`,
  ],
  ['text/xml', `<person note="${entities(all)}">${base64(all)}</person>`],
  [
    'text/plain',
    `${[...privateKey].join(' ')}\n${[...privateKey].toReversed().join('')}\n${Buffer.from(all).toString('hex')}`,
  ],
  ['application/octet-stream', Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from(all)])],
];

/** A request of bare bytes, its body in chunks of five, so that no canary passes in one piece. */
function chunked(target: string, type: string, body: string | Buffer): (string | Buffer)[] {
  const bytes = Buffer.from(body);
  const signature = sign(bytes, secretKey(privateKey), { algorithm: 'sha256', encoding: 'hex' });
  const head = [
    `POST ${target} HTTP/1.1`,
    ...['host: shop.example', `content-type: ${type}`, 'transfer-encoding: chunked', 'connection: close'],
    ...[`x-public-key: ${publicKey}`, `x-private-key: ${privateKey}`, `x-signature: ${signature}`],
    ...[
      `cookie: who=${percent(email)}; at=${encodeURIComponent(address)}`,
      `referer: http://shop.example/?q=${percent(all)}`,
    ],
    ...[`x-packed: ${base64(all)}`, `forwarded: for="${phone}"`, `from: ${email}`, `x-copy: ${escaped(all)}`],
    ...['accept-language: en', `traceparent: ${Buffer.from(privateKey).toString('hex')}`],
  ];
  const pieces = Array.from({ length: Math.ceil(bytes.length / 5) }, (_, at) => bytes.subarray(at * 5, at * 5 + 5));
  const chunks = pieces.flatMap((piece) => [
    Buffer.from(`${piece.length.toString(16)}\r\n`),
    piece,
    Buffer.from('\r\n'),
  ]);
  return [`${head.join('\r\n')}\r\n\r\n`, Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')])];
}

const targets = [
  '/hooks',
  `/hooks/${percent(email)}/${encodeURIComponent(percent(phone))}/${Buffer.from(all).toString('base64url')}`,
  `/hooks?${percent(phone)}=${percent(address)}&${base64(privateKey)}&x=${encodeURIComponent(percent(privateKey))}`,
  `http://${privateKey}@shop.example/hooks?to=${phone}`,
];

/** Sends everything through a recorder to a receiver that sends it back in small pieces; gives its folder and its output. */
async function recorded(...options: string[]): Promise<{ folder: string; output: string; exchanges: number }> {
  const echo = await origin(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const headers = {
      'content-type': request.headers['content-type'],
      'x-packed': base64(all),
      'x-person': percent(all),
    };
    response.writeHead(body.length % 2 === 0 ? 200 : 422, `Dear ${email}`, headers);
    for (let at = 0; at < body.length; at += 7) response.write(body.subarray(at, at + 7));
    response.end();
  });
  const folder = `${await folderWith()}/out`;
  let output = '';
  let exchanges = 0;
  for (const to of [echo, await nowhere()]) {
    const recorder = await hookproofServing(['record', '--to', `${to}/hooks`, '--out', folder, ...options], { env });
    for (const target of targets) {
      for (const [type, body] of [...legal.map((each) => ['application/json', each] as const), ...others]) {
        await raw(recorder.url, ...chunked(target, type, body));
        exchanges++;
      }
    }
    const { stdout, stderr } = await recorder.stop();
    output += stdout + stderr;
  }
  return { folder, output, exchanges };
}

/** A text, and what becomes of it when everything in it is decoded that can be. */
function readings(text: string): string {
  const unescaped = text.replace(/\\+u([0-9a-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const plain = unescaped.replace(/&#x([0-9a-f]+);/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const once = plain
    .replace(/%25/g, '%')
    .replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  const words = text.match(/[\w+/=-]{12,}/g) ?? [];
  const opened = words.flatMap((word) =>
    [0, 1, 2, 3].flatMap((from) => [
      Buffer.from(word.slice(from), 'base64').toString('latin1'),
      Buffer.from(word.slice(from), 'hex').toString('latin1'),
    ]),
  );
  const spaceless = text.replace(/[\s\0]/g, '');
  return [text, plain, once, ...opened, spaceless, [...text].toReversed().join('')].join('\n');
}

const found = (text: string, traces: readonly string[]): string[] => traces.filter((each) => text.includes(each));

afterAll(closeOrigins);
afterAll(removeFolders);

test('no disguise brings a person or a key into a recording', async () => {
  const { folder, output, exchanges } = await recorded();
  const written = await textOf(folder);
  expect(written.trimEnd().split('\n').length).toBe(exchanges);
  const traces = [...canaries, phone.slice(1), '5550100987', 'quetzal', 'Quetzal', 'c0ffee'];
  expect(found(readings(written + output), traces)).toEqual([]);
  const kept = (await exchangesIn(folder)).filter(({ event }) => event?.legal);
  expect(kept.length).toBe(targets.length * legal.length * 2);
  const { stdout } = await hookproof(['check', folder]);
  expect(stdout).toContain(` ${kept.length} legal`);
  for (const file of [kept.slice(0, kept.length / 2), kept.slice(kept.length / 2)]) {
    const events = file.flatMap(({ request }) => ('body' in request ? [JSON.parse(request.body)] : []));
    const orders = events.filter(({ event }) => event.type === 'action');
    const ids = orders.flatMap(({ event, metadata }) => [event.data.call.id, event.data.payload.phone, metadata.phone]);
    expect([orders.length, new Set(ids).size]).toEqual([targets.length * 2, 1]);
  }
});

test('with --no-redact no disguise brings a key into a recording', async () => {
  const { folder, output } = await recorded('--no-redact');
  const written = await textOf(folder);
  expect(found(written, [email, phone])).toEqual([email, phone]);
  expect(found(readings(written + output), [publicKey, privateKey, privateKey.slice(0, 20)])).toEqual([]);
});

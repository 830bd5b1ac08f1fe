import { linesTo } from '../../src/recorded/locate.ts';
import { readRecording } from '../../src/recorded/read.ts';
import type { RecordingEntry } from '../../src/recorded/recording-entry.ts';

const event = (type: string): object => ({ event: { type, data: { note: 'a "]}" \\ , : [{ in a text' } } });

/** What is read from a text that arrives in chunks of `size` bytes. */
async function read(text: string, size: number, name = 'recording'): Promise<(string | number)[][]> {
  const bytes = Buffer.from(text);
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const found: (string | number)[][] = [];
  const source = { name, named: true, open: chunks };
  for await (const record of readRecording(source, { methods: ['POST'] })) found.push(shown(record));
  return found;
}

function shown(record: RecordingEntry): (string | number)[] {
  return record.kind === 'event'
    ? [record.line, record.bytes.toString()]
    : [record.line, `${record.finding.rule}: ${record.finding.message}`];
}

const [a, b, c] = ['a', 'b', 'ü'].map((type) => JSON.stringify(event(type))) as [string, string, string];
const pretty = JSON.stringify(event('a'), null, 2);
const exchange = (method: string, body: object): object => ({
  startedDateTime: '2026-01-01T00:00:00Z',
  request: { method, url: 'http://receiver.example/', headers: [], ...body },
  response: { status: 200, content: { text: '{"entries":[1]}' } },
});
const archive = {
  log: {
    version: '1.2',
    creator: { name: 'log', entries: [] },
    entries: [
      exchange('GET', {}),
      exchange('POST', { postData: { mimeType: 'application/json', text: a } }),
      exchange('POST', { postData: { text: Buffer.from(b).toString('base64'), encoding: 'base64' } }),
    ],
    pages: [{ id: 'page_1', title: 'behind the exchanges' }],
  },
};

describe.each([1, 2, 3, 7, 64, 1_000_000])('in chunks of %d bytes', (size) => {
  test.each([
    ['one event', a, [[1, a]]],
    ['one event over many lines', `\n\n${pretty}\n`, [[3, pretty]]],
    [
      'events over many lines, one after the other',
      `${pretty}\n${pretty}`,
      [
        [1, pretty],
        [9, pretty],
      ],
    ],
    [
      'a list on one line',
      `[${a},${b}]`,
      [
        [1, a],
        [1, b],
      ],
    ],
    [
      'a list over many lines',
      `[\n${a},\n${b}\n]\n`,
      [
        [2, a],
        [3, b],
      ],
    ],
    [
      'a list of what are no objects',
      '[1, "x" ,null,[2]]',
      [
        [1, '1'],
        [1, '"x"'],
        [1, 'null'],
        [1, '[2]'],
      ],
    ],
    ['an empty list', '[ ]', []],
    [
      'events on a line each',
      `${a}\n${b}\r\n\n${c}`,
      [
        [1, a],
        [2, `${b}\r`],
        [4, c],
      ],
    ],
    [
      'events on a line each, the first one cut short',
      `${a.slice(0, -5)}\n${b}\n`,
      [
        [1, a.slice(0, -5)],
        [2, b],
      ],
    ],
    [
      'events on a line each, one in the middle cut short',
      `${a}\n{"event":\n${b}\n`,
      [
        [1, a],
        [2, '{"event":'],
        [3, b],
      ],
    ],
    [
      'an archive',
      JSON.stringify(archive),
      [
        [1, a],
        [1, b],
      ],
    ],
    [
      'an archive over many lines',
      JSON.stringify(archive, null, 1),
      [
        [25, a],
        [43, b],
      ],
    ],
    [
      'exchanges of our own',
      `${JSON.stringify({ request: { methods: ['POST'], body: a } })}\n${JSON.stringify({ receivedAt: 1, bodyBase64: Buffer.from(b).toString('base64') })}`,
      [
        [1, a],
        [2, b],
      ],
    ],
    ['a byte order mark before it all', `\ufeff${a}`, [[1, a]]],
    ['an event that ends in the middle', `\n${pretty.slice(0, 30)}`, [[4, 'json: ends in the middle']]],
    [
      'a list that ends in the middle',
      `[${a},\n`,
      [
        [1, a],
        [2, 'json: ends in the middle'],
      ],
    ],
    [
      'a list with a comma at its end',
      `[${a},\n]`,
      [
        [1, a],
        [2, 'json: has a comma before its end'],
      ],
    ],
    [
      'a list with two commas',
      `[${a},,${b}]`,
      [
        [1, a],
        [1, 'json: has a comma where a value should be'],
        [1, b],
      ],
    ],
    [
      'a list that lacks a comma',
      `[${a}\n${b}]`,
      [
        [1, a],
        [2, 'json: lacks a comma before the next value'],
        [2, b],
      ],
    ],
    [
      'an event with a comma behind it',
      `${a},`,
      [
        [1, a],
        [1, 'json: has a comma where a value should be'],
      ],
    ],
    [
      'an event with a bracket behind it',
      `${a}\n]`,
      [
        [1, a],
        [2, 'json: closes what was never opened'],
      ],
    ],
    [
      'an event with a word behind it',
      `${a} x`,
      [
        [1, a],
        [1, 'x'],
      ],
    ],
    ['nothing', ' \n', []],
  ])('%s', async (_, text, expected) => {
    expect(await read(text, size)).toEqual(expected);
  });
});

test('the ending of a name says that there is an event on each line', async () => {
  expect(await read('{"event":\n{"a":1}}', 5, 'x.ndjson')).toEqual([
    [1, '{"event":'],
    [2, '{"a":1}}'],
  ]);
});

test('an event that is too large is told of, and the next one is read', async () => {
  const large = JSON.stringify({ text: 'x'.repeat(9 * 1024 * 1024) });
  const found = [
    [2, a],
    [3, 'size: is larger than 8 MiB'],
    [4, b],
  ];
  expect(await read(`[\n${a},\n${large},\n${b}]`, 65_536)).toEqual(found);
  expect(await read(`\n${a}\n${large}\n${b}`, 65_536)).toEqual(found);
});

test('a hundred thousand brackets are one finding', async () => {
  expect(await read('['.repeat(100_000), 4096)).toEqual([[1, 'json: ends in the middle']]);
});

test.each([
  ['', 0],
  ['/a', 1],
  ['/a/1', 4],
  ['/a/1/b~1c', 5],
  ['/d', 9],
  ['/e', 11],
])('the place %p is found', (pointer, lines) => {
  const text = '{\n"a": [\n{"x": "}]\\""},\n\n{\n"b/c":\t7\n}\n],\n"d": 0,\n"d": [1],\n\n"e"\n: null}';
  expect(linesTo(Buffer.from(text), pointer)).toBe(pointer === '/e' ? 12 : lines);
});

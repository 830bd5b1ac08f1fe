import { lineFinder } from '../../src/openapi/read/lines.ts';

const yaml = `a: &shared
  200:
    - x
    - y: 1
      z: 2
b: *shared
"c/d": {e: 1,
  f: 2}
`;

test.each([
  ['', 1],
  ['/a', 1],
  ['/a/200', 2],
  ['/a/200/1', 4],
  ['/a/200/1/z', 5],
  ['/a/200/1/not/there', 4],
  ['/a/200/7', 2],
  ['/b/200/1/z', 5],
  ['/c~1d/f', 8],
  ['/nowhere', 1],
])('in YAML, %s is found on line %i', (pointer, line) => {
  expect(lineFinder(yaml)(pointer)).toBe(line);
});

test('in JSON, a place is found by its name, tabs and all', () => {
  expect(lineFinder('{\n\t"a": {\n\t\t"b": [\n\t\t\t1,\n\t\t\t2]}}')('/a/b/1')).toBe(5);
});

test.each(['', '\t', '{"a"', '- [', ' '.repeat(2 * 1024 * 1024)])('whatever the text, there is a line', (text) => {
  expect(lineFinder(text)('/a')).toBe(1);
});

test.each([
  ['JSON', (names: string[]) => JSON.stringify(Object.fromEntries(names.map((name) => [name, { at: 1 }])), null, 1)],
  ['YAML', (names: string[]) => names.map((name) => `"${name}":\n # here\n  at: 1\n`).join('')],
])('in %s of more than a MiB, a place is found as in any text', (_, write) => {
  const names = [...Array(500).keys()].map((index) => `${index} ${'x'.repeat(900)}`);
  const text = write([...names, 'last']).padEnd(2 ** 20 + 1, '\n');
  const lineOf = lineFinder(text);
  const line = lineOf('/last/at');
  expect([text.length > 2 ** 20, text.split('\n')[line - 1]?.trim()]).toEqual([
    true,
    text.includes('{') ? '"at": 1' : 'at: 1',
  ]);
  expect(lineOf('/last')).toBeLessThan(line);
  expect(lineOf('/last')).toBeGreaterThan(1000);
});

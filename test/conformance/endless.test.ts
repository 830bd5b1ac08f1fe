import { readFile } from 'node:fs/promises';
import { hookproofProcess } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

/** A receiver that accepts its first delivery, and answers each further one with `head`, and then with `more` without an end. */
function endless(head: string, more: string): string {
  return `import { createServer } from 'node:net';
    const more = Buffer.from(${JSON.stringify(more)}.repeat(1_000));
    let first = true;
    createServer((socket) => {
      const go = () => { while (!socket.destroyed && socket.write(more)); };
      socket.on('error', () => {}).once('data', () => {
        if (first) {
          first = false;
          return socket.end('HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n');
        }
        socket.on('drain', go).write(${JSON.stringify(head)});
        go();
      });
    }).listen(Number(process.env.PORT), '127.0.0.1');`;
}

const cutOff = 'connection closed (its answer went on after 1 MiB)';

test.each([
  ['body', 'HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n', 'a'.repeat(1_000), cutOff],
  ['chunked body', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', `40\r\n${'a'.repeat(64)}\r\n`, cutOff],
  ['line of headers', 'HTTP/1.1 200 OK\r\n', 'x-a: b\r\n', 'connection closed (HPE_HEADER_OVERFLOW)'],
  ['line of interim answers', '', 'HTTP/1.1 100 Continue\r\n\r\n', 'connection closed (after 100 interim answers)'],
])('of an endless %s no more is read than is needed', async (_, head, more, why) => {
  const cwd = await folderWith({ 'app.mjs': endless(head, more) });
  const limits = { dataMiB: 1_000, processorSeconds: 20 };
  const cases = ['pace.pipelined', 'routing.post', 'schema.good.minimal.call.*'].flatMap((id) => ['--case', id]);
  const args = [
    'verify',
    '--exec',
    `'${process.execPath}' app.mjs`,
    ...cases,
    '--timeout',
    '60000',
    '--report',
    'json:r.json',
  ];
  const run = await hookproofProcess(args, { cwd, limits });
  const judged: { id: string; status: string; why: string }[] = JSON.parse(
    await readFile(`${cwd}/r.json`, 'utf8'),
  ).cases;
  const wrong = judged.filter(({ status }) => status === 'FAIL').map((each) => each.why);
  expect(judged.length).toBeGreaterThan(10);
  expect([run.status, new Set(wrong)]).toEqual([1, new Set([why])]);
});

test('where no answer has an end nothing is judged, and that is said', async () => {
  const app = endless('HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n', 'a'.repeat(1_000));
  const cwd = await folderWith({ 'app.mjs': app.replace('let first = true', 'let first = false') });
  const args = ['verify', '--exec', `'${process.execPath}' app.mjs`, '--report', 'json:r.json'];
  const { status, stderr } = await hookproofProcess(args, { cwd, limits: { dataMiB: 1_000, processorSeconds: 20 } });
  expect([status, stderr]).toEqual([3, expect.stringContaining('Its answers have no end')]);
  expect(JSON.parse(await readFile(`${cwd}/r.json`, 'utf8')).summary.verdict).toBe('error');
});

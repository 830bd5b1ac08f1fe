import { journalFigures } from '../../src/telemetry/metrics.ts';
import { hookproofServing, type RunningServer } from '../support/cli.ts';
import { deliver, goodHeaders } from '../support/deliver.ts';

const good = '{"event":{"type":"call.ended","data":{}}}';

let receiver: RunningServer;

beforeAll(async () => {
  receiver = await hookproofServing(['serve']);
});
afterAll(async () => {
  await receiver.stop();
});

/** Our own figures, each line's name with labels and its value. */
async function figures(): Promise<Map<string, number>> {
  const { status, headers, body } = await deliver(receiver.url, '', {
    ...{ method: 'GET', path: '/_hookproof/metrics', headers: {} },
  });
  expect([status, headers['content-type']]).toEqual([200, expect.stringMatching(/^text\/plain; version=0\.0\.4/)]);
  const lines = body.split('\n').filter((line) => /^(hookproof|process_resident)_/.test(line));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), Number(line.split(' ').at(-1))]));
}

test('deliveries are counted by operation, outcome and status, timed, and found in the journal', async () => {
  await deliver(receiver.url, good);
  await deliver(receiver.url, good);
  await deliver(receiver.url, '{}');
  await deliver(receiver.url, good, { headers: { ...goodHeaders, 'x-private-key': 'wrong' } });
  await deliver(receiver.url, '', { method: 'GET' });
  const found = await figures();
  const counted = [...found].filter(([name]) => name.startsWith('hookproof_deliveries_total'));
  expect(counted.map(([name, value]) => [name.replace(/operation="[^"]+"/, 'operation'), value])).toEqual([
    ['hookproof_deliveries_total{operation,outcome="accepted",status="200"}', 2],
    ['hookproof_deliveries_total{operation,outcome="refused",status="400"}', 1],
    ['hookproof_deliveries_total{operation,outcome="denied",status="401"}', 1],
  ]);
  expect(found.get('hookproof_other_requests_total{status="405"}')).toBe(1);
  expect(found.get('hookproof_answer_seconds_count{outcome="accepted"}')).toBe(2);
  expect(found.get('hookproof_answer_seconds_bucket{outcome="accepted",le="+Inf"}')).toBe(2);
  expect(found.get('hookproof_journal_append_seconds_count')).toBe(4);
  expect(found.get('hookproof_journal_waiting')).toBe(0);
  expect(found.get('hookproof_journal_events')).toBe(3);
  expect(found.get('hookproof_journal_attempts')).toBe(4);
  expect(found.get('process_resident_memory_bytes')).toBeGreaterThan(0);
});

test('what senders write becomes no label, however much of it comes', async () => {
  const before = (await figures()).size;
  for (let i = 0; i < 300; i++)
    await deliver(receiver.url, `{"event":{"type":"evil-${i}","data":{}}}`, {
      path: `/evil-${i}"\n{}`.replaceAll(/["\n{}]/g, encodeURIComponent),
      headers: { ...goodHeaders, 'x-evil': `evil-${i}` },
    });
  const after = await figures();
  expect(after.size - before).toBeLessThanOrEqual(3);
  expect([...after.keys()].filter((name) => name.includes('evil'))).toEqual([]);
});

test('figures are for those who ask by an address, not for a page whose name leads here', async () => {
  const ask = (host: string) =>
    deliver(receiver.url, '', { method: 'GET', path: '/_hookproof/metrics', headers: { host } });
  expect((await ask('192.0.2.1:3000')).status).toBe(200);
  expect((await ask('rebound.example.com')).status).toBe(403);
});

test('what a journal holds is not counted at each scrape, and again once that is old or failed', async () => {
  let [time, counted] = [0, 0];
  const counts = async () => {
    counted++;
    if (counted === 2) throw new Error('busy');
    return { events: counted, attempts: counted, last: counted };
  };
  const figures = journalFigures({ counts }, () => time);
  const events = async () => (await figures())[0]?.values[0]?.value;
  expect([await events(), await events(), counted]).toEqual([1, 1, 1]);
  time = 10_000;
  expect([await events(), await events(), await events(), counted]).toEqual([undefined, 3, 3, 3]);
});

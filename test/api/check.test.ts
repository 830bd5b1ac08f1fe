import { check, doctor, isUserError, record, startReceiver } from '../../src/index.ts';
import { root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const invalid = { event: { type: 'action', data: { action: 'create_order' } } };

test('events at hand are validated, and a finding names the event and the place', async () => {
  const report = await check({ events: [invalid] });
  expect(report).toEqual({
    verdict: 'fail',
    summary: { files: 1, events: 1, legal: 0, illegal: 1, findings: 1 },
    findings: [expect.objectContaining({ file: 'events', line: 1, pointer: '/event/data/action', rule: 'enum' })],
  });
});

test('files and folders are read as recordings', async () => {
  const { verdict, summary } = await check({ files: [`${root}conformance/events`] });
  expect([verdict, summary.illegal]).toEqual(['pass', 0]);
  expect(summary.events).toBe(summary.files);
});

test('whoever listens to findings gets each, and the report holds none', async () => {
  const heard: string[] = [];
  const report = await check({ events: Array(3).fill(invalid), onFinding: ({ pointer }) => heard.push(pointer) });
  expect(heard).toEqual(Array(3).fill('/event/data/action'));
  expect([report.findings, report.summary.findings]).toEqual([[], 3]);
});

test('a check of nothing is an error', async () => {
  const error = await check({ events: [] }).catch((thrown: unknown) => thrown);
  expect(isUserError(error) && error.code).toBe('input');
});

test('the doctor finds nothing wrong with the bundled contract once it is repaired, and much before', async () => {
  const repaired = await doctor();
  expect(repaired.diagnoses.filter(({ level }) => level === 'error')).toEqual([]);
  const published = await doctor({ contract: `${root}openapi/swagger.yaml` });
  expect(published.diagnoses.length).toBeGreaterThan(repaired.diagnoses.length);
  expect(published.actions.length).toBeGreaterThan(0);
});

test('what passes a recorder can be checked', async () => {
  const receiver = await startReceiver();
  const out = await folderWith();
  const recorder = await record({ to: receiver.url, out });
  await fetch(`${recorder.url}/anywhere`, { method: 'POST', body: JSON.stringify(invalid) });
  await Promise.all([recorder.close(), receiver.close()]);
  const { summary } = await check({ files: [out] });
  expect(summary).toMatchObject({ events: 1, illegal: 1 });
});

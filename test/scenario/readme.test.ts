import { readFile } from 'node:fs/promises';
import { loadContract } from '../../src/contract/load.ts';
import { loadScenarios, pickScenario } from '../../src/scenario/load.ts';
import { planCall } from '../../src/scenario/plan.ts';
import { root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { projectWith, runModule } from '../support/project.ts';

afterAll(removeFolders);

const readme = await readFile(`${root}conformance/README.md`, 'utf8');
const chapter = readme.slice(readme.indexOf('\n## Scenarios'));

test('the scenario that the README shows how to write loads, and gives what it says', async () => {
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(chapter) ?? [];
  const folder = await folderWith({ 'mine.yaml': example });
  const contract = await loadContract();
  const scenario = pickScenario(await loadScenarios(contract, [folder]), 'busy-then-given-up');
  const { events } = planCall(scenario, contract, { id: 'call_1', startedAt: new Date(0), facts: [] });
  expect(events.map(({ atMs, type }) => [atMs, type])).toEqual([
    [2000, 'call.initiate'],
    [8500, 'call.busy'],
    [9500, 'call.lifecycle-ended'],
  ]);
  const metadata = { shop: 'my-shop.example', cart: 7 };
  const [, busy, ended] = events.map(({ body }) => JSON.parse(body.toString()));
  expect(busy.event.data).toEqual({
    call: expect.objectContaining({ startedAt: '1970-01-01T00:00:02.000Z', durationSeconds: 6.5 }),
  });
  expect([busy.metadata, ended.metadata, ended.event.data.call.id]).toEqual([metadata, metadata, 'call_1']);
});

test('the table of scenarios is the list of those that are bundled', async () => {
  const { all } = await loadScenarios(await loadContract());
  const rows = [...chapter.matchAll(/^\| `([a-z-]+)`(?: \(default\))? +\| (\d\d) /gm)];
  expect(rows.map(([, name, digits]) => `${name} ${digits}`).toSorted()).toEqual(
    all.map(({ name, digits }) => `${name} ${digits}`).toSorted(),
  );
});

test('the code that plans it prints its events', async () => {
  const [, scenario = ''] = /```yaml\n(.*?)```/s.exec(chapter) ?? [];
  const [, code = ''] = /```js\n(.*?)```/s.exec(chapter) ?? [];
  const project = await projectWith({ 'my-scenarios/mine.yaml': scenario, 'plan.js': code });
  expect(await runModule(project, 'plan.js')).toBe('2000 call.initiate\n8500 call.busy\n9500 call.lifecycle-ended\n');
});

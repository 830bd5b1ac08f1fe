import { readFile } from 'node:fs/promises';
import { parseText } from '../../src/openapi/read/parse.ts';
import { orders, shipped } from '../drift/support.ts';
import { hookproofProcess, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  env: Record<string, string>;
  jobs: Record<string, { steps: { uses?: string; run?: string; if?: string; with?: Record<string, string> }[] }>;
}

async function workflow(): Promise<Workflow> {
  const file = `${root}examples/ci/drift-nightly.yml`;
  return parseText(await readFile(file, 'utf8'), file) as Workflow;
}

test('the nightly workflow is YAML, runs by the clock, and may write nothing', async () => {
  const { on, permissions, jobs } = await workflow();
  expect(Object.keys(on)).toEqual(['schedule', 'workflow_dispatch']);
  expect(permissions).toEqual({ contents: 'read' });
  const { steps = [] } = jobs.drift ?? {};
  const cached = steps.find(({ uses }) => uses?.startsWith('actions/cache/restore@'))?.with?.path;
  expect(steps.filter(({ run }) => run?.includes(`--cache ${cached}`))).toHaveLength(2);
});

test('what was fetched is kept after drift was found, too, under a name that the next run finds', async () => {
  const { steps = [] } = (await workflow()).jobs.drift ?? {};
  const restore = steps.find(({ uses }) => uses?.startsWith('actions/cache/restore@'));
  const save = steps.find(({ uses }) => uses?.startsWith('actions/cache/save@'));
  expect([save?.if, save?.with?.path]).toEqual(['always()', restore?.with?.path]);
  expect(save?.with?.key?.startsWith(restore?.with?.['restore-keys'] ?? 'none')).toBe(true);
});

test('each command of the nightly workflow does what it is there for', async () => {
  const { jobs, env } = await workflow();
  const runs = (jobs.drift?.steps ?? []).flatMap(({ run }) => (run?.includes('hookproof') ? [run] : []));
  const cwd = await folderWith({ 'openapi.yaml': orders(), 'new.json': orders(shipped) });
  const names: Record<string, string> = { ...env, PUBLISHED: 'new.json' };
  const results = [];
  for (const run of runs) {
    const words = run
      .trim()
      .replace(/"\$(\w+)"/g, (_, name) => names[name] ?? '')
      .split(/\s+/);
    expect(words.slice(0, 3)).toEqual(['npx', 'hookproof', 'drift']);
    // A file takes the place of the URL, and has no need of a cache.
    const args = words.slice(2).filter((word, at, all) => word !== '--cache' && all[at - 1] !== '--cache');
    results.push(await hookproofProcess(args, { cwd }));
  }
  expect(results.map(({ status }) => status)).toEqual([1, 0]);
  expect(results[0]?.stdout).toContain('::error file=new.json,line=');
  expect(await readFile(`${cwd}/drift.md`, 'utf8')).toContain('### Breaking');
});

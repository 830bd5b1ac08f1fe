import { readFile, writeFile } from 'node:fs/promises';
import { parseText } from '../../src/openapi/read/parse.ts';
import { orders, shipped } from '../drift/support.ts';
import { hookproof, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { repositoryWith } from '../support/repository.ts';

afterAll(removeFolders);

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  env: Record<string, string>;
  jobs: Record<string, { steps: { uses?: string; run?: string; if?: string; with?: Record<string, unknown> }[] }>;
}

async function workflow(name = 'drift-nightly.yml'): Promise<Workflow> {
  const file = `${root}examples/ci/${name}`;
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
  expect(save?.with?.key).toEqual(expect.stringContaining(String(restore?.with?.['restore-keys'] ?? 'none')));
});

/** Runs the commands of a workflow's only job in a folder, with these names in its environment. */
async function runsOf({ jobs }: Workflow, cwd: string, names: Record<string, string>) {
  const runs = (jobs.drift?.steps ?? []).flatMap(({ run }) => (run?.includes('hookproof') ? [run] : []));
  const results = [];
  for (const run of runs) {
    const words = run
      .trim()
      .replace(/"([^"]*)"/g, (_, text: string) => text.replace(/\$(\w+)/g, (_, name) => names[name] ?? ''))
      .split(/\s+/);
    expect(words.slice(0, 3)).toEqual(['npx', 'hookproof', 'drift']);
    // A file takes the place of the URL, and has no need of a cache.
    const args = words.slice(2).filter((word, at, all) => word !== '--cache' && all[at - 1] !== '--cache');
    results.push(await hookproof(args, { cwd }));
  }
  return results;
}

test('each command of the nightly workflow does what it is there for', async () => {
  const nightly = await workflow();
  const cwd = await folderWith({ 'openapi.yaml': orders(), 'new.json': orders(shipped) });
  const results = await runsOf(nightly, cwd, { ...nightly.env, PUBLISHED: 'new.json' });
  expect(results.map(({ status }) => status)).toEqual([1, 0]);
  expect(results[0]?.stdout).toContain('::error file=new.json,line=');
  expect(await readFile(`${cwd}/drift.md`, 'utf8')).toContain('### Breaking');
});

test('the workflow of a pull request writes the comment first, and then fails where receivers break', async () => {
  const review = await workflow('drift-comment.yml');
  expect([Object.keys(review.on), review.permissions]).toEqual([
    ['pull_request'],
    { contents: 'read', 'pull-requests': 'write' },
  ]);
  const { steps = [] } = review.jobs.drift ?? {};
  expect(steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with).toEqual({ 'fetch-depth': 0 });
  expect(steps.map(({ run }) => run?.trim().split(/\s+/).slice(0, 3).join(' ')).slice(-3)).toEqual([
    'npx hookproof drift',
    'gh pr comment',
    'npx hookproof drift',
  ]);
  expect(steps.at(-2)?.run).toContain('--body-file drift.md');
  const cwd = await repositoryWith({ 'openapi.yaml': orders() });
  await writeFile(`${cwd}/openapi.yaml`, orders(shipped));
  const results = await runsOf(review, cwd, { ...review.env, BASE: 'HEAD' });
  expect(results.map(({ status }) => status)).toEqual([0, 1]);
  expect(await readFile(`${cwd}/drift.md`, 'utf8')).toContain('### Breaking');
  expect(results[1]?.stdout).toContain('::error file=openapi.yaml,line=');
});

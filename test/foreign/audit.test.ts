import { readFile } from 'node:fs/promises';
import { hookproofProcess, root } from '../support/cli.ts';

/** One receiver of the page: the command that judges it, and what the page says came of it. */
interface Audited {
  name: string;
  command: string;
  verdict: string;
  causes: string[];
}

const page = await readFile(`${root}docs/audit.md`, 'utf8');
const packages: { devDependencies: Record<string, string> } = JSON.parse(
  await readFile(`${root}test/foreign/package.json`, 'utf8'),
);
const environment = Object.fromEntries(
  [...page.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
);
const audited = page.split(/^## /m).flatMap((section): Audited[] => {
  const [, command] = /^(.*hookproof verify .*)$/m.exec(section) ?? [];
  if (command === undefined) return [];
  const [, verdict = ''] = /^Verdict: (\S+, \d+ of \d+ cases \S+)/m.exec(section) ?? [];
  const rows = [...section.matchAll(/^\| (MUST|SHOULD) \| `([a-z0-9-]+)` \| (\d+) \|/gm)];
  const causes = rows.map(([, level, id, count]) => `${level} ${id} ${count}`).toSorted();
  return [{ name: section.split('\n', 1)[0] ?? '', command, verdict, causes }];
});

test('the page names the versions that are fetched', () => {
  expect(audited.length).toBeGreaterThan(5);
  const named = audited.map(({ name }) => /^`(\S+)` (\S+)/.exec(name)?.slice(1) ?? [name]);
  expect(named).toEqual(named.map(([name = '']) => [name, packages.devDependencies[name]]));
});

test.each(audited)(
  '$name comes out as the page says',
  async ({ command, verdict, causes }) => {
    const before = /^((?:\w+=\S+ )*)hookproof /.exec(command)?.[1] ?? '';
    const own = [...before.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]);
    const args = command.slice(before.length).split(' ').slice(1);
    const env = { ...environment, ...Object.fromEntries(own), NODE_NO_WARNINGS: '1' };
    const { stdout } = await hookproofProcess([...args, '--report', 'json'], { env });
    const { summary, causes: found } = JSON.parse(stdout);
    const { fail, pass, total } = summary;
    expect({
      verdict:
        summary.verdict === 'pass'
          ? `PASS, ${pass} of ${total} cases passed`
          : `FAIL, ${fail} of ${total} cases failed`,
      causes: found
        .map(({ level, id, count }: { level: string; id: string; count: number }) => `${level} ${id} ${count}`)
        .toSorted(),
    }).toEqual({ verdict, causes });
  },
  240_000,
);
